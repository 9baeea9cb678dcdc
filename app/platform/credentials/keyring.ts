// keytar behind one door: loaded when first needed, one call at a time, none waited for without end. Each call takes a
// thread of the pool that name lookups share, and a keyring may ask its user a question before it answers.
import { keyringReason } from './keyring-reason.ts'

/** What of keytar is used. */
export interface Keytar {
  getPassword(service: string, account: string): Promise<string | null>
  setPassword(service: string, account: string, password: string): Promise<void>
  deletePassword(service: string, account: string): Promise<boolean>
  findCredentials(service: string): Promise<{ account: string; password: string }[]>
}

export type KeyringAnswer<T> =
  | { readonly ok: true; readonly value: T }
  /** A sentence. */
  | { readonly ok: false; readonly reason: string }

export type Keyring = <T>(call: (keytar: Keytar) => Promise<T>) => Promise<KeyringAnswer<T>>

/** A user may have to find and type a password first. */
const PATIENCE_MS = 60_000

/**
 * The bundle is CommonJS, where require reaches into the packaged archive in every Electron; as an ES module, as the tests
 * run it, the file has only import.
 */
async function loadKeytar(): Promise<Keytar> {
  if (typeof require === 'function') return require('keytar')
  const module: Keytar & { default?: Keytar } = await import('keytar')
  return module.default ?? module
}

export interface KeyringOptions {
  readonly load?: () => Promise<Keytar>
  readonly patienceMs?: number
}

const STUCK = 'The credential store has not answered yet. If it shows a question, answer it first.'

export function createKeyring({ load = loadKeytar, patienceMs = PATIENCE_MS }: KeyringOptions = {}): Keyring {
  let keytar: Keytar | null = null
  let queue: Promise<unknown> = Promise.resolve()
  let stuck = false

  async function ask<T>(call: (keytar: Keytar) => Promise<T>): Promise<KeyringAnswer<T>> {
    try {
      keytar ??= await load()
      return { ok: true, value: await call(keytar) }
    } catch (error) {
      return { ok: false, reason: keyringReason(error) }
    }
  }

  async function askWithin<T>(call: (keytar: Keytar) => Promise<T>): Promise<KeyringAnswer<T>> {
    if (stuck) return { ok: false, reason: STUCK }
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<KeyringAnswer<T>>((resolve) => {
      timer = setTimeout(() => {
        stuck = true
        resolve({ ok: false, reason: STUCK })
      }, patienceMs)
    })
    const answer = ask(call).finally(() => {
      clearTimeout(timer)
      stuck = false
    })
    return Promise.race([answer, late])
  }

  return <T>(call: (keytar: Keytar) => Promise<T>) => {
    const turn = queue.then(() => askWithin(call))
    queue = turn
    return turn
  }
}
