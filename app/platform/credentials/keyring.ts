// The only access to keytar: loaded when first needed, one call at a time, each with a timeout. A call occupies a thread of
// the pool that DNS lookups also use, and a keyring may ask the user a question before it answers.
import { keyringProblem } from './keyring-problem.ts'

/** The part of keytar that we use. */
export interface Keytar {
  getPassword(service: string, account: string): Promise<string | null>
  setPassword(service: string, account: string, password: string): Promise<void>
  deletePassword(service: string, account: string): Promise<boolean>
  findCredentials(service: string): Promise<{ account: string; password: string }[]>
}

export type KeyringResult<T> =
  | { readonly ok: true; readonly value: T }
  /** A sentence. */
  | { readonly ok: false; readonly reason: string }

export type Keyring = <T>(call: (keytar: Keytar) => Promise<T>) => Promise<KeyringResult<T>>

/** The user may have to find and type a password first. */
const TIMEOUT_MS = 60_000

/**
 * The bundle is CommonJS, and only its require can read the packaged archive in every Electron. In the tests this file is an
 * ES module and has only import.
 */
async function loadKeytar(): Promise<Keytar> {
  if (typeof require === 'function') return require('keytar')
  const module: Keytar & { default?: Keytar } = await import('keytar')
  return module.default ?? module
}

export interface KeyringOptions {
  readonly load?: () => Promise<Keytar>
  readonly timeoutMs?: number
}

const NOT_ANSWERED = 'The credential store has not answered yet. If it shows a question, answer it first.'

export function createKeyring({ load = loadKeytar, timeoutMs: patienceMs = TIMEOUT_MS }: KeyringOptions = {}): Keyring {
  let keytar: Keytar | null = null
  let queue: Promise<unknown> = Promise.resolve()
  let stuck = false

  async function run<T>(call: (keytar: Keytar) => Promise<T>): Promise<KeyringResult<T>> {
    try {
      keytar ??= await load()
      return { ok: true, value: await call(keytar) }
    } catch (error) {
      return { ok: false, reason: keyringProblem(error) }
    }
  }

  async function runWithTimeout<T>(call: (keytar: Keytar) => Promise<T>): Promise<KeyringResult<T>> {
    if (stuck) return { ok: false, reason: NOT_ANSWERED }
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<KeyringResult<T>>((resolve) => {
      timer = setTimeout(() => {
        stuck = true
        resolve({ ok: false, reason: NOT_ANSWERED })
      }, patienceMs)
    })
    const result = run(call).finally(() => {
      clearTimeout(timer)
      stuck = false
    })
    return Promise.race([result, late])
  }

  return <T>(call: (keytar: Keytar) => Promise<T>) => {
    const turn = queue.then(() => runWithTimeout(call))
    queue = turn
    return turn
  }
}
