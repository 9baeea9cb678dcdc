// Runs the bundled command line as a process of its own, in a data folder of its own.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const CLI_ENTRY = fileURLToPath(new URL('../../out/app/headless.cjs', import.meta.url))

export interface CliResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface CliHome {
  readonly folder: string
  readonly settings: string
  writeSettings(value: unknown): void
  run(args: readonly string[], options?: { input?: string; env?: Record<string, string> }): Promise<CliResult>
  /** A command that stays; ended by `close` at the latest. */
  start(args: readonly string[], env?: Record<string, string>): ChildProcess
  close(): void
}

export function createCliHome(secrets: Record<string, string> = {}): CliHome {
  const folder = mkdtempSync(join(tmpdir(), 'homeward-cli-'))
  const settings = join(folder, 'settings.json')
  const children: ChildProcess[] = []
  const start = (args: readonly string[], env: Record<string, string> = {}): ChildProcess => {
    const child = spawn(process.execPath, [CLI_ENTRY, ...args], {
      env: { PATH: process.env.PATH ?? '', LANG: 'en_US.UTF-8', HOMEWARD_HOME: folder, ...secrets, ...env },
    })
    children.push(child)
    return child
  }
  return {
    folder,
    settings,
    writeSettings: (value) => writeFileSync(settings, typeof value === 'string' ? value : JSON.stringify(value)),
    start,
    run: (args, { input, env } = {}) =>
      new Promise((resolve) => {
        const child = start(args, env)
        let stdout = ''
        let stderr = ''
        child.stdout?.on('data', (chunk) => {
          stdout += chunk
        })
        child.stderr?.on('data', (chunk) => {
          stderr += chunk
        })
        child.on('close', (code) => resolve({ code, stdout, stderr }))
        child.stdin?.end(input ?? '')
      }),
    close: () => {
      for (const child of children) if (child.exitCode === null) child.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
