// Compiles the addon in a temporary folder and then moves the binary into place: two builds at once do not disturb each
// other, and a failed build keeps the last good binary.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, renameSync, rmSync, utimesSync } from 'node:fs'
import { dirname, join } from 'node:path'

const SOURCES = ['binding.gyp', 'include', 'src']

/**
 * @param {{ root: string, binary: string, gyp: string, arguments: string[], environment: Record<string, string> }} task
 * @returns {number} the exit code; 0 when `binary` was built
 */
export function buildStaged(task) {
  const stage = join(task.root, '.cache/native', `stage-${process.pid}`)
  const started = new Date()
  rmSync(stage, { recursive: true, force: true })
  mkdirSync(stage, { recursive: true })
  try {
    for (const name of SOURCES) cpSync(join(task.root, 'native-addon', name), join(stage, name), { recursive: true })
    const run = spawnSync(process.execPath, [task.gyp, 'rebuild', '--release', '--loglevel=warn', ...task.arguments], {
      cwd: stage,
      stdio: ['ignore', 2, 2],
      env: { ...process.env, ...task.environment },
    })
    if (run.error) console.error(`The native addon was not built: ${run.error.message}`)
    if (run.status !== 0) return run.status ?? 1
    mkdirSync(dirname(task.binary), { recursive: true })
    const product = join(stage, 'build/Release/homeward_network.node')
    utimesSync(product, started, started) // not newer than the sources it was made from
    renameSync(product, task.binary)
    return 0
  } finally {
    rmSync(stage, { recursive: true, force: true })
  }
}
