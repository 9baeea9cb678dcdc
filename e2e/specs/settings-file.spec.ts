// The user's settings file is read again when it changes, and never applied while it has a problem.
import { expect, test } from '../fixture.ts'
import { PRACTICE } from '../lab/environment.ts'
import { ACCOUNT, HOSTNAME, practiceSettingsOf, START_ADDRESS, writePracticeDomain } from '../practice.ts'

const SECOND = PRACTICE.hostnames.find((name) => name !== HOSTNAME) ?? ''

test('a domain added to the file is updated without a restart', async ({ homeward, environment }) => {
  await writePracticeDomain(environment)
  const page = await homeward.start()
  await environment.internet.request(({ url }) => url.includes(HOSTNAME))
  const settings = practiceSettingsOf(environment)
  const [record] = settings.records
  await environment.writeSettings({ ...settings, records: [record, { ...record, hostname: SECOND }] })
  await environment.internet.request(({ url }) => url.includes(SECOND))
  await expect(page.getByRole('article', { name: SECOND })).toBeVisible()
  expect(await environment.internet.resolve(SECOND, 'A')).toEqual([START_ADDRESS])
})

test('a problem in the file is shown with its line and key, and the last valid settings stay in force', async ({
  homeward,
  environment,
  realNetwork,
}) => {
  await writePracticeDomain(environment)
  const page = await homeward.start()
  await environment.internet.request(({ url }) => url.includes(START_ADDRESS))
  await environment.writeSettings({
    ...practiceSettingsOf(environment),
    accounts: [{ id: ACCOUNT, provider: 'dyndns2', endpiont: 'x' }],
  })
  const notice = page.getByRole('main').getByText(/settings\.yaml, line \d+.*endpiont/)
  await expect(notice).toBeVisible()
  await realNetwork.change({ ipv4: '11.22.33.99' })
  await environment.internet.request(({ url }) => url.includes('11.22.33.99'))
  await writePracticeDomain(environment)
  await expect(notice).toBeHidden()
})

test('window and tray use the language of the file', async ({ homeward, environment }) => {
  await writePracticeDomain(environment)
  await environment.writeSettings({ ...practiceSettingsOf(environment), language: 'zh-CN' })
  const page = await homeward.start()
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN')
  const menu = await (await homeward.tray()).menu()
  expect(menu.some((item) => /\p{Script=Han}/u.test(item.label))).toBe(true)
})
