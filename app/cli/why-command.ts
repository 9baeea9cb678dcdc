// `homeward why HOSTNAME`: the state of a record, its last attempts and the rounds behind them, in sentences.
import type { App } from '../compose.ts'
import { type ExplainedFacts, explainRound } from '../contract/explain/round.ts'
import { isTypedHostname } from '../contract/hostname.ts'
import type { HoldView } from '../contract/snapshot.ts'
import { askRunning } from './ask-running.ts'
import { CONFIG, defineCommand, JSON_FLAG } from './command.ts'
import type { CliContext } from './context.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { t } from './language.ts'
import { printJson, printNote, printResult } from './output.ts'

export const whyCommand = defineCommand<[hostname: string]>({
  name: 'why',
  args: '<hostname>',
  help: 'cli.command.why',
  options: [CONFIG, JSON_FLAG],
  run: ({ args: [hostname], json, open }) => why(open(), hostname, json),
})

export async function why(context: CliContext, hostname: string, json: boolean): Promise<ExitCode> {
  // Only the running instance knows what keeps it from sending, and only it goes on checking.
  const running = await askRunning(context)
  const explained = await context.withApp(async (app) => ({
    facts: await factsOf(app, hostname, running !== null),
    locale: app.locale(),
  }))
  if (explained === null) return EXIT.usage
  const { facts, locale } = explained
  if (facts.length === 0) {
    printNote(t('intent.unknown-record', { hostname }))
    return EXIT.usage
  }
  if (json) printJson(facts)
  else printResult(facts.map((each) => paragraphs(explainRound(locale, each))).join('\n\n'))
  return EXIT.ok
}

/** The JSON output has the account's holds beside what the sentences are made of. */
interface PrintedFacts extends ExplainedFacts {
  readonly holds: readonly HoldView[]
}

const paragraphs = (sections: ReturnType<typeof explainRound>): string =>
  sections.map(({ lines }) => lines.join('\n')).join('\n\n')

/** @returns the facts of each record with this hostname: several accounts may have one */
async function factsOf(app: App, hostname: string, isRunning: boolean): Promise<readonly PrintedFacts[]> {
  const { records, holds, paused, summary } = app.snapshot()
  const named = records.filter((record) => isTypedHostname(hostname, record.hostname))
  return Promise.all(
    named.map(async (record) => ({
      record,
      ...(await app.commands['record.explain'](record)),
      holds: holds.filter(({ account }) => account === record.account),
      pause: paused ? summary : null,
      isRunning,
    })),
  )
}
