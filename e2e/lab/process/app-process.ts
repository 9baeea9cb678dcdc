// Runs the built app and its command line in a world, as the world's user.
import type { ChildProcess } from 'node:child_process'
import path from 'node:path'
import process from 'node:process'
import type { World } from '../environment.ts'
import { createCrew } from './process-group.ts'
import { electronExecutable, projectDir } from './runtime.ts'
import { asUser } from './unprivileged.ts'

function executable(): string {
  const file = electronExecutable()
  if (file === null) throw new Error('there is no Electron runtime; run: npm run setup')
  return file
}

/** Root that does not step down has no sandbox to run in: Chromium refuses it. */
export const chromiumArguments = (world: World): string[] =>
  process.getuid?.() === 0 && !world.session.user.stepsDown ? ['--no-sandbox'] : []

/** Starts the app; it ends with the world's session. */
export function startApp(world: World, args: readonly string[] = []): ChildProcess {
  const line = asUser(world.session.user, executable(), [...chromiumArguments(world), projectDir, ...args])
  return world.session.crew.start(...line, { env: world.env, cwd: world.session.folder })
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
export async function homeward(world: World, args: readonly string[], input = ''): Promise<CommandResult> {
  const crew = createCrew()
  const line = asUser(world.session.user, executable(), [path.join(projectDir, 'out/app/headless.cjs'), ...args])
  const env = { ...world.env, ELECTRON_RUN_AS_NODE: '1' }
  const child = crew.start(...line, { env, cwd: world.session.folder, stdio: ['pipe', 'pipe', 'pipe'] })
  child.stdin?.end(input)
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', (chunk) => {
    stdout += String(chunk)
  })
  child.stderr?.on('data', (chunk) => {
    stderr += String(chunk)
  })
  const limit = setTimeout(() => child.kill('SIGKILL'), 30_000)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      clearTimeout(limit)
      resolve({ code, stdout, stderr })
    })
  })
}
