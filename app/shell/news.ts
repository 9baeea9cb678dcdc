// What is worth telling someone who is not looking, found by comparing two snapshots. Whatever happened in between is not
// news: only what is different now.
import type { AppSnapshot, Notice, RecordStatus } from '../contract/snapshot.ts'

export type News =
  | { readonly kind: 'changed'; readonly key: string; readonly hostname: string; readonly address: string }
  | { readonly kind: 'attention'; readonly key: string; readonly hostname: string; readonly message: string | null }
  | { readonly kind: 'recovered'; readonly key: string; readonly hostname: string; readonly address: string | null }
export type NewsKind = News['kind']

export type NewsSource = Pick<AppSnapshot, 'records' | 'notices'>

/** What an app-wide notice is told under, where a hostname stands otherwise. */
const APP = 'Homeward'

const keyOf = (record: RecordStatus): string => `${record.account} ${record.hostname}`

function changedAddresses(before: RecordStatus, after: RecordStatus): string[] {
  const known = new Map(before.families.map(({ family, confirmed }) => [family, confirmed]))
  return after.families.flatMap(({ family, confirmed }) =>
    confirmed !== null && known.get(family) !== confirmed ? [confirmed] : [],
  )
}

const firstMessage = (record: RecordStatus): string | null =>
  record.families.find(({ state, message }) => message !== null && (state === 'failed' || state === 'held'))?.message ??
  record.families.find(({ message }) => message !== null)?.message ??
  null

function newsOfRecord(before: RecordStatus | undefined, after: RecordStatus): News[] {
  const base = { key: keyOf(after), hostname: after.hostname }
  if (after.state === 'attention' && before?.state !== 'attention') {
    return [{ kind: 'attention', ...base, message: firstMessage(after) }]
  }
  // A name that has just been added: its first address is news, its history is not.
  const changed = changedAddresses(before ?? { ...after, families: [] }, after)
  return changed.length > 0 && before !== undefined ? [{ kind: 'changed', ...base, address: changed.join(', ') }] : []
}

function newsOfNotices(before: readonly Notice[], after: readonly Notice[]): News[] {
  const known = new Set(before.filter(({ severity }) => severity === 'error').map(({ id }) => id))
  return after
    .filter(({ id, severity }) => severity === 'error' && !known.has(id))
    .map(({ id, message }) => ({ kind: 'attention', key: `notice ${id}`, hostname: APP, message }))
}

/** Remembers what needed the user, over states in between such as "updating": it recovers when it is ok again, not before. */
export class NewsReader {
  #last: NewsSource
  readonly #troubled = new Set<string>()

  /** @param first what was there at the start is no news */
  constructor(first: NewsSource) {
    this.#last = first
    for (const record of first.records) if (record.state === 'attention') this.#troubled.add(keyOf(record))
  }

  /** Keys of what needs the user now. */
  get troubled(): ReadonlySet<string> {
    return this.#troubled
  }

  read(next: NewsSource): News[] {
    const before = new Map(this.#last.records.map((record) => [keyOf(record), record]))
    const news = newsOfNotices(this.#last.notices, next.notices)
    for (const record of next.records) news.push(...this.#follow(before.get(keyOf(record)), record))
    const present = new Set(next.records.map(keyOf))
    for (const key of this.#troubled) if (!present.has(key) && !key.startsWith('notice ')) this.#troubled.delete(key)
    this.#last = next
    return news
  }

  #follow(before: RecordStatus | undefined, after: RecordStatus): News[] {
    const key = keyOf(after)
    const wasTroubled = this.#troubled.has(key)
    if (after.state === 'attention') {
      this.#troubled.add(key)
      return wasTroubled ? [] : newsOfRecord(before, after)
    }
    const news = newsOfRecord(before, after)
    if (!wasTroubled || after.state !== 'ok') return news
    this.#troubled.delete(key)
    const changed = news.find(({ kind }) => kind === 'changed')
    const address = changed?.kind === 'changed' ? changed.address : null
    return [{ kind: 'recovered', key, hostname: after.hostname, address }]
  }
}
