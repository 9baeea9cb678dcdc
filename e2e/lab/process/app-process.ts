// Runs the built app and its command line in a lab environment, as that environment's user.
import type { ChildProcess } from 'node:child_process'
import path from 'node:path'
import process from 'node:process'
import type { Environment } from '../environment.ts'
import { createProcessGroup } from './process-group.ts'
import { electronExecutable, projectDir } from './runtime.ts'
import { asUser } from './unprivileged.ts'

function executable(): string {
  const file = electronExecutable()
  if (file === null) throw new Error('there is no Electron runtime; run: npm run setup')
  return file
}

/** Chromium does not start with its sandbox as root. */
export const chromiumArguments = (environment: Environment): string[] =>
  process.getuid?.() === 0 && !environment.session.user.stepsDown ? ['--no-sandbox'] : []

/** Starts the app. It ends with the environment's session. */
export function startApp(environment: Environment, args: readonly string[] = []): ChildProcess {
  const line = asUser(environment.session.user, executable(), [...chromiumArguments(environment), projectDir, ...args])
  return environment.session.processes.start(...line, { env: environment.env, cwd: environment.session.folder })
}

export interface CommandResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/**
 * Runs `homeward ARGS` in Electron's own Node, which the user may always execute.
 * @param input standard input
 */
export async function homeward(environment: Environment, args: readonly string[], input = ''): Promise<CommandResult> {
  const processes = createProcessGroup()
  const line = asUser(environment.session.user, executable(), [path.join(projectDir, 'out/app/headless.cjs'), ...args])
  const env = { ...environment.env, ELECTRON_RUN_AS_NODE: '1' }
  const child = processes.start(...line, { env, cwd: environment.session.folder, stdio: ['pipe', 'pipe', 'pipe'] })
  child.stdin?.end(input)
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', (chunk) => {
    stdout += String(chunk)
  })
  child.stderr?.on('data', (chunk) => {
    stderr += String(chunk)
  })
  const timeout = setTimeout(() => child.kill('SIGKILL'), 30_000)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      clearTimeout(timeout)
      resolve({ code, stdout, stderr })
    })
  })
}
