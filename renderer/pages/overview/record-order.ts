// The order of domains on the overview: those that need the user first, then the order of the settings. Pure.
import type { RecordStatus } from '../../../app/contract/snapshot.ts'

/** No other state moves a card: during an update it would jump there and back. */
export function attentionFirst<T extends Pick<RecordStatus, 'state'>>(records: readonly T[]): T[] {
  const attention = records.filter(({ state }) => state === 'attention')
  return attention.length === 0 ? [...records] : [...attention, ...records.filter(({ state }) => state !== 'attention')]
}
