// The record of one round: written when the first job needs its id, and completed once every plan is decided.
import type { RoundRecord } from '../../contract/history.ts'
import { messageOf } from '../../model/message-of.ts'
import type { Log } from '../../model/ports.ts'
import type { Store } from '../../model/store.ts'

export interface RoundLogOptions {
  readonly store: Pick<Store, 'addRound' | 'updateRound'>
  readonly log: Log
  /** Why the store cannot be written. */
  readonly onStoreProblem: (reason: string) => void
}

export interface RoundLog {
  /** Writes what is known so far. @returns the round's id; null when it cannot be written */
  open(): number | null
  /** Writes the whole round. @returns what was written */
  close(): RoundRecord
}

/** @param facts what is known about the round at this moment */
export function createRoundLog(
  { store, log, onStoreProblem }: RoundLogOptions,
  facts: () => Omit<RoundRecord, 'id'>,
): RoundLog {
  let id: number | null = null
  let written: Omit<RoundRecord, 'id'> | null = null

  /** A round that cannot be written still takes place. Its attempts cannot be written either, so they are not sent. */
  function write(record: Omit<RoundRecord, 'id'>): void {
    written = record
    try {
      if (id === null) id = store.addRound(record)
      else store.updateRound(id, record)
    } catch (error) {
      log('error', 'the round could not be written', { error: messageOf(error) })
      onStoreProblem(messageOf(error))
    }
  }

  return {
    open: () => {
      if (written === null) write(facts())
      return id
    },
    close: () => {
      const record = facts()
      if (written === null || written.observations.length < record.observations.length) write(record)
      return { id: id ?? 0, ...(written ?? record) }
    },
  }
}
