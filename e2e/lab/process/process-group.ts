// Child processes of the lab. Whatever is started here is ended here, by its own id and nothing else.
import { type ChildProcess, execFile, type SpawnOptions, spawn } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)
const GRACE_MS = 2_000

/** Runs a short command to its end. @throws what the command wrote to standard error, when it fails */
export async function command(file: string, ...args: string[]): Promise<string> {
  try {
    const { stdout } = await run(file, args, { timeout: 20_000 })
    return stdout
  } catch (error) {
    const why = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error)
    throw new Error(`${file} ${args.join(' ')}: ${why}`)
  }
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null

const ended = (child: ChildProcess, withinMs: number) =>
  new Promise<boolean>((resolve) => {
    if (hasEnded(child)) return resolve(true)
    const timer = setTimeout(() => resolve(false), withinMs)
    child.once('exit', () => {
      clearTimeout(timer)
      resolve(true)
    })
  })

/** Asks the process to end, and kills it when it does not. */
export async function endProcess(child: ChildProcess, graceMs = GRACE_MS): Promise<void> {
  if (child.pid === undefined || hasEnded(child)) return
  child.kill('SIGTERM')
  if (await ended(child, graceMs)) return
  child.kill('SIGKILL')
  await ended(child, GRACE_MS)
}

export interface ProcessGroup {
  /** Starts a process that ends with the group. */
  start(file: string, args: readonly string[], options?: SpawnOptions): ChildProcess
  endAll(): Promise<void>
}

export function createProcessGroup(): ProcessGroup {
  const children: ChildProcess[] = []
  return {
    start: (file, args, options = {}) => {
      const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
      // Whoever waits for the process reports that it did not start. Without a listener the error would end the test run.
      child.on('error', () => {})
      children.push(child)
      return child
    },
    endAll: async () => {
      // In reverse order: a client ends before its server.
      for (const child of children.splice(0).reverse()) await endProcess(child)
    },
  }
}

/** Waits until `probe` gives a value. @throws when it gives none in time */
export async function until<T>(
  what: string,
  probe: () => T | null | undefined | false | Promise<T | null | undefined | false>,
  withinMs = 10_000,
): Promise<T> {
  const deadline = Date.now() + withinMs
  for (;;) {
    const value = await probe()
    if (value) return value
    if (Date.now() > deadline) throw new Error(`waited ${withinMs} ms in vain for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}
