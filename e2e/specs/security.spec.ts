// The page is confined: a sandboxed process without Node, network or navigation.

import { expect, test } from '../fixture.ts'
import { describeConfinedPage } from './confined-page.ts'

test('the page runs in Chromium’s sandbox as an unprivileged user', async ({ homeward, environment }) => {
  await homeward.start()
  const sandbox = await homeward.sandbox()
  expect(sandbox).toEqual({ seccomp: 'filter', ownPidNamespace: true, uid: environment.session.user.uid })
  expect(sandbox.uid).not.toBe(0)
})

test('the page has no Node API and only the two functions of the bridge', async ({ homeward }) => {
  const page = await homeward.start()
  const types = await page.evaluate(() =>
    ['require', 'process', 'module', 'global', 'Buffer', 'ipcRenderer'].map((name) => typeof Reflect.get(window, name)),
  )
  expect(new Set(types)).toEqual(new Set(['undefined']))
  const bridge = await page.evaluate(() => Object.keys(Reflect.get(window, 'homeward')).sort())
  expect(bridge).toEqual(['call', 'listen'])
})

test('the content policy blocks remote content, inline scripts and eval', async ({ homeward, environment }) => {
  const page = await homeward.start()
  const blocked = await page.evaluate(async (outside) => {
    const violations: string[] = []
    document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective))
    const script = document.createElement('script')
    script.textContent = 'window.planted = true'
    document.body.append(script)
    const image = document.createElement('img')
    image.src = `${outside}/picture.png`
    document.body.append(image)
    const fetched = await fetch(outside).then(
      () => 'answered',
      () => 'refused',
    )
    await new Promise((resolve) => setTimeout(resolve, 300))
    return { violations, fetched, planted: Reflect.get(window, 'planted') === true }
  }, environment.internet.provider)
  expect(blocked).toMatchObject({ fetched: 'refused', planted: false })
  // The main process runs this, because code that Playwright runs in the page may use eval.
  const evaluated = await homeward.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript("try { eval('1'); 'ran' } catch { 'refused' }"),
  )
  expect(evaluated).toBe('refused')
  expect(blocked.violations).toEqual(expect.arrayContaining(['script-src-elem', 'img-src', 'connect-src']))
  expect(environment.internet.requests).toEqual([])
})

test('the page cannot navigate elsewhere or open a window', async ({ homeward, environment }) => {
  const page = await homeward.start()
  const before = page.url()
  const opened = await page.evaluate((outside) => window.open(outside) === null, environment.internet.provider)
  expect(opened).toBe(true)
  await page.evaluate((outside) => {
    const link = document.createElement('a')
    link.href = outside
    link.target = '_blank'
    document.body.append(link)
    link.click()
    location.href = outside
  }, environment.internet.provider)
  await page.waitForTimeout(500)
  expect(page.url()).toBe(before)
  expect(homeward.electron.windows()).toHaveLength(1)
  expect(environment.internet.requests).toEqual([])
})

test('every permission except writing to the clipboard is denied', async ({ homeward }) => {
  const page = await homeward.start()
  const states = await page.evaluate(async () => {
    const names = ['geolocation', 'notifications', 'camera', 'microphone', 'midi', 'clipboard-read']
    const query = (name: string) => navigator.permissions.query({ name: name as PermissionName })
    return Promise.all(names.map(async (name) => `${name}: ${(await query(name)).state}`))
  })
  expect(states.filter((state) => !state.endsWith('denied'))).toEqual([])
})

test('an unknown call or an invalid payload is refused', async ({ homeward }) => {
  const page = await homeward.start()
  const call = (name: string, payload: unknown) =>
    page.evaluate(
      async ([name, value]) => {
        const { call: bridge } = Reflect.get(window, 'homeward') as {
          call(name: unknown, value: unknown): Promise<unknown>
        }
        return Promise.resolve()
          .then(() => bridge(name, value))
          .then(
            () => 'answered',
            () => 'refused',
          )
      },
      [name, payload] as const,
    )
  expect(await call('snapshot.get', undefined)).toBe('answered')
  expect(await call('secret.read', { account: 'home', field: 'password' })).toBe('refused')
  expect(await call('engine.pause', { minutes: 'long' })).toBe('refused')
  expect(await call('account.remove', '../../etc')).toBe('refused')
})

describeConfinedPage()
