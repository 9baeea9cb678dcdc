// The one word for the whole and its sentence, from the records and the app's own troubles. Pure.
import type { Locale } from '../contract/locale.ts'
import { translator } from '../contract/messages/translate.ts'
import type { Notice, OverallState, RecordStatus } from '../contract/snapshot.ts'

export interface OverallFacts {
  readonly locale: Locale
  readonly records: readonly RecordStatus[]
  readonly notices: readonly Notice[]
  readonly online: boolean
  readonly paused: boolean
  readonly pausedUntil: number | null
}

/** Pause is the user's own word and goes first; then what needs the user, then what goes on by itself. */
export function overall(facts: OverallFacts): { readonly state: OverallState; readonly summary: string } {
  const t = translator(facts.locale)
  const { records } = facts
  const inState = (state: RecordStatus['state']) => records.filter((record) => record.state === state)
  const told = (key: 'updating' | 'attention' | 'waiting' | 'dismissed', some: readonly RecordStatus[]) =>
    t(`summary.${key}`, { count: some.length, hostname: some[0]?.hostname ?? '' })

  if (facts.paused) {
    const until = facts.pausedUntil
    const text =
      until === null
        ? t('summary.paused')
        : t('summary.paused-until', { until: new Date(until).toLocaleTimeString(facts.locale, { timeStyle: 'short' }) })
    return { state: 'paused', summary: text }
  }
  const trouble = facts.notices.find((notice) => notice.severity === 'error')
  if (trouble !== undefined)
    return { state: 'attention', summary: t('summary.attention-app', { message: trouble.message }) }
  const attention = inState('attention')
  if (attention.length > 0) return { state: 'attention', summary: told('attention', attention) }
  const updating = inState('updating')
  if (updating.length > 0) return { state: 'updating', summary: told('updating', updating) }
  if (records.length === 0) return { state: 'ok', summary: t('summary.none') }
  if (!facts.online) return { state: 'offline', summary: t('summary.offline') }
  const waiting = inState('waiting')
  // The name is not right, and nothing is under way: neither calm nor busy would be true.
  if (waiting.length > 0 && waiting.every(isLetGo)) return { state: 'attention', summary: told('dismissed', waiting) }
  if (waiting.length > 0) return { state: 'updating', summary: told('waiting', waiting) }
  const first = records[0]
  const addresses = (first?.families ?? []).flatMap(({ state, confirmed }) =>
    state === 'unmanaged' || confirmed === null ? [] : [confirmed],
  )
  // Loading the language's data for lists takes as long as a hundred names: one address is no list.
  const [only = ''] = addresses
  const address = addresses.length > 1 ? new Intl.ListFormat(facts.locale).format(addresses) : only
  return { state: 'ok', summary: t('summary.ok', { count: records.length, hostname: first?.hostname ?? '', address }) }
}

/** Whatever is not right with it was let go by the user: a stop without an end that does not ask for anybody. */
const isLetGo = ({ families }: RecordStatus): boolean =>
  families.every((row) => {
    const isRight = row.state === 'unmanaged' || (row.state === 'confirmed' && row.message === null)
    return isRight || (row.state === 'held' && row.heldUntil === null)
  })
