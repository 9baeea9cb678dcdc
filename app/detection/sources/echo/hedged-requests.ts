// Hedged requests: asks one service after another, no more than needed. The next one is asked when an answer leaves the
// result undecided, or when no answer came for a while.
import type { Clock, Disposer } from '../../../model/ports.ts'

export interface HedgedRequests<T, A> {
  /** Whom to ask, in this order. */
  readonly targets: readonly T[]
  /** Must not reject. */
  readonly ask: (target: T, timeoutMs: number) => Promise<A>
  /** How many more answers could decide the result; 0 when it is decided. */
  readonly needed: (answers: readonly A[]) => number
  readonly clock: Clock
  /** Milliseconds without an answer after which one more target is asked. */
  readonly hedgeAfterMs: number
  /** Milliseconds for everything; then it ends with the answers there are. */
  readonly budgetMs: number
}

/** Resolves with the answers in order of arrival. Requests still running then end by their own timeouts. */
export function askHedged<T, A>(options: HedgedRequests<T, A>): Promise<A[]> {
  const { targets, ask, needed, clock, hedgeAfterMs, budgetMs } = options
  return new Promise((resolve, reject) => {
    const startedAt = clock.monotonic()
    const answers: A[] = []
    let asked = 0
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
    function askNext(): void {
      const target = targets[asked]
      if (target === undefined) return
      asked += 1
      const leftMs = Math.max(1, budgetMs - (clock.monotonic() - startedAt))
      ask(target, leftMs).then(onAnswer, (error: unknown) => {
        end()
        reject(error)
      })
    }
    function restartHedge(): void {
      cancelHedge()
      if (asked >= targets.length) return
      cancelHedge = clock.setTimer(hedgeAfterMs, () => {
        askNext()
        restartHedge()
      })
    }
    function advance(): void {
      const missing = needed(answers)
      while (asked - answers.length < missing && asked < targets.length) askNext()
      if (missing === 0 || asked === answers.length) finish()
      else restartHedge()
    }
    function onAnswer(answer: A): void {
      if (done) return
      answers.push(answer)
      advance()
    }
    advance()
  })
}
