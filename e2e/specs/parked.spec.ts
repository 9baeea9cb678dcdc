// A parked job shows why it waits, how often it was tried, the last answer, and when it is tried again. Two buttons end the wait.
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from '../fixture.ts'
import { label } from '../labels.ts'
import { OverviewPage } from '../pages/overview-page.ts'
import { HOSTNAME, START_ADDRESS, writePracticeDomain } from '../practice.ts'

const TRY_AGAIN = label('window.next-step.try-again')
const DISMISS = label('window.next-step.dismiss')
/** A return code that no provider documents: the job is parked at once and retried automatically minutes later. */
const NONSENSE = { kind: 'word', text: 'bananas' } as const

test('a parked job shows everything about its wait, and the user can retry it at once', async ({
  homeward,
  environment,
}) => {
  await writePracticeDomain(environment)
  await environment.internet.addFault({ ...NONSENSE, times: 1 })
  const overview = new OverviewPage(await homeward.start())
  const domain = overview.see.domain(HOSTNAME)
  await expect(domain).toContainText(label('failure-kind.unrecognised'))
  await expect(domain).toContainText(label('hold.class.parked'))
  await expect(domain).toContainText(NONSENSE.text)
  await expect(domain).toContainText(/Tried once \(.+\)/)
  await expect(overview.see.countdown(HOSTNAME)).toHaveText(/^Tries again in [3-5]:\d\d\.$/)
  const first = await overview.see.countdown(HOSTNAME).textContent()
  await expect(overview.see.countdown(HOSTNAME), 'the countdown runs').not.toHaveText(first ?? '')

  await overview.see.button(HOSTNAME, TRY_AGAIN).click()
  await expect(overview.see.state(HOSTNAME, 'ok')).toBeVisible()
  await expect(overview.see.countdown(HOSTNAME)).toHaveCount(0)
  expect(environment.internet.requests).toHaveLength(2)
})

test('a dismissed job is not sent again until the address changes', async ({ homeward, environment, realNetwork }) => {
  await writePracticeDomain(environment)
  await environment.internet.addFault(NONSENSE)
  const overview = new OverviewPage(await homeward.start())
  await overview.see.button(HOSTNAME, DISMISS).click()
  await expect(overview.see.domain(HOSTNAME)).toContainText(label('reason.hold-forgotten'))
  await expect(overview.see.button(HOSTNAME, DISMISS)).toHaveCount(0)
  await environment.internet.clearFaults()
  await (await homeward.tray()).choose(label('menu.update-now'))
  await sleep(2_000)
  expect(environment.internet.requests).toHaveLength(1)
  expect(environment.internet.requests[0]?.url).toContain(START_ADDRESS)

  await realNetwork.change({ ipv4: '11.22.33.51' })
  await environment.internet.request(({ url }) => url.includes('11.22.33.51'))
  await expect(overview.see.state(HOSTNAME, 'ok')).toBeVisible()
})
