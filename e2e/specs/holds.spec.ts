// A provider that asks to wait or blocks the account is obeyed. The window shows until when, and what to do.
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from '../fixture.ts'
import { label } from '../labels.ts'
import { OverviewPage } from '../pages/overview-page.ts'
import { HOSTNAME, writePracticeDomain } from '../practice.ts'

test('a hold with an end shows a countdown, and no command shortens it', async ({ homeward, environment }) => {
  await writePracticeDomain(environment)
  await environment.internet.addFault({ kind: 'throttle', retryAfter: 600 })
  const overview = new OverviewPage(await homeward.start())
  const countdown = overview.see.countdown(HOSTNAME)
  await expect(overview.see.domain(HOSTNAME)).toContainText(label('hold.class.until-time'))
  await expect(countdown).toHaveText(/^Resumes in 9:\d\d\.$/)
  const first = await countdown.textContent()
  await expect(countdown, 'the countdown runs').not.toHaveText(first ?? '')
  await (await homeward.tray()).choose(label('menu.update-now'))
  await sleep(2_000)
  expect(environment.internet.requests).toHaveLength(1)
  await expect(overview.see.button(HOSTNAME, label('window.next-step.try-again'))).toHaveCount(0)
})

test('a block stays until the user lifts it, and is then gone', async ({ homeward, environment }) => {
  await writePracticeDomain(environment)
  await environment.internet.addFault({ kind: 'word', text: 'abuse', times: 1 })
  const overview = new OverviewPage(await homeward.start())
  await expect(overview.see.state(HOSTNAME, 'attention')).toBeVisible()
  await expect(overview.see.domain(HOSTNAME)).toContainText(label('failure.blocked.abuse'))
  await expect(overview.see.countdown(HOSTNAME)).toHaveCount(0)
  await overview.see.button(HOSTNAME, label('window.next-step.lift-hold')).click()
  await expect(overview.see.state(HOSTNAME, 'ok')).toBeVisible()
  expect(environment.internet.requests).toHaveLength(2)
})
