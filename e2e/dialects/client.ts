// A client of the comparison, as its user would set it up: it is run, and then asked what it believes.
import { spawn } from 'node:child_process'
import type { Dialect } from '../servers/dialects/dialect.ts'
import type { PracticeEcho } from '../servers/echo.ts'
import type { Addresses, Family, Place, Step } from './scenario.ts'

export interface ClientOptions {
  readonly place: Place
  readonly dialect: Dialect
  /** Scheme, host, port and path. */
  readonly url: string
  /** The client's own folder. */
  readonly folder: string
  readonly password: string
  readonly echoes: LineEchoes
}

/** The echo services of one client, which tell it the line's addresses. */
export interface LineEchoes {
  readonly ipv4: PracticeEcho
  readonly ipv6: PracticeEcho
}

/** What a client says that a name holds, where it says anything. */
export type Claims = Readonly<Record<string, Addresses>>

/** Families of names that a client does not update until its user has set what it names. */
export type Told = readonly { readonly name: string; readonly family: Family }[]

export interface Client {
  /** One run, as a timer would start it. @returns what it printed */
  run(line: Step['line']): Promise<string>
  claims(): Promise<Claims>
  /** Absent where the client never tells its user what to set. */
  told?(): Promise<Told>
}

const TIMEOUT_MS = 90_000

export interface ProgramResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** @param endsAt what it prints when it has done all and waits */
export function runProgram(
  file: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  endsAt?: RegExp,
): Promise<ProgramResult> {
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: TIMEOUT_MS, env })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (chunk) => {
    stdout += String(chunk)
  })
  child.stderr.on('data', (chunk) => {
    stderr += String(chunk)
    if (endsAt?.test(stderr)) child.kill()
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
}
