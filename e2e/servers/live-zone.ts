// The records of the practice provider's zones. The practice DNS server serves them as they are now.
import { createHash } from 'node:crypto'
import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

export type AddressType = 'A' | 'AAAA'

export interface ZoneRecord {
  /** 32 hexadecimal digits, as Cloudflare's are. */
  readonly id: string
  /** Lower case, without the final dot. */
  readonly name: string
  readonly type: AddressType
  /** Canonical text form (RFC 5952 for IPv6). */
  readonly content: string
  /** Seconds; 1 means automatic, as at Cloudflare. */
  readonly ttl: number
  readonly proxied: boolean
  readonly comment: string | null
}

export interface ZoneChange {
  readonly name: string
  readonly type: AddressType
  readonly from: readonly string[]
  readonly to: readonly string[]
}

/** One name's addresses: the first of each type, null where there is none. */
export interface ZoneEntry {
  readonly a: string | null
  readonly aaaa: string | null
  readonly ttl: number
}

export type NewRecord = Pick<ZoneRecord, 'name' | 'type' | 'content'> &
  Partial<Pick<ZoneRecord, 'ttl' | 'proxied' | 'comment'>>

export interface Zone {
  /** The names of the zones, such as `example.org`. */
  readonly apexes: readonly string[]
  /** Grows with every change: the serial of the SOA record. */
  readonly serial: number
  readonly ttl: number
  records(filter?: { name?: string; type?: AddressType; id?: string }): ZoneRecord[]
  /** Gives a name exactly one address of this type. @returns whether anything changed. */
  replace(name: string, type: AddressType, content: string): boolean
  add(record: NewRecord): ZoneRecord
  change(id: string, fields: Partial<NewRecord>): ZoneRecord | null
  remove(id: string): boolean
  /** The zone that this name is or lies in, or null. */
  apexOf(name: string): string | null
  /** Every hostname of the options and every name with a record. */
  entries(): Record<string, ZoneEntry>
  subscribe(listener: (change: ZoneChange) => void): () => void
  /** Restores the initial records; the serial continues. */
  reset(): void
}

export interface ZoneOptions {
  readonly hostnames: readonly string[]
  /** Default: the last two labels of each hostname. */
  readonly apexes?: readonly string[]
  /** Seconds; default 60. */
  readonly ttl?: number
  readonly records?: readonly NewRecord[]
}

export const plainName = (name: string) => name.trim().toLowerCase().replace(/\.$/, '')

/** @returns the address in canonical form and its record type; null when the text is not exactly one address */
export function parseAddress(text: string): { type: AddressType; content: string } | null {
  const version = isIP(text)
  if (version === 0 || text.includes('%')) return null
  return { type: version === 4 ? 'A' : 'AAAA', content: ipaddr.parse(text).toString() }
}

export function createZone(options: ZoneOptions): Zone {
  const hostnames = options.hostnames.map(plainName)
  const apexes = [...new Set(options.apexes?.map(plainName) ?? hostnames.map((n) => n.split('.').slice(-2).join('.')))]
  const ttl = options.ttl ?? 60
  const listeners = new Set<(change: ZoneChange) => void>()
  let serial = 1
  let created = 0
  const build = (record: NewRecord): ZoneRecord => ({
    ttl,
    proxied: false,
    comment: null,
    ...record,
    name: plainName(record.name),
    id: createHash('md5').update(`${++created} ${record.type} ${record.name}`).digest('hex'),
  })
  const initial = () => (options.records ?? []).map(build)
  let held = initial()

  const records: Zone['records'] = ({ name, type, id } = {}) =>
    held.filter(
      (r) =>
        (name === undefined || r.name === plainName(name)) &&
        (type === undefined || r.type === type) &&
        (id === undefined || r.id === id),
    )
  /** Changes the records and reports the change of one name and type. */
  function update(name: string, type: AddressType, next: () => ZoneRecord[]) {
    const addresses = () => records({ name, type }).map(({ content }) => content)
    const from = addresses()
    held = next()
    serial++
    const to = addresses()
    if (from.join() !== to.join()) for (const listener of listeners) listener({ name: plainName(name), type, from, to })
  }
  const without = (removed: readonly ZoneRecord[]) => held.filter((record) => !removed.includes(record))

  return {
    apexes,
    ttl,
    get serial() {
      return serial
    },
    records,
    replace: (name, type, content) => {
      const old = records({ name, type })
      if (old.length === 1 && old[0]?.content === content) return false
      const kept = old[0] ? { ...old[0], content } : build({ name, type, content })
      update(name, type, () => [...without(old), kept])
      return true
    },
    add: (record) => {
      const added = build(record)
      update(added.name, added.type, () => [...held, added])
      return added
    },
    change: (id, fields) => {
      const old = held.find((record) => record.id === id)
      if (!old) return null
      const changed = { ...old, ...fields, id }
      update(old.name, old.type, () => held.map((record) => (record === old ? changed : record)))
      return changed
    },
    remove: (id) => {
      const old = held.find((record) => record.id === id)
      if (old) update(old.name, old.type, () => without([old]))
      return old !== undefined
    },
    apexOf: (name) => apexes.find((apex) => plainName(name) === apex || plainName(name).endsWith(`.${apex}`)) ?? null,
    entries: () => {
      const names = [...new Set([...hostnames, ...held.map(({ name }) => name)])]
      return Object.fromEntries(
        names.map((name) => {
          const [a] = records({ name, type: 'A' })
          const [aaaa] = records({ name, type: 'AAAA' })
          return [name, { a: a?.content ?? null, aaaa: aaaa?.content ?? null, ttl: a?.ttl ?? aaaa?.ttl ?? ttl }]
        }),
      )
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    reset: () => {
      held = initial()
      serial++
    },
  }
}
