// What an undo changes, address by address. Pure: the engine has said what it puts back.
import type { RecordStatus } from '../../app/contract/snapshot.ts'

export interface TakenBack {
  readonly previous: string
  readonly current: string
}

export function takenBack({ previous, families }: Pick<RecordStatus, 'previous' | 'families'>): TakenBack[] {
  return families.flatMap(({ family, confirmed, state }) => {
    const earlier = previous[family]
    return earlier === null || confirmed === null || state === 'unmanaged'
      ? []
      : [{ previous: earlier, current: confirmed }]
  })
}
