// A credential store that does not answer is not taken for an empty one.
import { setTimeout as sleep } from 'node:timers/promises'
import { CANARY, expect, test } from '../fixture.ts'
import { keyringEntries } from '../lab/desktop/keyring.ts'
import { label } from '../labels.ts'
import { OverviewPage } from '../pages/overview-page.ts'
import { HOSTNAME, START_ADDRESS, writePracticeDomain } from '../practice.ts'

test('without its keyring the app says so and sends nothing; when it returns, the secret is still there', async ({
  homeward,
  environment,
}) => {
  await writePracticeDomain(environment)
  await environment.session.keyring.stop()
  const page = await homeward.start()
  const overview = new OverviewPage(page)
  await expect(overview.see.domain(HOSTNAME)).toBeVisible()
  await expect(overview.see.state(HOSTNAME, 'ok')).toBeHidden()
  await sleep(2_000)
  expect(environment.internet.requests).toEqual([])
  await expect(page.getByText(/The credential store cannot be read now/)).toBeVisible()

  await environment.session.keyring.start()
  const stored = (await keyringEntries(environment.bus, 'Homeward')).find(({ account }) => account === 'home/password')
  expect(stored?.secret).toMatch(/^homeward-bound:1:\{"provider":"dyndns2","origin":"http/)
  expect(stored?.secret.split('\n').at(-1)).toBe(CANARY)
  await (await homeward.tray()).choose(label('menu.update-now'))
  await environment.internet.request(({ url }) => url.includes(START_ADDRESS))
  await expect(overview.see.state(HOSTNAME, 'ok')).toBeVisible()
})
