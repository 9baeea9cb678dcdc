// Reads, writes and removes the parts of one secret in the keyring. Their format is in secret-parts.ts.
import type { SecretReading, SecretWriting } from '../../model/ports.ts'
import type { KeyringEntries } from './keyring-entries.ts'
import { type Generation, joinsTo, MAX_PARTS, readHead } from './secret-parts.ts'

/** What an entry holds. The scope of the secret is not checked here. */
export type EntryReading = Exclude<SecretReading, { readonly state: 'other-server' }>

export interface EntryParts {
  /** @param entry the head, or the secret itself. Resolves to null when a part is missing or damaged. */
  readonly readParts: (name: string, entry: string) => Promise<EntryReading | null>
  readonly writeParts: (name: string, generation: Generation, parts: readonly string[]) => Promise<SecretWriting>
  readonly removeParts: (name: string, generation: Generation) => Promise<void>
}

const partOf = (name: string, generation: Generation, index: number): string => `${name}#${generation}${index}`

export function createEntryParts({ get, set, remove }: KeyringEntries): EntryParts {
  async function readParts(name: string, entry: string): Promise<EntryReading | null> {
    const head = readHead(entry)
    if (head === null) return { state: 'found', value: entry }
    const parts: string[] = []
    for (let index = 0; index < Math.min(head.count, MAX_PARTS); index += 1) {
      const part = await get(partOf(name, head.generation, index))
      if (!part.ok) return { state: 'unreadable', reason: part.reason }
      if (part.value === null) return null
      parts.push(part.value)
    }
    return joinsTo(head, parts) ? { state: 'found', value: parts.join('') } : null
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

  return { readParts, writeParts, removeParts }
}
