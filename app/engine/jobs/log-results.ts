// What one request came to, in the log: one line for its confirmed names, one for the accepted ones, however many there are.
import type { Failure } from '../../contract/failure.ts'
import type { Log } from '../../model/ports.ts'
import type { AttemptResult } from './send-request.ts'

/**
 * @param failure what stopped the account; null when nothing did
 * @param isExcused this machine was away, so nothing counts as a failure
 */
export function logResults(
  log: Log,
  account: string,
  results: readonly AttemptResult[],
  failure: Failure | null,
  isExcused: boolean,
): void {
  if (isExcused) log('info', 'nothing was sent, since this computer was offline or asleep', { account })
  const done = results.filter((result) => result.failure === null)
  const confirmed = summaryOf(done.filter(({ isAccepted }) => !isAccepted))
  const accepted = summaryOf(done.filter(({ isAccepted }) => isAccepted))
  if (confirmed !== null) log('info', 'confirmed', { account, ...confirmed })
  if (accepted !== null) log('info', 'accepted', { account, ...accepted })
  if (failure !== null) log('warn', 'an update failed', { account, kind: failure.kind, code: failure.code })
}

/** The first name, and how many more there are. */
function summaryOf(results: readonly AttemptResult[]) {
  const [first] = results
  if (first === undefined) return null
  const { hostname, address } = first.update
  return { hostname, address, more: results.length - 1 }
}
