// Child processes of the lab: what is started here is ended here, by its own id and nothing else.
import { type ChildProcess, execFile, type SpawnOptions, spawn } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)
const GRACE_MS = 2_000

/** Runs a short command to its end. Rejects with the command's own words when it fails. */
export async function command(file: string, ...args: string[]): Promise<string> {
  try {
    const { stdout } = await run(file, args, { timeout: 20_000 })
    return stdout
  } catch (error) {
    const words = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error)
    throw new Error(`${file} ${args.join(' ')}: ${words}`)
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

/** Asks the process to end, then makes it. A whole group where the process leads one. */
export async function endProcess(child: ChildProcess, graceMs = GRACE_MS): Promise<void> {
  if (child.pid === undefined || hasEnded(child)) return
  child.kill('SIGTERM')
  if (await ended(child, graceMs)) return
  child.kill('SIGKILL')
  await ended(child, GRACE_MS)
}

export interface Crew {
  /** Starts a process that ends with the crew. Its standard error is kept for the message of a failed start. */
  start(file: string, args: readonly string[], options?: SpawnOptions): ChildProcess
  endAll(): Promise<void>
}

export function createCrew(): Crew {
  const children: ChildProcess[] = []
  return {
    start: (file, args, options = {}) => {
      const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
      // An error to start is told by whoever waits for the process to be ready; unheard it would end the test run.
      child.on('error', () => {})
      children.push(child)
      return child
    },
    endAll: async () => {
      // The last started depends on the first: a client goes before its server.
      for (const child of children.splice(0).reverse()) await endProcess(child)
    },
  }
}

/** Waits until `probe` gives a value, bounded. */
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
