// What an undo restores, address by address. Pure: the engine has said which addresses it would restore.
import type { RecordStatus } from '../../../app/contract/snapshot.ts'

export interface UndoPreview {
  readonly previous: string
  readonly current: string
  /** The previous address is already being restored. */
  readonly inProgress: boolean
}

export function undoPreview({ previous, families }: Pick<RecordStatus, 'previous' | 'families'>): UndoPreview[] {
  return families.flatMap(({ family, confirmed, desired, state }) => {
    const earlier = previous[family]
    if (earlier === null || confirmed === null || state === 'unmanaged') return []
    return [{ previous: earlier, current: confirmed, inProgress: desired === earlier }]
  })
}
