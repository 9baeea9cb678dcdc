// A Windows of its own for one test run: a network namespace, a fresh Wine prefix inside it, and a folder with node.exe.
import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeNamespace, type Namespace, namespaceObstacle } from '../../native-addon/test/namespace.ts'
import { ensureNodeExe } from './node-exe.ts'

export const projectRoot = fileURLToPath(new URL('../..', import.meta.url))

const WINDOWS_NT = 'HKLM\\Software\\Microsoft\\Windows NT\\CurrentVersion'
const TOOLS = ['wine', 'wineserver', 'x86_64-w64-mingw32-g++-posix', 'x86_64-w64-mingw32-dlltool']
const onPath = (tool: string): boolean =>
  (process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, tool)))
const missing = TOOLS.filter((tool) => !onPath(tool))

/** Why the suite cannot run here, with the command that would make it; null where it can. */
export const wineObstacle: string | null =
  namespaceObstacle ??
  (missing.length > 0
    ? `needs ${missing.join(', ')}: sudo apt-get install wine wine64 g++-mingw-w64-x86-64-posix`
    : null)

export interface WineEnd {
  readonly code: number | null
  readonly output: string
  readonly errors: string
}

export interface WineLab {
  readonly namespace: Namespace
  /** The folder that holds node.exe, as Linux sees it; its name has spaces and Chinese characters. */
  readonly folder: string
  /** node.exe or any other program, given as a Linux path, with standard output and error piped. */
  start(program: string, args: readonly string[], environment?: Readonly<Record<string, string>>): ChildProcess
  /** The same, waited for; killed after `limitMs`. */
  run(
    program: string,
    args: readonly string[],
    options?: { readonly environment?: Readonly<Record<string, string>>; readonly limitMs?: number },
  ): Promise<WineEnd>
  remove(): Promise<void>
}

/** How Wine names a Linux path. */
export const windowsPath = (path: string): string => `Z:${path.replaceAll('/', '\\')}`

export async function makeWineLab(): Promise<WineLab> {
  const cache = join(projectRoot, '.cache/wine')
  const nodeExe = await ensureNodeExe(cache)
  const base = join(cache, `run-${process.pid}`)
  rmSync(base, { recursive: true, force: true })
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
  const start: WineLab['start'] = (program, args, more = {}) =>
    spawn('ip', ['netns', 'exec', namespace.name, 'wine', program, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...environment, ...more },
    })
  const run: WineLab['run'] = (program, args, options = {}) =>
    collect(start(program, args, options.environment), options.limitMs ?? 60_000)
  // Without pipes: what these leave running behind them would hold one open for ever.
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
    await prepare('wineserver', ['-k']).catch(() => undefined) // none left to end
    await namespace.remove()
    rmSync(base, { recursive: true, force: true })
  }
  try {
    await prepare('wineserver', ['-p120']) // stays between two programs, and ends by itself should this process not
    await prepare('wine', ['wineboot', '-i'], { WINEDLLOVERRIDES: 'mscoree=;mshtml=' })
    await prepare('wine', ['reg', 'add', 'HKCU\\Software\\Wine', '/v', 'Version', '/d', 'win10', '/f'])
    // No debugger on a crash: it must end the program at once.
    await prepare('wine', ['reg', 'delete', `${WINDOWS_NT}\\AeDebug`, '/f'])
  } catch (error) {
    await remove()
    throw error
  }
  return { namespace, folder, start, run, remove }
}

function collect(child: ChildProcess, limitMs: number): Promise<WineEnd> {
  let output = ''
  let errors = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  const killer = setTimeout(() => child.kill('SIGKILL'), limitMs)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      clearTimeout(killer)
      resolve({ code, output, errors })
    })
  })
}
