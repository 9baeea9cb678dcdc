// The order of domains on the overview: what needs the user comes first, the rest stays as the settings have it. Pure.
import type { RecordStatus } from '../../../app/contract/snapshot.ts'

/** Only trouble moves a card: one that updates and is done would else jump there and back. */
export function troubleFirst<T extends Pick<RecordStatus, 'state'>>(records: readonly T[]): T[] {
  const urgent = records.filter(({ state }) => state === 'attention')
  return urgent.length === 0 ? [...records] : [...urgent, ...records.filter(({ state }) => state !== 'attention')]
}
