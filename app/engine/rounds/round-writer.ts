// Writes one round to the store when the first job needs its id, and completes it once every group is decided.
import type { StoredRound } from '../../contract/history.ts'
import { messageOf } from '../../model/message-of.ts'
import type { Log } from '../../model/ports.ts'
import type { Store } from '../../model/store.ts'

export interface RoundWriterOptions {
  readonly store: Pick<Store, 'addRound' | 'updateRound'>
  readonly log: Log
  /** Why the store cannot be written. */
  readonly onStoreProblem: (reason: string) => void
}

export interface RoundWriter {
  /** Writes what is known so far. @returns the round's id; null when it cannot be written */
  open(): number | null
  /** Writes the whole round. @returns what was written */
  close(): StoredRound
}

/** @param facts what is known about the round at this moment */
export function createRoundWriter(
  { store, log, onStoreProblem }: RoundWriterOptions,
  facts: () => Omit<StoredRound, 'id'>,
): RoundWriter {
  let id: number | null = null
  let written: Omit<StoredRound, 'id'> | null = null

  /** A round that cannot be written still takes place. Its attempts cannot be written either, so they are not sent. */
  function write(round: Omit<StoredRound, 'id'>): void {
    written = round
    try {
      if (id === null) id = store.addRound(round)
      else store.updateRound(id, round)
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
      const round = facts()
      if (written === null || written.observations.length < round.observations.length) write(round)
      return { id: id ?? 0, ...(written ?? round) }
    },
  }
}
