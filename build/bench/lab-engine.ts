// The command line's engine in the lab, as the lab's user: what the measurements of real address changes have in common.
import type { ChildProcess } from 'node:child_process'
import path from 'node:path'
import process from 'node:process'
import { PRACTICE } from '../../e2e/lab/environment.ts'
import type { ProcessGroup } from '../../e2e/lab/process/process-group.ts'
import { electronExecutable, projectDir } from '../../e2e/lab/process/runtime.ts'
import { asUser, type labUser, unreadableFolder, writeForUser } from '../../e2e/lab/process/unprivileged.ts'

export interface LabSettings {
  readonly accounts: readonly { readonly id: string }[]
}

export interface LabEngineOptions {
  readonly user: ReturnType<typeof labUser>
  /** HOMEWARD_HOME. */
  readonly folder: string
  readonly settings: LabSettings
  /** `[file, args]` that runs a command where the engine is to run; here by default. */
  readonly inside?: (file: string, args: readonly string[]) => [string, string[]]
}

/** The running Node, or Electron's where the user may not execute that one, such as a Node in root's home. */
async function nodeFor(user: LabEngineOptions['user']): Promise<{ file: string; env: NodeJS.ProcessEnv }> {
  const electron = electronExecutable()
  const unreadable = await unreadableFolder(user, path.dirname(process.execPath))
  if (unreadable === null || electron === null) return { file: process.execPath, env: {} }
  return { file: electron, env: { ELECTRON_RUN_AS_NODE: '1' } }
}

/** `homeward run`, with each account's password in the environment. Its log is in the folder. */
export async function startEngine(
  processes: ProcessGroup,
  { user, folder, settings, inside = (file, args) => [file, [...args]] }: LabEngineOptions,
): Promise<ChildProcess> {
  // As JSON, which is parsed in a moment however long it is: settings are not what is measured.
  const file = path.join(folder, 'settings.json')
  await writeForUser(user, file, JSON.stringify(settings))
  const { file: node, env } = await nodeFor(user)
  const program = path.join(projectDir, 'out/app/headless.cjs')
  return processes.start(...inside(...asUser(user, node, [program, 'run', '--config', file])), {
    cwd: folder,
    // Printed, its log would hide the figures.
    stdio: 'ignore',
    env: {
      PATH: process.env.PATH,
      HOMEWARD_HOME: folder,
      ...Object.fromEntries(
        settings.accounts.map(({ id }) => [`HOMEWARD_SECRET_${id.toUpperCase()}_PASSWORD`, PRACTICE.password]),
      ),
      ...env,
    },
  })
}
