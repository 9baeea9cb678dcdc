// What happened in a life, for whoever reads of a broken promise, and the first promise that was broken.
import { passed } from './world/virtual-time.ts'

export const PROMISES = {
  destructive: 'never destructive',
  wrong: 'never a wrong address',
  banned: 'never banned',
  lost: 'never lost',
  leaked: 'never leaked',
  alone: 'one failure stays one',
  explained: 'explained',
} as const
export type PromiseName = keyof typeof PROMISES

export interface Trail {
  note(line: string): void
  /**
   * Keeps what was broken. Thrown where it is noticed, inside a job, it would be taken for a provider's bug and survived.
   * @param what happened in place of what was promised
   */
  must(isKept: boolean, promise: PromiseName, what: () => string): void
  /** @throws what was broken first, with the end of the trail */
  throwFirst(): void
}

const KEPT_LINES = 80

export class BrokenPromise extends Error {}

export function createTrail(): Trail {
  const lines: string[] = []
  let first: string | null = null
  const note = (line: string): void => {
    lines.push(`${(passed() / 1_000).toFixed(3).padStart(12)} s  ${line}`)
    if (lines.length > 4 * KEPT_LINES) lines.splice(0, lines.length - 2 * KEPT_LINES)
  }
  return {
    note,
    must: (isKept, promise, what) => {
      if (isKept || first !== null) return
      first = `${PROMISES[promise]}: ${what()}`
      note(`BROKEN ${first}`)
      first += `\n${lines.slice(-KEPT_LINES).join('\n')}`
    },
    throwFirst: () => {
      if (first !== null) throw new BrokenPromise(first)
    },
  }
}
