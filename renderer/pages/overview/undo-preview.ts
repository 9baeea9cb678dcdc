// What an undo restores, address by address. Pure: the engine has said which addresses it would restore.
import { publishedIn, type RecordStatus } from '../../../app/contract/snapshot.ts'

export interface UndoPreview {
  readonly previous: string
  readonly current: string
  /** The previous address is already being restored. */
  readonly inProgress: boolean
}

export function undoPreview({ previous, families }: Pick<RecordStatus, 'previous' | 'families'>): UndoPreview[] {
  return families.flatMap((row) => {
    const earlier = previous[row.family]
    const current = publishedIn(row)
    if (earlier === null || current === null || row.state === 'unmanaged') return []
    return [{ previous: earlier, current, inProgress: row.desired === earlier }]
  })
}
