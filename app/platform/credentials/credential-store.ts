// Texts in the operating system's credential store, by keytar: one entry for a field, several for a long text. A text that
// cannot be read is not taken for a missing one, so it is never overwritten by mistake. What the texts hold is the matter of
// bound-credentials.ts.
import type { CredentialStore, SecretWriting } from '../../model/ports.ts'
import { createEntryParts, type EntryReading } from './entry-parts.ts'
import { createKeyring, type Keyring } from './keyring.ts'
import { createKeyringEntries } from './keyring-entries.ts'
import { cutIntoParts, fitsOneEntry, type Generation, headText, MAX_PARTS, readHead } from './secret-parts.ts'

const nameOf = (account: string, field: string): string => `${account}/${field}`

const failed = (reason: string) => ({ ok: false, reason }) as const
const unreadable = (reason: string) => ({ state: 'unreadable', reason }) as const

const INCOMPLETE = 'The stored secret is incomplete. Enter it again.'

/** Why the value cannot be stored unchanged; null when it can. */
function valueProblem(value: string): string | null {
  if (value === '') return 'An empty secret is not stored. Clear it instead.'
  if (value.includes('\0') || Buffer.from(value, 'utf8').toString('utf8') !== value) {
    return 'The secret holds characters that no credential store keeps. Enter it as plain text.'
  }
  return cutIntoParts(value).length > MAX_PARTS ? 'The secret is too long to be stored.' : null
}

export interface SecretEntries {
  read(account: string, field: string): Promise<EntryReading>
  write(account: string, field: string, value: string): Promise<SecretWriting>
  clear(account: string, field: string): Promise<SecretWriting>
  readonly list: CredentialStore['list']
}

export interface CredentialStoreOptions {
  readonly keyring?: Keyring
  readonly platform?: NodeJS.Platform
}

export function createCredentialStore({
  keyring = createKeyring(),
  platform = process.platform,
}: CredentialStoreOptions = {}): SecretEntries {
  const entries = createKeyringEntries(keyring, platform)
  const { get, set, remove, getFromOpen, find } = entries
  const { readParts, writeParts, removeParts } = createEntryParts(entries)

  async function read(account: string, field: string): Promise<EntryReading> {
    const name = nameOf(account, field)
    // Another process may replace head and parts between our reads. A second try then finds the new ones.
    for (let tried = 0; tried < 2; tried += 1) {
      const entry = await getFromOpen(name)
      if (!entry.ok) return unreadable(entry.reason)
      if (entry.value === null) return { state: 'missing' }
      const reading = await readParts(name, entry.value)
      if (reading !== null) return reading
    }
    return unreadable(INCOMPLETE)
  }

  async function write(account: string, field: string, value: string): Promise<SecretWriting> {
    const problem = valueProblem(value)
    if (problem !== null) return failed(problem)
    const name = nameOf(account, field)
    const old = await getFromOpen(name)
    if (!old.ok) return old
    const current = old.value === null ? null : (readHead(old.value)?.generation ?? null)
    const next: Generation = current === 'a' ? 'b' : 'a'
    let entry = value
    if (!fitsOneEntry(value)) {
      const parts = cutIntoParts(value)
      const written = await writeParts(name, next, parts)
      if (!written.ok) return written
      entry = headText(next, parts)
    }
    const written = await set(name, entry)
    if (!written.ok) return written
    const kept = await read(account, field)
    if (kept.state !== 'found' || kept.value !== value) {
      return failed(kept.state === 'unreadable' ? kept.reason : 'The credential store did not keep the secret.')
    }
    for (const generation of ['a', 'b'] as const) {
      if (entry === value || generation !== next) await removeParts(name, generation)
    }
    return { ok: true }
  }

  async function clear(account: string, field: string): Promise<SecretWriting> {
    const name = nameOf(account, field)
    const current = await getFromOpen(name)
    if (!current.ok) return current
    // The head first: without it the secret is gone, even if removing the parts fails.
    const removed = await remove(name)
    if (!removed.ok) return removed
    const left = await get(name)
    if (!left.ok) return left
    if (left.value !== null) return failed('The credential store did not remove the secret.')
    await removeParts(name, 'a')
    await removeParts(name, 'b')
    return { ok: true }
  }

  async function list(): ReturnType<CredentialStore['list']> {
    const found = await find()
    if (!found.ok) return found
    const names: { account: string; field: string }[] = []
    for (const name of found.value) {
      const [, account, field] = /^([A-Za-z0-9][\w.-]*)\/([^/#]+)$/.exec(name) ?? []
      if (account === undefined || field === undefined) continue
      // Windows matches the beginning of the service name, so the search also finds entries of other products.
      const exact = await get(name)
      if (exact.ok && exact.value !== null) names.push({ account, field })
    }
    names.sort((a, b) => nameOf(a.account, a.field).localeCompare(nameOf(b.account, b.field), 'en'))
    return { ok: true, names }
  }

  return { read, write, clear, list }
}
