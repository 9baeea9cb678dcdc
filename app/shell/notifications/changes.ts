// Finds what is worth a notification by comparing two snapshots. Only the difference counts, not what happened in between.
import type { Locale } from '../../contract/locale.ts'
import { sentence } from '../../contract/messages/translate.ts'
import { type AppSnapshot, type Notice, publishedIn, type RecordStatus } from '../../contract/snapshot.ts'

export type Change =
  | { readonly kind: 'changed'; readonly key: string; readonly hostname: string; readonly address: string }
  | { readonly kind: 'attention'; readonly key: string; readonly hostname: string; readonly message: string | null }
  | { readonly kind: 'recovered'; readonly key: string; readonly hostname: string; readonly address: string | null }
export type ChangeKind = Change['kind']

export type ChangeSource = Pick<AppSnapshot, 'records' | 'notices' | 'locale'>

/** Stands in place of a hostname in a notice about the whole app. */
const APP = 'Homeward'

const keyOf = (record: RecordStatus): string => `${record.account} ${record.hostname}`

function changedAddresses(before: RecordStatus, after: RecordStatus): string[] {
  // Acceptance counts, so that the confirmation after it is no second change.
  const known = new Map(before.families.map((row) => [row.family, publishedIn(row)]))
  return after.families.flatMap((row) => {
    const address = publishedIn(row)
    return address !== null && known.get(row.family) !== address ? [address] : []
  })
}

/** A failure or hold goes first, then any other message, then drift. */
const firstMessage = (record: RecordStatus, locale: Locale): string | null =>
  record.families.find(({ state, message }) => message !== null && (state === 'failed' || state === 'held'))?.message ??
  record.families.find(({ state, message }) => message !== null && state !== 'accepted')?.message ??
  driftSentence(record, locale)

function driftSentence({ verified }: RecordStatus, locale: Locale): string | null {
  const drift = verified.ipv4?.drift ?? verified.ipv6?.drift ?? null
  return drift === null ? null : sentence(locale, drift)
}

function changeOf(
  before: RecordStatus | undefined,
  after: RecordStatus,
  wasFailing: boolean,
  locale: Locale,
): Change | null {
  const base = { key: keyOf(after), hostname: after.hostname }
  if (after.state === 'attention') {
    return wasFailing ? null : { kind: 'attention', ...base, message: firstMessage(after, locale) }
  }
  // The first address of a record that has just been added is no change.
  const changed = before === undefined ? [] : changedAddresses(before, after)
  const address = changed.length > 0 ? changed.join(', ') : null
  if (wasFailing && after.state === 'ok') return { kind: 'recovered', ...base, address }
  return address === null ? null : { kind: 'changed', ...base, address }
}

const errorsOf = (source: ChangeSource): Notice[] => source.notices.filter(({ severity }) => severity === 'error')

const noticeKey = (notice: Notice): string => `notice ${notice.id}`

const recordsByKey = (source: ChangeSource): ReadonlyMap<string, RecordStatus> =>
  new Map(source.records.map((record) => [keyOf(record), record]))

export interface ChangeDetector {
  /** Keys of the records and notices that need the user now. */
  readonly failing: ReadonlySet<string>
  /** @returns what changed since the snapshot before. */
  readonly compare: (next: ChangeSource) => Change[]
}

/**
 * Remembers which records are failing across states such as "updating": a record has recovered when it is ok, not before.
 * @param first what it holds is no change
 */
export function createChangeDetector(first: ChangeSource): ChangeDetector {
  const failingRecords = first.records.filter(({ state }) => state === 'attention').map(keyOf)
  let records = recordsByKey(first)
  let failing: ReadonlySet<string> = new Set([...failingRecords, ...errorsOf(first).map(noticeKey)])

  function compareRecords(next: ChangeSource, nowFailing: Set<string>): Change[] {
    return next.records.flatMap((record) => {
      const key = keyOf(record)
      const wasFailing = failing.has(key)
      if (record.state === 'attention' || (wasFailing && record.state !== 'ok')) nowFailing.add(key)
      return changeOf(records.get(key), record, wasFailing, next.locale) ?? []
    })
  }
  return {
    get failing() {
      return failing
    },
    compare: (next) => {
      const errors = errorsOf(next)
      const newErrors = errors
        .filter((notice) => !failing.has(noticeKey(notice)))
        .map(
          (notice): Change => ({
            kind: 'attention',
            key: noticeKey(notice),
            hostname: APP,
            message: notice.message,
          }),
        )
      const nowFailing = new Set(errors.map(noticeKey))
      const changes = [...newErrors, ...compareRecords(next, nowFailing)]
      records = recordsByKey(next)
      failing = nowFailing
      return changes
    },
  }
}
