// `homeward holds`: the holds and parked jobs, why, and until when.
import { quotableWords } from '../contract/explain/quoted-answer.ts'
import type { QuestionView } from '../contract/guards.ts'
import { shownHostname } from '../contract/hostname.ts'
import type { BreakerState, FamilyRow, HoldView } from '../contract/snapshot.ts'
import { askRunning } from './ask-running.ts'
import { CONFIG, defineCommand, JSON_FLAG } from './command.ts'
import type { CliContext } from './context.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { family, t, word } from './language.ts'
import { until } from './moment.ts'
import { printJson, printNote, printResult, table } from './output.ts'

export const holdsCommand = defineCommand({
  name: 'holds',
  help: 'cli.command.holds',
  options: [CONFIG, JSON_FLAG],
  run: ({ json, open }) => holds(open(), json),
})

/** A hold, and whether requests to its account go through: only the running instance knows the latter. */
export type ListedHold = HoldView & { readonly breaker: BreakerState }

export async function holds(context: CliContext, json: boolean): Promise<ExitCode> {
  const running = await askRunning(context)
  const rows = running?.ok ? running.rows : []
  const stored = await context.withApp((app) => app.snapshot())
  if (stored === null) return EXIT.usage
  for (const question of stored.questions) printNote(questionText(question))
  const listed = withKnown(stored.holds, rows).map((hold): ListedHold => {
    const breaker = rows.find(({ account }) => account === hold.account)?.breaker ?? 'closed'
    return { ...hold, breaker }
  })
  if (json) printJson(listed)
  else if (listed.length === 0) printNote(t('cli.no-holds'))
  else printResult(holdTable(listed))
  return EXIT.ok
}

/** What is asked about the network, and the commands that answer it. */
function questionText({ message, records, answers }: QuestionView): string {
  const hostname = shownHostname(records[0]?.hostname ?? '')
  const commands = answers.map((answer) => `homeward keep ${hostname}${answer === 'keep' ? '' : ` --${answer}`}`)
  return t('cli.question', { message, command: commands.join(' | ') })
}

const keyOf = ({ account, hostname, family }: HoldView): string =>
  `${account}/${hostname?.toLowerCase() ?? ''}/${family ?? ''}`

/** While the file cannot be written, only the running instance knows all holds. Its rows have those that stop a name. */
function withKnown(stored: readonly HoldView[], rows: readonly FamilyRow[]): readonly HoldView[] {
  const all = new Map(stored.map((hold) => [keyOf(hold), hold]))
  for (const { hold } of rows) if (hold !== null && !all.has(keyOf(hold))) all.set(keyOf(hold), hold)
  return [...all.values()]
}

const COLUMNS = [
  ...(['account', 'hostname', 'family', 'class', 'kind', 'attempts', 'until', 'breaker'] as const),
  'last-answer' as const,
]

/** The last column has no heading: its sentence explains the words before it. */
export function holdTable(listed: readonly ListedHold[]): string {
  const rows = listed.map((hold) => [
    hold.account,
    hold.hostname === null ? t('cli.whole-account') : shownHostname(hold.hostname),
    hold.family === null ? '-' : family({ family: hold.family }),
    t(`cli.class.${hold.class}`),
    word('failure-kind', hold.kind),
    String(hold.attempts),
    hold.until === null ? '-' : until(hold.until),
    t(`cli.breaker.${hold.breaker}`),
    quotableWords(hold) ?? '-',
    hold.message,
  ])
  return table([...COLUMNS.map((column) => t(`cli.column.${column}`)), ''], rows)
}
