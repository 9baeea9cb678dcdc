// The demo where it cannot have its own desktop, as on Windows: the app appears on the user's screen, and the demo reads its
// page. The user can look at tray and toast; the demo does not claim to have seen them.
import { spawn } from 'node:child_process'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { type ElectronApplication, _electron as electron, type Page } from 'playwright'
import type { Attempt } from '../../app/contract/history.ts'
import { HOSTNAME, practiceSettings } from '../../e2e/lab/dns/practice-domain.ts'
import { PRACTICE } from '../../e2e/lab/environment.ts'
import { type Internet, openInternet } from '../../e2e/lab/network/internet.ts'
import { HOME_IPV4 } from '../../e2e/lab/network/namespaces.ts'
import { until } from '../../e2e/lab/process/process-group.ts'
import { electronExecutable, projectDir } from '../../e2e/lab/process/runtime.ts'
import { removeFolder } from '../../e2e/lab/process/unprivileged.ts'
import { NEW_IPV4 } from './moves.ts'
import type { Change, Timeline } from './timeline.ts'

function history(executable: string, env: NodeJS.ProcessEnv): Promise<Attempt[]> {
  const args = [path.join(projectDir, 'out/app/headless.cjs'), 'history', '--json']
  const child = spawn(executable, args, { env: { ...env, ELECTRON_RUN_AS_NODE: '1' } })
  let text = ''
  child.stdout.on('data', (chunk) => {
    text += String(chunk)
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve(code === 0 ? (JSON.parse(text) as Attempt[]) : []))
  })
}

/** The sentence that tooltip and window show. */
const summary = (page: Page) =>
  page.evaluate(async () => {
    const { homeward } = globalThis as unknown as { homeward: { call(name: string): Promise<{ summary: string }> } }
    return (await homeward.call('snapshot.get')).summary
  })

async function change(internet: Internet, page: Page, timeline: Timeline): Promise<Change> {
  const from = internet.requests.length
  const began = Date.now()
  await internet.answerEcho('ipv4', NEW_IPV4)
  timeline.step('change', `Changed the practice echo's answer to ${NEW_IPV4}.`)
  await page.getByRole('button', { name: 'Update now' }).click()
  const request = await internet.request(({ url, status }) => status === 200 && url.includes(NEW_IPV4), { from })
  const reactionMs = Math.round(request.at - began)
  const reply = request.answer?.trim() ?? ''
  const line = `${request.method} ${decodeURIComponent(request.url)}`
  timeline.step('request', `Provider got ${line} and replied "${reply}".`, { request: line, answer: reply, reactionMs })
  await until('DNS', async () => (await internet.resolve(HOSTNAME, 'A')).includes(NEW_IPV4))
  timeline.step('dns', `DNS answers ${NEW_IPV4} for ${HOSTNAME}.`, { address: NEW_IPV4 })
  const sentence = await until('the summary', async () => {
    const text = await summary(page)
    return text.includes(NEW_IPV4) ? text : null
  })
  timeline.step('summary', `Window and tooltip say: "${sentence}" A toast says it, too: look at your screen.`, {
    sentence,
  })
  return { hostname: HOSTNAME, family: 'ipv4', from: HOME_IPV4, to: NEW_IPV4, reactionMs }
}

export async function runPlainStory(timeline: Timeline, pictures: string): Promise<Change[]> {
  const executable = electronExecutable()
  if (executable === null) throw new Error('there is no Electron runtime; run: npm run setup')
  const folder = await mkdtemp(path.join(tmpdir(), 'homeward-demo-'))
  const internet = await openInternet(null, PRACTICE)
  const env = { ...process.env, HOMEWARD_HOME: folder, HOMEWARD_SECRET_HOME_PASSWORD: PRACTICE.password }
  let app: ElectronApplication | null = null
  try {
    await internet.answerEcho('ipv4', HOME_IPV4)
    const settings = { ...practiceSettings(internet, { hasRealAddress: false }), language: 'en' }
    await writeFile(path.join(folder, 'settings.yaml'), JSON.stringify(settings, null, 2), { mode: 0o600 })
    timeline.step('settings', `Settings name ${HOSTNAME}; its password is in the environment.`)
    const chromiumSandbox = process.getuid?.() !== 0
    app = await electron.launch({ executablePath: executable, args: [projectDir], env, chromiumSandbox })
    const page = await app.firstWindow()
    timeline.step('started', `Homeward runs (process ${app.process().pid}); its window is open, its icon in the tray.`)
    await internet.request(({ url }) => url.includes(HOME_IPV4))
    timeline.step('first', `${HOSTNAME} points to ${HOME_IPV4}.`)
    const changed = await change(internet, page, timeline)
    await until('a history row', async () =>
      (await history(executable, env)).some(({ to, result }) => to === NEW_IPV4 && result === 'confirmed'),
    )
    timeline.step('history', `History has a row for ${NEW_IPV4}.`, { address: NEW_IPV4 })
    await page.screenshot({ path: path.join(pictures, 'window.png') })
    timeline.step('picture', 'Photographed the window: out/demo/window.png', { file: 'out/demo/window.png' })
    return [changed]
  } finally {
    await app?.close()
    await internet.close()
    await removeFolder(folder)
  }
}
