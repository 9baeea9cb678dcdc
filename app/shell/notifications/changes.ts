// What is worth telling someone who is not looking, found by comparing two snapshots. Whatever happened in between is not
// news: only what is different now.
import type { Locale } from '../../contract/locale.ts'
import { sentence } from '../../contract/messages/translate.ts'
import type { AppSnapshot, Notice, RecordStatus } from '../../contract/snapshot.ts'

export type News =
  | { readonly kind: 'changed'; readonly key: string; readonly hostname: string; readonly address: string }
  | { readonly kind: 'attention'; readonly key: string; readonly hostname: string; readonly message: string | null }
  | { readonly kind: 'recovered'; readonly key: string; readonly hostname: string; readonly address: string | null }
export type NewsKind = News['kind']

export type NewsSource = Pick<AppSnapshot, 'records' | 'notices' | 'locale'>

/** What an app-wide notice is told under, where a hostname stands otherwise. */
const APP = 'Homeward'

const keyOf = (record: RecordStatus): string => `${record.account} ${record.hostname}`

function changedAddresses(before: RecordStatus, after: RecordStatus): string[] {
  const known = new Map(before.families.map(({ family, confirmed }) => [family, confirmed]))
  return after.families.flatMap(({ family, confirmed }) =>
    confirmed !== null && known.get(family) !== confirmed ? [confirmed] : [],
  )
}

/** What failed or is held goes first, then what else there is to say, then that the zone holds another address. */
const firstMessage = (record: RecordStatus, locale: Locale): string | null =>
  record.families.find(({ state, message }) => message !== null && (state === 'failed' || state === 'held'))?.message ??
  record.families.find(({ message }) => message !== null)?.message ??
  driftSentence(record, locale)

function driftSentence({ verified }: RecordStatus, locale: Locale): string | null {
  const drift = verified.ipv4?.drift ?? verified.ipv6?.drift ?? null
  return drift === null ? null : sentence(locale, drift)
}

function newsOf(
  before: RecordStatus | undefined,
  after: RecordStatus,
  wasTroubled: boolean,
  locale: Locale,
): News | null {
  const base = { key: keyOf(after), hostname: after.hostname }
  if (after.state === 'attention') {
    return wasTroubled ? null : { kind: 'attention', ...base, message: firstMessage(after, locale) }
  }
  // A name that has just been added has a past that nobody waited for.
  const changed = before === undefined ? [] : changedAddresses(before, after)
  const address = changed.length > 0 ? changed.join(', ') : null
  if (wasTroubled && after.state === 'ok') return { kind: 'recovered', ...base, address }
  return address === null ? null : { kind: 'changed', ...base, address }
}

const errorsOf = (source: NewsSource): Notice[] => source.notices.filter(({ severity }) => severity === 'error')

const noticeKey = (notice: Notice): string => `notice ${notice.id}`

/** Remembers what needs the user, over states in between such as "updating": it has recovered when it is ok, not before. */
export class NewsReader {
  #records: ReadonlyMap<string, RecordStatus>
  #troubled: ReadonlySet<string>

  /** @param first what was there at the start is no news */
  constructor(first: NewsSource) {
    this.#records = new Map(first.records.map((record) => [keyOf(record), record]))
    const records = first.records.filter(({ state }) => state === 'attention').map(keyOf)
    this.#troubled = new Set([...records, ...errorsOf(first).map(noticeKey)])
  }

  /** Keys of what needs the user now. */
  get troubled(): ReadonlySet<string> {
    return this.#troubled
  }

  read(next: NewsSource): News[] {
    const errors = errorsOf(next)
    const news: News[] = errors
      .filter((notice) => !this.#troubled.has(noticeKey(notice)))
      .map((notice) => ({ kind: 'attention', key: noticeKey(notice), hostname: APP, message: notice.message }))
    const troubled = new Set(errors.map(noticeKey))
    for (const record of next.records) {
      const key = keyOf(record)
      const wasTroubled = this.#troubled.has(key)
      const isTroubled = record.state === 'attention' || (wasTroubled && record.state !== 'ok')
      if (isTroubled) troubled.add(key)
      const item = newsOf(this.#records.get(key), record, wasTroubled, next.locale)
      if (item !== null) news.push(item)
    }
    this.#records = new Map(next.records.map((record) => [keyOf(record), record]))
    this.#troubled = troubled
    return news
  }
}
