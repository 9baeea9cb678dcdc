// `npm start`: starts the real app with the user's own settings.
import { spawn } from 'node:child_process'
import path from 'node:path'
import process from 'node:process'
import { bundleWhenStale } from './setup/current-bundle.mjs'
import { projectDir } from './setup/project.mjs'
import { setUp } from './setup/setup.mjs'

const toStandardError = (line) => process.stderr.write(`${line}\n`)
const ready = await setUp({ use: 'app', log: toStandardError })
if (!ready.ok || ready.electronDist === null) {
  for (const problem of ready.problems) toStandardError(problem)
  process.exit(1)
}
const bundled = await bundleWhenStale(toStandardError)
if (!bundled.ok) {
  toStandardError(bundled.message)
  process.exit(1)
}
const args = [projectDir, ...process.argv.slice(2)]
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
