// `homeward why HOSTNAME`: the last attempt and the round behind it, in sentences.
import { explainRound } from '../contract/messages/explain-round.ts'
import type { CliContext } from './context.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { printJson, printResult, tell } from './output.ts'

export async function why(
  context: CliContext,
  hostname: string,
  { json }: { readonly json: boolean },
): Promise<ExitCode> {
  const told = await context.withApp((app) => {
    const snapshot = app.snapshot()
    const record = snapshot.records.find((each) => each.hostname.toLowerCase() === hostname.toLowerCase())
    if (record === undefined)
      return { problem: `${hostname} is not in the settings. Add it there, or check its spelling.` }
    const [attempt = null] = app.store.history({ hostname, limit: 1 }).attempts
    const round = attempt?.roundId ? app.store.round(attempt.roundId) : null
    const last = app.store.lastRound()
    return { record, attempt, round, last, lines: explainRound(snapshot.locale, { record, attempt, round, last }) }
  })
  if (told === null) return EXIT.usage
  if ('problem' in told) {
    tell(told.problem)
    return EXIT.usage
  }
  const { lines, ...facts } = told
  if (json) printJson(facts)
  else printResult(lines.join('\n'))
  return EXIT.ok
}
