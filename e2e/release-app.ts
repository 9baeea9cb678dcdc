// The release package, started as a user starts it and judged from outside only: no debugger can drive it.
import type { ChildProcess } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Environment } from './lab/environment.ts'
import { chromiumArguments } from './lab/process/app-process.ts'
import { createProcessGroup } from './lab/process/process-group.ts'
import { processTree, projectDir } from './lab/process/runtime.ts'
import { asUser } from './lab/process/unprivileged.ts'

export const RELEASE = path.join(projectDir, 'dist/linux-unpacked')
export const releaseObstacle = existsSync(path.join(RELEASE, 'homeward'))
  ? null
  : 'needs the package; run: npm run package'

export interface Started {
  readonly process: ChildProcess
  readonly pid: number
  /** Null when a signal ended it. */
  readonly ended: Promise<number | null>
  errors(): string
}

export interface StartOptions {
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** The package's folder. */
  readonly folder?: string
  /** A program of the package; the app by default. */
  readonly program?: string
}

/** It ends with the environment's session. */
export function startRelease(environment: Environment, options: StartOptions = {}): Started {
  const { args = [], env = {}, folder = RELEASE, program = 'homeward' } = options
  const chromium = program === 'homeward' ? chromiumArguments(environment) : []
  const line = asUser(environment.session.user, path.join(folder, program), [...chromium, ...args])
  const child = environment.session.processes.start(...line, {
    env: { ...environment.env, ...env },
    cwd: environment.session.folder,
  })
  let errors = ''
  child.stderr?.on('data', (chunk) => {
    errors += String(chunk)
  })
  child.stdout?.resume()
  return {
    process: child,
    pid: child.pid ?? 0,
    ended: new Promise((resolve) => child.once('close', resolve)),
    errors: () => errors,
  }
}

/** Runs the package's command line to its end. */
export async function runCommandLine(environment: Environment, args: readonly string[], folder = RELEASE) {
  const processes = createProcessGroup()
  const line = asUser(environment.session.user, path.join(folder, 'resources/bin/homeward'), args)
  const child = processes.start(...line, { env: environment.env, cwd: environment.session.folder })
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name]?.on('data', (chunk) => {
      output[name] += String(chunk)
    })
  const timeout = setTimeout(() => child.kill('SIGKILL'), 40_000)
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  clearTimeout(timeout)
  return { code, ...output }
}

/** Files that the processes of a tree have loaded as code, by their paths. */
export const loadedLibraries = (pid: number): readonly string[] =>
  processTree(pid).flatMap((id) => {
    try {
      const maps = readFileSync(`/proc/${id}/maps`, 'utf8')
      return maps.split('\n').flatMap((line) => /(\/\S.*\.node)$/.exec(line)?.[1] ?? [])
    } catch {
      return []
    }
  })

export function logOf(environment: Environment): string {
  const folder = path.join(environment.folder, 'logs')
  if (!existsSync(folder)) return ''
  return readdirSync(folder)
    .map((name) => readFileSync(path.join(folder, name), 'utf8'))
    .join('')
}
