// The user's own file: read anew when it changes, and never applied with a mistake in it.
import { expect, test } from '../fixture.ts'
import { PRACTICE } from '../lab/environment.ts'
import { ACCOUNT, HOSTNAME, practiceSettingsOf, START_ADDRESS, writePracticeDomain } from '../practice.ts'

const SECOND = PRACTICE.hostnames.find((name) => name !== HOSTNAME) ?? ''

test('a domain written into the file is updated without a restart', async ({ homeward, world }) => {
  await writePracticeDomain(world)
  const page = await homeward.start()
  await world.internet.request(({ url }) => url.includes(HOSTNAME))
  const settings = practiceSettingsOf(world)
  const [record] = settings.records
  await world.writeSettings({ ...settings, records: [record, { ...record, hostname: SECOND }] })
  await world.internet.request(({ url }) => url.includes(SECOND))
  await expect(page.getByRole('article', { name: SECOND })).toBeVisible()
  expect(await world.internet.resolve(SECOND, 'A')).toEqual([START_ADDRESS])
})

test('a file with a mistake is told by line and key, and the last good one stays in force', async ({
  homeward,
  world,
  realNetwork,
}) => {
  await writePracticeDomain(world)
  const page = await homeward.start()
  await world.internet.request(({ url }) => url.includes(START_ADDRESS))
  await world.writeSettings({
    ...practiceSettingsOf(world),
    accounts: [{ id: ACCOUNT, provider: 'dyndns2', endpiont: 'x' }],
  })
  const notice = page.getByRole('main').getByText(/settings\.yaml, line \d+.*endpiont/)
  await expect(notice).toBeVisible()
  await realNetwork.change({ ipv4: '11.22.33.99' })
  await world.internet.request(({ url }) => url.includes('11.22.33.99'))
  await writePracticeDomain(world)
  await expect(notice).toBeHidden()
})

test('the language of the file is the language of window and tray', async ({ homeward, world }) => {
  await writePracticeDomain(world)
  await world.writeSettings({ ...practiceSettingsOf(world), language: 'zh-CN' })
  const page = await homeward.start()
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN')
  const menu = await (await homeward.tray()).menu()
  expect(menu.some((item) => /\p{Script=Han}/u.test(item.label))).toBe(true)
})
