// The main promise: the address changes while no window is open, and the domain follows.
import { expect, test } from '../fixture.ts'
import { homeward as command } from '../lab/process/app-process.ts'
import { label } from '../labels.ts'
import { HistoryPage } from '../pages/history-page.ts'
import { HOSTNAME, START_ADDRESS, writePracticeDomain } from '../practice.ts'

const NEW_ADDRESS = '11.22.33.77'

test('while the window is closed, a new address reaches provider, tooltip, toast, DNS and history', async ({
  homeward,
  environment,
  realNetwork,
}) => {
  await writePracticeDomain(environment)
  await homeward.start()
  await environment.internet.request(({ url }) => url.includes(START_ADDRESS))
  await homeward.closeWindow()
  const tray = await homeward.tray()
  await expect.poll(() => tray.tooltip()).toContain(START_ADDRESS)

  const from = environment.internet.requests.length
  await realNetwork.change({ ipv4: NEW_ADDRESS })
  const request = await environment.internet.request(({ url }) => url.includes(NEW_ADDRESS), { from })
  expect(request.url, 'the request names the address').toContain(`myip=${NEW_ADDRESS}`)
  expect(environment.internet.requests.slice(from)).toHaveLength(1)
  await expect.poll(() => tray.tooltip()).toContain(NEW_ADDRESS)
  const toast = await environment.toasts.toast(({ body }) => body.includes(NEW_ADDRESS))
  expect(toast).toMatchObject({
    title: label('toast.changed-title'),
    body: label('toast.changed', { hostname: HOSTNAME, address: NEW_ADDRESS }),
  })
  expect(await environment.internet.resolve(HOSTNAME, 'A')).toEqual([NEW_ADDRESS])

  const listed = await command(environment, ['history', '--json'])
  expect(listed.code, listed.stderr).toBe(0)
  expect(listed.stdout).toContain(NEW_ADDRESS)

  // A click on the toast opens the window, which shows the same.
  const opened = homeward.electron.waitForEvent('window')
  await environment.toasts.click(toast)
  const history = new HistoryPage(await opened)
  await history.open()
  await expect(history.see.rows.first()).toContainText(NEW_ADDRESS)
  await expect(history.see.rows.first()).toContainText(HOSTNAME)
})

test('a lost network is offline, not an error, and its return is noticed at once', async ({
  homeward,
  environment,
  realNetwork,
}) => {
  await writePracticeDomain(environment)
  await homeward.start()
  await environment.internet.request(({ url }) => url.includes(START_ADDRESS))
  const tray = await homeward.tray()
  await expect.poll(() => tray.tooltip()).toContain(START_ADDRESS)
  const before = environment.internet.requests.length
  await realNetwork.setLink('down')
  await expect.poll(() => tray.tooltip(), { timeout: 20_000 }).toContain(label('summary.offline'))
  await realNetwork.setLink('up')
  await expect.poll(() => tray.tooltip(), { timeout: 20_000 }).toContain(START_ADDRESS)
  expect(environment.internet.requests.length, 'nothing had changed, so nothing is sent').toBe(before)
})
