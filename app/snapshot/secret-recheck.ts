// Reads secrets again while they cannot be read: a keyring is often locked at sign-in, and opens without telling anybody.
import type { Clock, CredentialStore, Disposer } from '../model/ports.ts'
import type { SecretStates } from './secret-states.ts'

/** Doubles up to an hour. Reading a locked keyring may ask the user to unlock it, which must not become a nuisance. */
export const FIRST_RECHECK_MS = 30_000
const LONGEST_RECHECK_MS = 3_600_000

export interface SecretRecheckOptions {
  readonly secrets: SecretStates
  readonly clock: Pick<Clock, 'setTimer'>
  /** Secrets that could not be read can be read again. */
  readonly onReadable: () => void
}

export interface SecretRecheck {
  /** To be called after each reading of the states. */
  readonly statesChanged: () => void
  /** The same store for the engine. What it reads there is newer than the states. */
  readonly observed: (store: CredentialStore) => CredentialStore
  readonly stop: () => void
}

export function createSecretRecheck({ secrets, clock, onReadable }: SecretRecheckOptions): SecretRecheck {
  let waitMs = FIRST_RECHECK_MS
  let cancel: Disposer | null = null
  let hadProblem = false
  let isRefreshing = false
  let isStopped = false

  function refresh(): void {
    if (isRefreshing) return
    isRefreshing = true
    void secrets.refresh().finally(() => {
      isRefreshing = false
    })
  }
  function statesChanged(): void {
    cancel?.()
    cancel = null
    if (isStopped) return
    if (secrets.problem() === null) {
      waitMs = FIRST_RECHECK_MS
      if (hadProblem) onReadable()
      hadProblem = false
      return
    }
    hadProblem = true
    cancel = clock.setTimer(waitMs, () => {
      waitMs = Math.min(waitMs * 2, LONGEST_RECHECK_MS)
      refresh()
    })
  }
  return {
    statesChanged,
    observed: (store) => ({
      ...store,
      read: async (...where) => {
        const reading = await store.read(...where)
        const [account, field] = where
        const known = secrets.of(account)[field]
        if (known !== undefined && (known === 'unreadable') !== (reading.state === 'unreadable')) refresh()
        return reading
      },
    }),
    stop: () => {
      isStopped = true
      cancel?.()
      cancel = null
    },
  }
}
