// A network namespace with a veth pair, created for one test file and removed after it.
import { execFile, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { followProbe, PROBE_PATH, type RunningProbe } from './probe.ts'
import type { Stage } from './stage.ts'

const execute = promisify(execFile)

/** Why namespace tests cannot run here, with the command that would help; null where they can. */
export const namespaceObstacle: string | null =
  process.platform !== 'linux'
    ? 'needs Linux'
    : process.getuid?.() !== 0
      ? 'needs root for network namespaces: sudo npm test'
      : null

export interface Namespace extends Stage {
  readonly name: string
  /** The interface under test; its peer is `${device}p`, in the same namespace. */
  readonly device: string
  /** Runs `ip ARGUMENTS` in the namespace and returns its standard output. */
  ip(...args: string[]): Promise<string>
  /** Starts a probe with another program or another binary. */
  runBy(command: ProbeCommand, scenario: string, argument?: string | number, limitMs?: number): RunningProbe
  remove(): Promise<void>
}

export interface ProbeCommand {
  readonly binary: string
  readonly node?: string
  readonly environment?: Readonly<Record<string, string>>
}

const PREFIX = 'hw-addon-'

/** Removes what killed test runs left behind: namespaces named after processes that no longer exist. */
async function sweep(): Promise<void> {
  const { stdout } = await execute('ip', ['netns', 'list'])
  for (const [, pid = ''] of stdout.matchAll(new RegExp(`^${PREFIX}(\\d+)\\b`, 'gm'))) {
    if (!existsSync(`/proc/${pid}`)) await execute('ip', ['netns', 'del', `${PREFIX}${pid}`])
  }
}

export async function makeNamespace(command: ProbeCommand): Promise<Namespace> {
  await sweep()
  const name = `${PREFIX}${process.pid}`
  const device = 'uplink0'
  const scratch = mkdtempSync(join(tmpdir(), 'homeward-addon-'))
  const ip = async (...args: string[]): Promise<string> => (await execute('ip', ['-n', name, ...args])).stdout

  await execute('ip', ['netns', 'add', name])
  const remove = async (): Promise<void> => {
    rmSync(scratch, { recursive: true, force: true })
    await execute('ip', ['netns', 'del', name])
  }
  try {
    await ip('link', 'set', 'lo', 'up')
    await ip('link', 'add', device, 'type', 'veth', 'peer', 'name', `${device}p`)
    await ip('link', 'set', device, 'up')
    await ip('link', 'set', `${device}p`, 'up')
  } catch (error) {
    await remove()
    throw error
  }

  const runBy: Namespace['runBy'] = (by, scenario, argument = '', limitMs = 20_000) => {
    const environment = Object.entries(by.environment ?? {}).map(([key, value]) => `${key}=${value}`)
    const node = ['env', ...environment, by.node ?? process.execPath, '--expose-gc', PROBE_PATH, by.binary]
    const child = spawn('ip', ['netns', 'exec', name, ...node, scenario, String(argument)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    return followProbe(child, limitMs)
  }

  const storm = async (): Promise<() => Promise<void>> => {
    const batch = join(scratch, 'storm')
    const rounds = Array.from({ length: 100 }, (_, i) => `11.22.44.${i + 1}/32 dev ${device}`)
    writeFileSync(batch, rounds.flatMap((to) => [`addr add ${to}`, `addr del ${to}`]).join('\n'))
    // Two thousand rounds take minutes: longer than any test, but they end even if the test does not.
    const loop = 'i=0; while [ $i -lt 2000 ]; do ip -n "$0" -batch "$1"; i=$((i+1)); done'
    const child = spawn('timeout', ['120', 'sh', '-c', loop, name, batch], { stdio: 'ignore', detached: true })
    const end = (): Promise<void> =>
      new Promise((resolve) => {
        child.once('exit', () => resolve())
        if (child.exitCode !== null || child.signalCode !== null) resolve()
        else if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
      })
    return async () => {
      await end()
      await ip('addr', 'flush', 'to', '11.22.44.0/24', 'dev', device)
    }
  }

  return {
    name,
    device,
    ip,
    run: (scenario, argument, limitMs) => runBy(command, scenario, argument, limitMs),
    runBy,
    storm,
    remove,
    addAddress: async (address) => void (await ip('addr', 'add', address, 'dev', device)),
    removeAddress: async (address) => void (await ip('addr', 'del', address, 'dev', device)),
    reactionLimitMs: 250,
    memoryLimitBytes: 8 << 20,
    workers: 50,
  }
}
