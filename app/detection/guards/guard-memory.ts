// Keeps what the guards remember, in memory and in the store. While the store cannot be written it counts all the same, and is
// written with the next change or round.
import type { Answer } from '../../contract/guards.ts'
import { type GuardMemory, guardMemorySchema, NO_MEMORY, withAnswer } from '../../model/guards/memory.ts'
import { messageOf } from '../../model/message-of.ts'
import type { Log } from '../../model/ports.ts'
import type { Store } from '../../model/store.ts'

export interface StoredGuardMemory {
  readonly current: GuardMemory
  /** No network is known yet: the first one that the computer is seen in needs no question. */
  readonly isFresh: boolean
  change(next: (memory: GuardMemory) => GuardMemory): void
  /** @returns false when there is no such question, or it has no such answer */
  answer(id: string, answer: Answer): boolean
}

export interface GuardMemoryOptions {
  readonly store: Pick<Store, 'getValue' | 'setValue'>
  readonly log: Log
  /** What a snapshot shows has changed. */
  readonly onChange: () => void
}

const NAME = 'guards'

export function createGuardMemory({ store, log, onChange }: GuardMemoryOptions): StoredGuardMemory {
  const text = store.getValue(NAME)
  const stored = text === null ? NO_MEMORY : read(text)
  if (stored === null) log('warn', 'what the guards remembered cannot be read', {})
  let memory = stored ?? NO_MEMORY
  let shown = JSON.stringify(memory)
  let written = text

  function write(): void {
    if (shown === written || memory === NO_MEMORY) return
    try {
      store.setValue(NAME, shown)
      written = shown
    } catch (error) {
      log('warn', 'what the guards remember cannot be written', { error: messageOf(error) })
    }
  }

  function set(next: GuardMemory): void {
    const text = next === memory ? shown : JSON.stringify(next)
    const isSame = text === shown
    if (!isSame) {
      memory = next
      shown = text
    }
    write()
    if (!isSame) onChange()
  }

  return {
    get current() {
      return memory
    },
    get isFresh() {
      return stored !== null && memory.networks.length === 0
    },
    change: (next) => set(next(memory)),
    answer: (id, answer) => {
      const next = withAnswer(memory, id, answer)
      if (next === null) return false
      set(next)
      return true
    },
  }
}

function read(text: string): GuardMemory | null {
  try {
    const parsed = guardMemorySchema.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}
