// Secrets in the operating system's credential store, by keytar: one entry for a field, several for a long secret. A secret
// that cannot be read is not taken for a missing one, so it is never overwritten by mistake.
import type { CredentialStore, SecretReading, SecretWriting } from '../../model/ports.ts'
import { createKeyring, type Keyring, type KeyringResult } from './keyring.ts'
import { cutIntoParts, fitsOneEntry, type Generation, headText, joinsTo, readHead } from './secret-parts.ts'

const SERVICE = 'Homeward'
/** The entry that shows whether the keyring is open. No account id begins with a dot. */
const SENTINEL = '.open'
const MAX_PARTS = 64

const nameOf = (account: string, field: string): string => `${account}/${field}`
const partOf = (name: string, generation: Generation, index: number): string => `${name}#${generation}${index}`

const failed = (reason: string) => ({ ok: false, reason }) as const
const unreadable = (reason: string): SecretReading => ({ state: 'unreadable', reason })

const INCOMPLETE = 'The stored secret is incomplete. Enter it again.'

/** Why the value cannot be stored unchanged; null when it can. */
function valueProblem(value: string): string | null {
  if (value === '') return 'An empty secret is not stored. Clear it instead.'
  if (value.includes('\0') || Buffer.from(value, 'utf8').toString('utf8') !== value) {
    return 'The secret holds characters that no credential store keeps. Enter it as plain text.'
  }
  return cutIntoParts(value).length > MAX_PARTS ? 'The secret is too long to be stored.' : null
}

export interface CredentialStoreOptions {
  readonly keyring?: Keyring
  readonly platform?: NodeJS.Platform
}

export function createCredentialStore({
  keyring = createKeyring(),
  platform = process.platform,
}: CredentialStoreOptions = {}): CredentialStore {
  const get = (entry: string) => keyring((keytar) => keytar.getPassword(SERVICE, entry))
  const set = (entry: string, value: string) => keyring((keytar) => keytar.setPassword(SERVICE, entry, value))
  const remove = (entry: string) => keyring((keytar) => keytar.deletePassword(SERVICE, entry))

  /**
   * libsecret answers "no such entry" for a locked keyring. Our sentinel shows the difference: when it is missing, we write
   * it. Either that works and the keyring is open, or the error says why not.
   */
  async function ensureOpen(): Promise<KeyringResult<unknown>> {
    if (platform === 'win32' || platform === 'darwin') return { ok: true, value: null }
    const sentinel = await get(SENTINEL)
    return sentinel.ok && sentinel.value === null ? set(SENTINEL, 'open') : sentinel
  }

  /** Reads an entry. Null means that it is missing, not that the keyring is locked. */
  async function getFromOpen(entry: string): Promise<KeyringResult<string | null>> {
    const first = await get(entry)
    if (!first.ok || first.value !== null) return first
    const open = await ensureOpen()
    // The keyring may have been locked at the first read.
    return open.ok ? get(entry) : open
  }

  async function readParts(name: string, entry: string): Promise<SecretReading | null> {
    const head = readHead(entry)
    if (head === null) return { state: 'found', value: entry }
    const parts: string[] = []
    for (let index = 0; index < Math.min(head.count, MAX_PARTS); index += 1) {
      const part = await get(partOf(name, head.generation, index))
      if (!part.ok) return unreadable(part.reason)
      if (part.value === null) return null
      parts.push(part.value)
    }
    return joinsTo(head, parts) ? { state: 'found', value: parts.join('') } : null
  }

  async function read(account: string, field: string): Promise<SecretReading> {
    const name = nameOf(account, field)
    // Another process may replace head and parts between our reads. A second try then finds the new ones.
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const entry = await getFromOpen(name)
      if (!entry.ok) return unreadable(entry.reason)
      if (entry.value === null) return { state: 'missing' }
      const reading = await readParts(name, entry.value)
      if (reading !== null) return reading
    }
    return unreadable(INCOMPLETE)
  }

  /**
   * Removes the parts of a generation. Parts are written from first to last and removed from last to first. So an interrupted
   * write or removal leaves the first parts, and this function finds them.
   */
  async function removeParts(name: string, generation: Generation): Promise<void> {
    let count = 0
    for (; count < MAX_PARTS; count += 1) {
      const part = await get(partOf(name, generation, count))
      if (!part.ok || part.value === null) break
    }
    for (let index = count - 1; index >= 0; index -= 1) {
      const removed = await remove(partOf(name, generation, index))
      if (!removed.ok) return
    }
  }

  async function writeParts(name: string, generation: Generation, parts: readonly string[]): Promise<SecretWriting> {
    await removeParts(name, generation)
    for (const [index, part] of parts.entries()) {
      const written = await set(partOf(name, generation, index), part)
      if (!written.ok) {
        await removeParts(name, generation)
        return written
      }
    }
    return { ok: true }
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
    // Searching a locked keyring crashes the process (keytar reads a missing value), so it must be open first.
    const open = await ensureOpen()
    if (!open.ok) return open
    const found = await keyring((keytar) => keytar.findCredentials(SERVICE))
    if (!found.ok) return found
    const names: { account: string; field: string }[] = []
    for (const { account: name } of found.value) {
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
