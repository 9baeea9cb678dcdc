// What an undo changes, address by address. Pure: the engine has said what it puts back.
import type { RecordStatus } from '../../../app/contract/snapshot.ts'

export interface TakenBack {
  readonly previous: string
  readonly current: string
  /** It is on its way back already. */
  readonly isUnderWay: boolean
}

export function takenBack({ previous, families }: Pick<RecordStatus, 'previous' | 'families'>): TakenBack[] {
  return families.flatMap(({ family, confirmed, desired, state }) => {
    const earlier = previous[family]
    if (earlier === null || confirmed === null || state === 'unmanaged') return []
    return [{ previous: earlier, current: confirmed, isUnderWay: desired === earlier }]
  })
}
