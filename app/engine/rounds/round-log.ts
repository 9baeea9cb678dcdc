// The one record of a round: opened when the first job needs its number, and completed once everything was looked at.
import type { RoundRecord } from '../../contract/history.ts'
import type { Log } from '../../model/ports.ts'
import type { Store } from '../../model/store.ts'

export interface RoundLogOptions {
  readonly store: Pick<Store, 'addRound' | 'updateRound'>
  readonly log: Log
  /** Why the store cannot be written, null when it can. */
  readonly onStoreTrouble: (reason: string | null) => void
}

export interface RoundLog {
  /** Writes down what is known so far. @returns the round's number; null when it cannot be written */
  open(): number | null
  /** Writes down the whole. @returns what was written */
  close(): RoundRecord
}

/** @param facts what is known of the round now */
export function createRoundLog(
  { store, log, onStoreTrouble }: RoundLogOptions,
  facts: () => Omit<RoundRecord, 'id'>,
): RoundLog {
  let id: number | null = null
  let written: Omit<RoundRecord, 'id'> | null = null

  /** A round that cannot be written down is still carried out; the attempts themselves are never sent unwritten. */
  function write(record: Omit<RoundRecord, 'id'>): void {
    written = record
    try {
      if (id === null) id = store.addRound(record)
      else store.updateRound(id, record)
      onStoreTrouble(null)
    } catch (error) {
      log('error', 'the round could not be written', { error: String(error) })
      onStoreTrouble(error instanceof Error ? error.message : String(error))
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
