// Hedged requests: asks one service after another, no more than needed. The next one is asked when an answer leaves the
// result undecided, or when no answer came for a while.
import type { Clock, Disposer } from '../../model/ports.ts'

export interface HedgedRequests<T, A> {
  /** Whom to ask, in this order. */
  readonly targets: readonly T[]
  /** Must not reject. */
  readonly ask: (target: T, timeoutMs: number) => Promise<A>
  /** How many more answers could decide the result; 0 when it is decided. */
  readonly needed: (answers: readonly A[]) => number
  /** Whether the answer of this target can still add anything; the others are passed over. Default: always. */
  readonly isUseful?: (target: T, answers: readonly A[]) => boolean
  /**
   * Answers that come without being asked for here, null for none. They count when they come in time, and nobody is asked less
   * because of one that is still to come. Must not reject.
   */
  readonly alongside?: readonly Promise<A | null>[]
  readonly clock: Clock
  /** Milliseconds without an answer after which one more target is asked. */
  readonly hedgeAfterMs: number
  /** Milliseconds for everything; then it ends with the answers there are. */
  readonly budgetMs: number
}

/** Resolves with the answers in order of arrival. Requests still running then end by their own timeouts. */
export function askHedged<T, A>(options: HedgedRequests<T, A>): Promise<A[]> {
  const { ask, needed, isUseful = () => true, alongside = [], clock, hedgeAfterMs, budgetMs } = options
  const waiting = [...options.targets]
  return new Promise((resolve, reject) => {
    const startedAt = clock.monotonic()
    const answers: A[] = []
    let asked = 0
    let answered = 0
    let awaited = alongside.length
    let done = false
    let cancelHedge: Disposer = () => {}
    const cancelBudget = clock.setTimer(budgetMs, finish)

    function end(): void {
      done = true
      cancelHedge()
      cancelBudget()
    }
    function finish(): void {
      end()
      resolve(answers)
    }
    /** Whether somebody is left who is worth asking. */
    function hasNext(): boolean {
      while (waiting[0] !== undefined && !isUseful(waiting[0], answers)) waiting.shift()
      return waiting.length > 0
    }
    function askNext(): void {
      const target = hasNext() ? waiting.shift() : undefined
      if (target === undefined) return
      asked += 1
      const leftMs = Math.max(1, budgetMs - (clock.monotonic() - startedAt))
      ask(target, leftMs).then(onAnswer, onFault)
    }
    function onFault(error: unknown): void {
      end()
      reject(error)
    }
    function restartHedge(): void {
      cancelHedge()
      if (!hasNext()) return
      cancelHedge = clock.setTimer(hedgeAfterMs, () => {
        askNext()
        restartHedge()
      })
    }
    function advance(): void {
      const missing = needed(answers)
      while (asked - answered < missing && hasNext()) askNext()
      if (missing === 0 || (asked === answered && awaited === 0)) finish()
      else restartHedge()
    }
    function onAnswer(answer: A): void {
      if (done) return
      answered += 1
      answers.push(answer)
      advance()
    }
    function onAlongside(answer: A | null): void {
      awaited -= 1
      if (done) return
      if (answer !== null) answers.push(answer)
      advance()
    }
    for (const one of alongside) one.then(onAlongside, onFault)
    advance()
  })
}
