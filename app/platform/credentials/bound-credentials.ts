// Binds each stored secret to the provider and the server that it was entered for. The scope is in the entry itself: the
// settings file cannot change it. For any other scope the secret counts as missing.
import { isSameScope, type SecretScope } from '../../contract/secret-scope.ts'
import type { CredentialStore, ScopedSecret, SecretReading, SecretWriting } from '../../model/ports.ts'
import { boundText, readBoundText } from './bound-entry.ts'
import type { SecretEntries } from './credential-store.ts'

const UNKNOWN_VERSION = 'The stored secret is damaged, or a newer version of Homeward stored it. Enter it again.'

const reading = (secret: string, isItsScope: boolean): SecretReading =>
  isItsScope ? { state: 'found', value: secret } : { state: 'other-server' }

export function createBoundCredentials(entries: SecretEntries): CredentialStore {
  /** Changes take turns: binding an old secret must not replace a new one that was written meanwhile. */
  let queue: Promise<unknown> = Promise.resolve()
  function inTurn<T>(change: () => Promise<T>): Promise<T> {
    const next = queue.then(change, change)
    queue = next.catch(() => undefined)
    return next
  }
  const migration = createMigration(entries, inTurn)

  async function write(
    account: string,
    field: string,
    value: string,
    scope: SecretScope,
  ): ReturnType<CredentialStore['write']> {
    const before = await entries.read(account, field)
    // The store's own words for an empty secret.
    const written = await entries.write(account, field, value === '' ? '' : boundText(scope, value))
    if (!written.ok) return written
    migration.begin()
    const restore = () =>
      before.state === 'found' ? entries.write(account, field, before.value) : entries.clear(account, field)
    return { ok: true, undo: () => inTurn(restore).then(() => undefined) }
  }

  async function clearAll(account: string, keep: readonly string[]): Promise<SecretWriting> {
    const listed = await entries.list()
    if (!listed.ok) return listed
    let outcome: SecretWriting = { ok: true }
    for (const name of listed.names) {
      if (name.account !== account || keep.includes(name.field)) continue
      const cleared = await entries.clear(account, name.field)
      if (outcome.ok) outcome = cleared
    }
    return outcome
  }

  async function read(account: string, field: string, scope: SecretScope, isSecond = false): Promise<SecretReading> {
    const entry = await entries.read(account, field)
    // A locked store may ask its user at each access: one question is enough.
    if (entry.state !== 'unreadable') migration.begin()
    if (entry.state !== 'found') return entry
    const bound = readBoundText(entry.value)
    if (bound.is === 'unknown') return { state: 'unreadable', reason: UNKNOWN_VERSION }
    if (bound.is === 'bound') return reading(bound.secret, isSameScope(bound.scope, scope))
    if (await migration.mayGo(account, field, scope)) return reading(bound.secret, true)
    // It may have been bound since it was read.
    return isSecond ? { state: 'other-server' } : read(account, field, scope, true)
  }

  return {
    read: (account, field, scope) => read(account, field, scope),
    write: (account, field, value, scope) => inTurn(() => write(account, field, value, scope)),
    clear: (account, field) => inTurn(() => entries.clear(account, field)),
    clearAll: (account, keep = []) => inTurn(() => clearAll(account, keep)),
    list: () => entries.list(),
    bindUnbound: migration.set,
  }
}

/** The entry that says that every secret is bound. No account id begins with a dot. */
const MARK = ['.homeward', 'bound'] as const

/**
 * Binds what versions without scopes stored. It begins with the first access to the store, since a store that nobody needs must
 * not ask its user for a password.
 */
function createMigration(entries: SecretEntries, inTurn: <T>(change: () => Promise<T>) => Promise<T>) {
  /** Null in a process that only reads. */
  let inForce: readonly ScopedSecret[] | null = null
  let underWay: Promise<unknown> | null = null
  let isDone = false

  async function isMarked(): Promise<boolean | 'unreadable'> {
    if (isDone) return true
    const { state } = await entries.read(...MARK)
    isDone = state === 'found'
    return state === 'unreadable' ? 'unreadable' : isDone
  }

  async function bind({ account, field, scope }: ScopedSecret): Promise<boolean> {
    const entry = await entries.read(account, field)
    const bound = entry.state === 'found' ? readBoundText(entry.value) : null
    if (bound?.is !== 'unbound') return true
    return (await entries.write(account, field, boundText(scope, bound.secret))).ok
  }

  async function run(all: readonly ScopedSecret[]): Promise<void> {
    if ((await isMarked()) !== false) return
    for (const one of all) if (!(await inTurn(() => bind(one)))) return
    // A store that was locked meanwhile refuses this, and the next access tries all of it again.
    isDone = (await inTurn(() => entries.write(...MARK, 'all secrets'))).ok
  }

  return {
    set: (all: readonly ScopedSecret[]): void => {
      inForce = all
    },
    begin: (): void => {
      if (inForce === null || isDone || underWay !== null) return
      underWay = run(inForce).finally(() => {
        underWay = null
      })
    },
    /** Whether an unbound secret belongs to this scope. Once all are bound, it belongs to none. */
    mayGo: async (account: string, field: string, scope: SecretScope): Promise<boolean> => {
      if ((await isMarked()) !== false) return false
      if (inForce === null) return true
      const own = inForce.find((one) => one.account === account && one.field === field)
      return own !== undefined && isSameScope(own.scope, scope)
    },
  }
}
