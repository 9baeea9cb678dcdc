// The user adds a domain with its token in the window: it is updated, and only the real keyring holds the token.
import { CANARY, expect, test } from '../fixture.ts'
import { keyringEntries } from '../lab/desktop/keyring.ts'
import { label } from '../labels.ts'
import { OverviewPage } from '../pages/overview-page.ts'
import { addPracticeDomain, HOSTNAME, START_ADDRESS, writeEmptySettings } from '../practice.ts'

test('a domain added in the window is updated, and only the keyring holds its token', async ({
  homeward,
  environment,
}) => {
  await writeEmptySettings(environment)
  const page = await homeward.start()
  await homeward.traceMessages()
  await addPracticeDomain(environment, page)

  const address = START_ADDRESS
  const request = await environment.internet.request(({ url }) => url.includes(address))
  expect(request.url).toContain(`hostname=${HOSTNAME}`)
  expect(request.userAgent).toMatch(/^Homeward\/\d+\.\d+\.\d+ \(/)
  expect(await environment.internet.resolve(HOSTNAME, 'A')).toEqual([address])

  const overview = new OverviewPage(page)
  await overview.open()
  await expect(overview.see.address(HOSTNAME, address)).toBeVisible()
  await expect(overview.see.state(HOSTNAME, 'ok')).toBeVisible()
  const tray = await homeward.tray()
  await expect.poll(() => tray.tooltip()).toContain(address)
  const labels = (await tray.menu()).map((item) => item.label)
  expect(labels).toContain(label('menu.record', { hostname: HOSTNAME, address }))

  const entries = await keyringEntries(environment.bus, 'Homeward')
  const bound = entries.filter(({ secret }) => secret.endsWith(`\n${CANARY}`))
  expect(bound.map(({ secret }) => secret)).toEqual([expect.stringMatching(/^homeward-bound:1:\{"provider":/)])
  const trace = await homeward.tracedMessages()
  expect(trace.length).toBeGreaterThan(0)
  expect(trace.filter((message) => message.includes(CANARY))).toEqual([])
  await homeward.quit()
})

test('the window shows that a token is stored, but never the token', async ({ homeward, environment }) => {
  await writeEmptySettings(environment)
  const page = await homeward.start()
  await addPracticeDomain(environment, page)
  await environment.internet.request(({ url }) => url.includes(HOSTNAME))
  await page.getByRole('button', { name: label('window.domains.edit-account-named', { account: 'home' }) }).click()
  await expect(page.getByRole('dialog').getByText(label('window.secret.present-help'))).toBeVisible()
  expect(await page.content()).not.toContain(CANARY)
  const values = await page
    .locator('input')
    .evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).value))
  expect(values).not.toContain(CANARY)
})
