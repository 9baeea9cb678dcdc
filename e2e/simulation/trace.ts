// The trace of one run: its last lines, for whoever reads about a violation, and the first invariant that was violated.
import { elapsed } from './world/virtual-time.ts'

/** Homeward's seven promises: README.md says what each means. */
export const PROMISES = {
  destructive: 'never destructive',
  wrong: 'never a wrong address',
  banned: 'never banned',
  lost: 'never lost',
  leaked: 'never leaked',
  isolated: 'one failure stays one',
  explained: 'explained',
} as const
export type PromiseName = keyof typeof PROMISES

export interface Trace {
  note(line: string): void
  /**
   * Records a violation. It is not thrown here: inside a job the engine would take it for a provider's bug and survive it.
   * @param violation what happened instead of what the promise says
   */
  check(isHeld: boolean, promise: PromiseName, violation: () => string): void
  /** @throws InvariantViolation for the first violation, with the end of the trace */
  throwFirst(): void
}

const KEPT_LINES = 80

export class InvariantViolation extends Error {}

export function createTrace(): Trace {
  const lines: string[] = []
  let first: string | null = null
  const note = (line: string): void => {
    lines.push(`${(elapsed() / 1_000).toFixed(3).padStart(12)} s  ${line}`)
    if (lines.length > 4 * KEPT_LINES) lines.splice(0, lines.length - 2 * KEPT_LINES)
  }
  return {
    note,
    check: (isHeld, promise, violation) => {
      if (isHeld || first !== null) return
      first = `${PROMISES[promise]}: ${violation()}`
      note(`VIOLATED ${first}`)
      first += `\n${lines.slice(-KEPT_LINES).join('\n')}`
    },
    throwFirst: () => {
      if (first !== null) throw new InvariantViolation(first)
    },
  }
}
