// The window and the tray on the desktop: one instance, a closed window has no process, and the icon follows the state.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from '../fixture.ts'
import { startApp } from '../lab/process/app-process.ts'
import { until } from '../lab/process/process-group.ts'
import { processTree } from '../lab/process/runtime.ts'
import { label } from '../labels.ts'

const pageProcesses = async (pid: number): Promise<number> => {
  const lines = await Promise.all(
    processTree(pid).map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => 'ended meanwhile')),
  )
  return lines.filter((line) => line.includes('--type=renderer')).length
}

test('a closed window has no process, and the icon opens a new window', async ({ homeward }) => {
  await homeward.start()
  const pid = homeward.electron.process().pid ?? 0
  expect(await pageProcesses(pid)).toBe(1)
  await homeward.closeWindow()
  await expect.poll(() => pageProcesses(pid)).toBe(0)
  const opened = homeward.electron.waitForEvent('window')
  await (await homeward.tray()).click()
  const page = await opened
  await expect(page.locator('nav, [role="navigation"], main').first()).toBeVisible()
})

test('a background start shows no window, a second launch does, whatever its arguments', async ({
  homeward,
  environment,
}) => {
  await homeward.startInBackground(['--background'])
  await expect.poll(async () => (await homeward.tray()).tooltip()).toContain('Homeward')
  expect(homeward.electron.windows()).toHaveLength(0)
  const opened = homeward.electron.waitForEvent('window')
  const second = startApp(environment, ['--config=/etc/passwd', 'homeward://app/evil', '--quit', 'rm -rf'])
  await until('the end of the second launch', () => (second.exitCode === null ? undefined : true), 5_000)
  expect(second.exitCode).toBe(0)
  const page = await opened
  expect(page.url()).toBe('homeward://app/index.html')
  expect(homeward.electron.windows()).toHaveLength(1)
})

test('the page’s own storage survives the window and the app', async ({ homeward }) => {
  const page = await homeward.start()
  await page.evaluate(() => localStorage.setItem('kept', 'yes'))
  await homeward.closeWindow()
  await homeward.quit()
  const again = await homeward.start()
  expect(await again.evaluate(() => localStorage.getItem('kept'))).toBe('yes')
})

test('the window opens at its last position and size', async ({ homeward }) => {
  await homeward.start()
  // The window manager would move a window that it has not placed yet.
  const isVisible = () =>
    homeward.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible())
  await expect.poll(isVisible).toBe(true)
  const move = { x: 40, y: 60, width: 720, height: 560 }
  await homeward.electron.evaluate(
    ({ BrowserWindow }, bounds) => BrowserWindow.getAllWindows()[0]?.setBounds(bounds),
    move,
  )
  const bounds = () => homeward.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds())
  await expect.poll(bounds).toMatchObject({ width: 720, height: 560 })
  await homeward.closeWindow()
  await homeward.openWindow()
  expect(await bounds()).toMatchObject({ width: 720, height: 560 })
})

test('a webview stays an unknown element, and a dropped file is ignored', async ({ homeward }) => {
  const page = await homeward.start()
  await homeward.electron.evaluate(({ app }) => {
    Object.assign(globalThis, { attached: 0 })
    app.on('web-contents-created', () => Object.assign(globalThis, { attached: 1 }))
  })
  await page.evaluate(() => {
    const embedded = document.createElement('webview')
    embedded.setAttribute('src', 'https://example.org/')
    document.body.append(embedded)
    const data = new DataTransfer()
    data.items.add(new File(['<h1>other</h1>'], 'other.html', { type: 'text/html' }))
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }))
  })
  await page.waitForTimeout(300)
  expect(await homeward.electron.evaluate(() => Reflect.get(globalThis, 'attached'))).toBe(0)
  expect(page.url()).toBe('homeward://app/index.html')
})

test('a crashed page is opened again, once', async ({ homeward }) => {
  await homeward.start()
  const reopened = homeward.electron.waitForEvent('window')
  await homeward.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
  )
  const page = await reopened
  await expect(page.locator('nav, [role="navigation"], main').first()).toBeVisible()
})

test('pausing and resuming from the menu changes the icon and the menu', async ({ homeward }) => {
  await homeward.startInBackground(['--background'])
  const tray = await homeward.tray()
  // While the engine starts, the menu has only Open and Quit.
  await expect.poll(async () => (await tray.menu()).map((item) => item.label)).toContain(label('menu.pause'))
  const before = await tray.icon()
  await tray.choose(label('menu.pause-endless'))
  await expect.poll(async () => (await tray.menu()).map((item) => item.label)).toContain(label('menu.resume'))
  await expect.poll(async () => (await tray.icon())?.pixels.equals(before?.pixels ?? Buffer.alloc(0))).toBe(false)
  await tray.choose(label('menu.resume'))
  await expect.poll(async () => (await tray.menu()).map((item) => item.label)).toContain(label('menu.update-now'))
})

test('quitting takes less than two seconds and leaves no process', async ({ homeward }) => {
  await homeward.start()
  const tree = processTree(homeward.electron.process().pid ?? 0)
  const began = Date.now()
  await homeward.quit()
  expect(Date.now() - began).toBeLessThan(2_000)
  const left = await Promise.all(
    tree.map((id) => readFile(path.join('/proc', String(id), 'cmdline'), 'utf8').then(Boolean, () => false)),
  )
  expect(left.filter(Boolean)).toHaveLength(0)
})
