// Helper programs that run beside the app, as its user, in Electron's own Node.
import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Environment } from '../environment.ts'
import { bundleTool } from './bundle-tool.ts'
import { electronExecutable } from './runtime.ts'
import { asUser } from './unprivileged.ts'

export interface UserTool {
  readonly process: ChildProcess
  /** What it has printed so far. */
  readonly lines: readonly string[]
  readonly ended: Promise<void>
}

/** @param entry relative to the project. It ends with the environment's session. */
export async function startUserTool(
  environment: Environment,
  entry: string,
  args: readonly string[],
): Promise<UserTool> {
  const file = electronExecutable()
  if (file === null) throw new Error('there is no Electron runtime; run: npm run setup')
  const { user, folder, processes } = environment.session
  const line = asUser(user, file, [await bundleTool(entry), ...args])
  const child = processes.start(...line, { env: { ...environment.env, ELECTRON_RUN_AS_NODE: '1' }, cwd: folder })
  const lines: string[] = []
  if (child.stdout !== null) createInterface({ input: child.stdout }).on('line', (text) => lines.push(text))
  return { process: child, lines, ended: new Promise((resolve) => child.once('close', () => resolve())) }
}
