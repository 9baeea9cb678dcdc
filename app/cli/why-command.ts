// `homeward why HOSTNAME`: how a name stands, its last attempts and the rounds behind them, in sentences.
import type { App } from '../compose.ts'
import { type ExplainedFacts, explainRound, type SentFact } from '../contract/explain/round.ts'
import { sameHostname } from '../contract/hostname.ts'
import type { RecordStatus } from '../contract/snapshot.ts'
import type { CliContext } from './context.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { t } from './language.ts'
import { printJson, printResult, tell } from './output.ts'

/** Both families' newest attempts are among so many, unless one of them changes all the time. */
const LOOKED_THROUGH = 200

export async function why(
  context: CliContext,
  hostname: string,
  { json }: { readonly json: boolean },
): Promise<ExitCode> {
  const told = await context.withApp((app) => ({ facts: factsOf(app, hostname), locale: app.locale() }))
  if (told === null) return EXIT.usage
  const { facts, locale } = told
  if (facts.length === 0) {
    tell(t('intent.unknown-record', { hostname }))
    return EXIT.usage
  }
  if (json) printJson(facts)
  else printResult(facts.map((each) => paragraphs(explainRound(locale, each))).join('\n\n'))
  return EXIT.ok
}

const paragraphs = (sections: ReturnType<typeof explainRound>): string =>
  sections.map(({ lines }) => lines.join('\n')).join('\n\n')

/** @returns one a record: the same name may be kept at several accounts */
function factsOf(app: App, hostname: string): readonly ExplainedFacts[] {
  const { records, holds, paused, summary } = app.snapshot()
  return records
    .filter((record) => sameHostname(record.hostname, hostname))
    .map((record) => ({
      record,
      sent: sentOf(app, record),
      last: app.store.lastRound(),
      holds: holds.filter(({ account }) => account === record.account),
      pause: paused ? summary : null,
    }))
}

function sentOf({ store }: App, { account, hostname, families }: RecordStatus): readonly SentFact[] {
  const { attempts } = store.history({ hostname, limit: LOOKED_THROUGH })
  return families.flatMap(({ family }) => {
    const attempt = attempts.find((each) => each.account === account && each.family === family)
    if (attempt === undefined) return []
    return [{ attempt, round: attempt.roundId === null ? null : store.round(attempt.roundId) }]
  })
}
