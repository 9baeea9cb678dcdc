// An address that is already confirmed is not sent again after a restart.
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from '../fixture.ts'
import { OverviewPage } from '../pages/overview-page.ts'
import { HOSTNAME, START_ADDRESS, writePracticeDomain } from '../practice.ts'

test('a restart sends nothing while the address is unchanged', async ({ homeward, environment }) => {
  await writePracticeDomain(environment)
  await homeward.start()
  await environment.internet.request(({ url }) => url.includes(START_ADDRESS))
  await expect.poll(async () => (await homeward.tray()).tooltip()).toContain(START_ADDRESS)
  await homeward.quit()
  expect(environment.internet.requests).toHaveLength(1)

  await homeward.start()
  await expect.poll(async () => (await homeward.tray()).tooltip()).toContain(HOSTNAME)
  await sleep(3_000)
  expect(environment.internet.requests).toHaveLength(1)
})

test('after a kill between request and answer, the next process finds out whether the update was applied', async ({
  homeward,
  environment,
}) => {
  await writePracticeDomain(environment)
  await environment.internet.addFault({ kind: 'hang', apply: true, times: 1 })
  await homeward.startInBackground()
  await expect.poll(() => environment.internet.resolve(HOSTNAME, 'A')).toEqual([START_ADDRESS])
  homeward.electron.process().kill('SIGKILL')
  await homeward.dispose()

  const page = await homeward.start()
  const overview = new OverviewPage(page)
  await expect(overview.see.state(HOSTNAME, 'ok')).toBeVisible()
  await expect(overview.see.address(HOSTNAME, START_ADDRESS)).toBeVisible()
  expect(environment.internet.requests.length, 'the attempt in doubt, and at most one more').toBeLessThanOrEqual(2)
  expect(await environment.internet.resolve(HOSTNAME, 'A')).toEqual([START_ADDRESS])
})
