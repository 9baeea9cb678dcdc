// Windows, by Wine, for one test run: a network namespace, a fresh Wine prefix in it, and a folder with node.exe.
import { type ChildProcess, spawn } from 'node:child_process'
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { makeNamespace, type Namespace, namespaceObstacle } from '../../native-addon/test/namespace.ts'
import { projectRoot } from '../../native-addon/test/project-root.ts'
import { ensureNodeExe } from './node-exe.ts'

const WINDOWS_NT = 'HKLM\\Software\\Microsoft\\Windows NT\\CurrentVersion'
const TOOLS = ['wine', 'wineserver', 'x86_64-w64-mingw32-g++-posix', 'x86_64-w64-mingw32-dlltool']
const onPath = (tool: string): boolean =>
  (process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, tool)))
const missingTools = TOOLS.filter((tool) => !onPath(tool))

/** What the suite needs and does not find here, with the command that helps; null when all is there. */
export const missingForWine: string | null =
  namespaceObstacle ??
  (missingTools.length > 0
    ? `needs ${missingTools.join(', ')}: sudo apt-get install wine wine64 g++-mingw-w64-x86-64-posix`
    : null)

export interface ProgramResult {
  readonly code: number | null
  readonly output: string
  readonly errors: string
}

export interface ProgramOptions {
  readonly environment?: Readonly<Record<string, string>>
  /** Standard input; empty by default. */
  readonly input?: string
  /** Killed after this time; default one minute. */
  readonly timeoutMs?: number
}

export interface RunningProgram {
  readonly ended: Promise<ProgramResult>
  interrupt(): void
}

export interface WineLab {
  readonly namespace: Namespace
  /** Linux path of the folder with node.exe. Its name has spaces and Chinese characters. */
  readonly folder: string
  /** Runs node.exe with pipes, for a program that uses its standard streams by descriptor only. */
  pipeNode(args: readonly string[], environment?: Readonly<Record<string, string>>, program?: string): ChildProcess
  /** Runs node.exe with files as standard streams: under Wine, Node cannot open a Linux pipe as a stream. */
  startNode(args: readonly string[], options?: ProgramOptions): RunningProgram
  remove(): Promise<void>
}

/** The Windows path of a Linux path under Wine. */
export const windowsPath = (path: string): string => `Z:${path.replaceAll('/', '\\')}`

/** Removes what killed runs left behind: folders named after processes that no longer exist. */
function removeLeftovers(cache: string): void {
  for (const name of readdirSync(cache)) {
    const [, pid] = /^run-(\d+)$/.exec(name) ?? []
    if (pid !== undefined && !existsSync(`/proc/${pid}`))
      rmSync(join(cache, name), { recursive: true, force: true, maxRetries: 5 })
  }
}

export async function createWineLab(): Promise<WineLab> {
  const cache = join(projectRoot, '.cache/wine')
  const nodeExe = await ensureNodeExe(cache)
  const base = join(cache, `run-${process.pid}`)
  removeLeftovers(cache)
  const folder = join(base, 'Home Ward 家的方向')
  mkdirSync(folder, { recursive: true })
  mkdirSync(join(base, 'prefix'), { mode: 0o700 })
  cpSync(nodeExe, join(folder, 'node.exe'))

  const namespace = await makeNamespace({ binary: '' })
  const environment: Record<string, string> = {
    PATH: process.env.PATH ?? '',
    HOME: base,
    LC_ALL: 'C.UTF-8',
    WINEPREFIX: join(base, 'prefix'),
    WINEDEBUG: '-all',
    WINEDLLOVERRIDES: 'iphlpapi=n,b',
  }
  const line = (args: readonly string[], program = 'node.exe'): string[] => [
    ...['netns', 'exec', namespace.name, 'wine', join(folder, program)],
    ...args,
  ]
  const pipeNode: WineLab['pipeNode'] = (args, more, program) =>
    spawn('ip', line(args, program), { stdio: ['ignore', 'pipe', 'pipe'], env: { ...environment, ...more } })
  let programs = 0
  const startNode: WineLab['startNode'] = (args, options = {}) => {
    programs += 1
    return startWithFiles(join(base, `program-${programs}`), line(args), environment, options)
  }
  // Without pipes: the processes that these commands leave running would keep them open.
  const prepare = (
    program: string,
    args: readonly string[],
    more: Readonly<Record<string, string>> = {},
  ): Promise<void> =>
    new Promise((resolve, reject) => {
      const child = spawn('ip', ['netns', 'exec', namespace.name, program, ...args], {
        stdio: 'ignore',
        env: { ...environment, ...more },
        timeout: 120_000,
      })
      child.once('error', reject).once('exit', (code) => {
        if (code === 0) resolve()
        else reject(new Error(`${program} ${args.join(' ')} ended with ${code}`))
      })
    })
  const remove = async (): Promise<void> => {
    await prepare('wineserver', ['-k']).catch(() => undefined) // there may be none
    await namespace.remove()
    rmSync(base, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    await prepare('wineserver', ['-p120']) // stays between two programs, and exits 120 s after the last one
    await prepare('wine', ['wineboot', '-i'], { WINEDLLOVERRIDES: 'mscoree=;mshtml=' })
    await prepare('wine', ['reg', 'add', 'HKCU\\Software\\Wine', '/v', 'Version', '/d', 'win10', '/f'])
    // Without a debugger a crash ends the program at once.
    await prepare('wine', ['reg', 'delete', `${WINDOWS_NT}\\AeDebug`, '/f'])
  } catch (error) {
    await remove()
    throw error
  }
  return { namespace, folder, pipeNode, startNode, remove }
}

function startWithFiles(
  path: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  { environment: more, input = '', timeoutMs = 60_000 }: ProgramOptions,
): RunningProgram {
  writeFileSync(`${path}.in`, input)
  const streams = [openSync(`${path}.in`, 'r'), openSync(`${path}.out`, 'w'), openSync(`${path}.err`, 'w')]
  const child = spawn('ip', args, {
    stdio: streams,
    env: { ...environment, ...more },
    timeout: timeoutMs,
    killSignal: 9,
  })
  for (const stream of streams) closeSync(stream)
  const ended = new Promise<ProgramResult>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => {
      resolve({ code, output: readFileSync(`${path}.out`, 'utf8'), errors: readFileSync(`${path}.err`, 'utf8') })
    })
  })
  return { ended, interrupt: () => void child.kill('SIGINT') }
}
