// What the explanation of a record needs of the history: the newest attempt of each family and the rounds behind them.
import type { ExplainedHistory } from '../contract/history.ts'
import { FAMILIES } from '../model/address.ts'
import type { Store } from '../model/store.ts'

/** This many attempts include the newest of both families, unless one of them changes all the time. */
const ATTEMPTS_READ = 200

export function explainedHistory(
  store: Pick<Store, 'history' | 'round' | 'lastRound'>,
  { account, hostname }: { readonly account: string; readonly hostname: string },
): ExplainedHistory {
  const { attempts, more } = store.history({ hostname, limit: ATTEMPTS_READ })
  const sent = FAMILIES.flatMap((family) => {
    const [attempt, ...earlier] = attempts.filter((each) => each.account === account && each.family === family)
    if (attempt === undefined) return []
    const round = attempt.roundId === null ? null : store.round(attempt.roundId)
    return [{ attempt, round, isFirst: earlier.length === 0 && !more }]
  })
  return { sent, last: store.lastRound() }
}
