// A refused token needs the user: the app says so once and sends no further request.
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from '../fixture.ts'
import { label } from '../labels.ts'
import { OverviewPage } from '../pages/overview-page.ts'
import { HOSTNAME, WRONG_PASSWORD, writePracticeDomain } from '../practice.ts'

test('a wrong token needs attention, and no second request is sent until it is edited', async ({
  homeward,
  environment,
}) => {
  await writePracticeDomain(environment, { password: WRONG_PASSWORD })
  const page = await homeward.start()
  await environment.internet.request(({ answer }) => answer?.startsWith('badauth') === true)
  const overview = new OverviewPage(page)
  await expect(overview.see.state(HOSTNAME, 'attention')).toBeVisible()
  const tray = await homeward.tray()
  await expect.poll(() => tray.tooltip()).toContain(label('summary.attention', { count: 1, hostname: HOSTNAME }))

  // Each of these triggers a round: the menu, a new address.
  await tray.choose(label('menu.update-now'))
  if (environment.network) await environment.network.change({ ipv4: '11.22.33.88' })
  await sleep(3_000)
  expect(environment.internet.requests).toHaveLength(1)

  // The hold survives a restart.
  await homeward.quit()
  await homeward.start()
  await expect.poll(async () => (await homeward.tray()).tooltip()).toContain(HOSTNAME)
  await sleep(2_000)
  expect(environment.internet.requests).toHaveLength(1)
})
