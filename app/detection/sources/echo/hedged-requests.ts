// Asks one service after another, no more of them than needed and none of them for long: the next is asked when an
// answer leaves the question open, or when nothing was heard for a while.
import type { Clock, Disposer } from '../../../model/ports.ts'

export interface Hedge<Q, A> {
  readonly questions: readonly Q[]
  /** Must not reject. */
  readonly ask: (question: Q, timeoutMs: number) => Promise<A>
  /** How many more answers could settle it; 0 when it is settled. */
  readonly wanted: (answers: readonly A[]) => number
  readonly clock: Clock
  /** Silence after which one more is asked. */
  readonly patienceMs: number
  /** All of it ends by then, with the answers that came. */
  readonly budgetMs: number
}

/** Resolves with the answers in order of arrival. What is still on its way then is left to its own time limit. */
export function askInTurn<Q, A>({ questions, ask, wanted, clock, patienceMs, budgetMs }: Hedge<Q, A>): Promise<A[]> {
  return new Promise((resolve, reject) => {
    const started = clock.monotonic()
    const answers: A[] = []
    let asked = 0
    let done = false
    let stopPatience: Disposer = () => {}
    const stopBudget = clock.setTimer(budgetMs, finish)

    function finish(): void {
      done = true
      stopPatience()
      stopBudget()
      resolve(answers)
    }
    function askNext(): void {
      const question = questions[asked]
      if (question === undefined) return
      asked += 1
      const left = Math.max(1, budgetMs - (clock.monotonic() - started))
      ask(question, left).then(hear, (error: unknown) => {
        done = true
        stopPatience()
        stopBudget()
        reject(error)
      })
    }
    function waitAgain(): void {
      stopPatience()
      if (asked >= questions.length) return
      stopPatience = clock.setTimer(patienceMs, () => {
        askNext()
        waitAgain()
      })
    }
    function advance(): void {
      const missing = wanted(answers)
      while (asked - answers.length < missing && asked < questions.length) askNext()
      if (missing === 0 || asked === answers.length) finish()
      else waitAgain()
    }
    function hear(answer: A): void {
      if (done) return
      answers.push(answer)
      advance()
    }
    advance()
  })
}
