// What one provider's server really holds, whatever it has replied, and what it held when.
import type { Family } from '../../../app/model/address.ts'
import { elapsed } from './virtual-time.ts'

export interface ServerRecordKey {
  readonly hostname: string
  readonly family: Family
}

interface Write {
  readonly at: number
  /** Null: removed. */
  readonly address: string | null
  /** `homeward, late`: long after its reply was lost. */
  readonly by: 'homeward' | 'homeward, late' | 'somebody else'
}

export interface ServerRecords {
  /** What it holds now, or held some time ago; null when nothing. */
  holds(key: ServerRecordKey, agoMs?: number): string | null
  /** Whether it held the address at any time since then. */
  hasHeld(key: ServerRecordKey, address: string, since: number): boolean
  /** Whether somebody else wrote it last. */
  isOverwritten(key: ServerRecordKey): boolean
  /** Whether an update wrote it last whose reply was lost long before. */
  isLate(key: ServerRecordKey): boolean
  write(key: ServerRecordKey, address: string | null, by: Write['by']): void
  /** An accepted update takes effect after this time, or before the server handles its next request. */
  writeLater(delayMs: number, write: () => void): void
  /** Applies all accepted updates: a server works in order. */
  applyAccepted(): void
}

const recordId = ({ hostname, family }: ServerRecordKey) => `${hostname.toLowerCase()}/${family}`

function createServerRecords(): ServerRecords {
  const written = new Map<string, Write[]>()
  const accepted = new Set<() => void>()
  const of = (key: ServerRecordKey): Write[] => written.get(recordId(key)) ?? []
  return {
    holds: (key, agoMs = 0) =>
      of(key)
        .filter(({ at }) => at <= elapsed() - agoMs)
        .at(-1)?.address ?? null,
    hasHeld: (key, address, since) => {
      const all = of(key)
      return all.some((write, index) => write.address === address && (all[index + 1]?.at ?? elapsed()) >= since)
    },
    isLate: (key) => of(key).at(-1)?.by === 'homeward, late',
    isOverwritten: (key) => of(key).at(-1)?.by === 'somebody else',
    write: (key, address, by) => {
      written.set(recordId(key), [...of(key), { at: elapsed(), address, by }])
    },
    writeLater: (delayMs, write) => {
      const once = () => {
        if (accepted.delete(once)) write()
      }
      accepted.add(once)
      setTimeout(once, delayMs)
    },
    applyAccepted: () => {
      for (const once of [...accepted]) once()
    },
  }
}

/** The records of an account's server. An account with another endpoint is on another server, which knows nothing of it. */
export type RecordsAt = (account: string, endpoint: string | null) => ServerRecords

export function createServers(): RecordsAt {
  const servers = new Map<string, ServerRecords>()
  return (account, endpoint) => {
    const id = `${account} ${endpoint ?? ''}`
    const records = servers.get(id) ?? createServerRecords()
    servers.set(id, records)
    return records
  }
}
