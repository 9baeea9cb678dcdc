// `homeward holds`, `retry` and `forget`: the stops and parked jobs, and what the user wants of them.
import type { App } from '../compose.ts'
import { quotableWords } from '../contract/explain/quoted-answer.ts'
import { sameHostname } from '../contract/hostname.ts'
import type { BreakerState, HoldView } from '../contract/snapshot.ts'
import type { ControlRequest } from '../control/protocol.ts'
import type { CliContext } from './context.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { family, t, word } from './language.ts'
import { until } from './moment.ts'
import { printJson, printResult, table, tell } from './output.ts'
import { changeHoldOn, report } from './update-command.ts'

/** A hold, and whether requests to its account go through: the second is known to the running instance alone. */
export type ListedHold = HoldView & { readonly breaker: BreakerState }

export async function holds(context: CliContext, { json }: { readonly json: boolean }): Promise<ExitCode> {
  const running = await context.askInstance({ ask: 'status' })
  const rows = running?.ok ? running.rows : []
  const all = await context.withApp((app) => app.snapshot().holds)
  if (all === null) return EXIT.usage
  const listed = all.map((hold): ListedHold => {
    const breaker = rows.find(({ account }) => account === hold.account)?.breaker ?? 'closed'
    return { ...hold, breaker }
  })
  if (json) printJson(listed)
  else if (listed.length === 0) tell(t('cli.no-holds'))
  else printResult(holdTable(listed))
  return EXIT.ok
}

const COLUMNS = [
  ...(['account', 'hostname', 'family', 'class', 'kind', 'attempts', 'until', 'breaker'] as const),
  'last-answer' as const,
]

/** The last column has no heading: it says in a sentence what the words before it mean. */
export function holdTable(listed: readonly ListedHold[]): string {
  const rows = listed.map((hold) => [
    hold.account,
    hold.hostname ?? t('cli.whole-account'),
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

/** @param hostname undefined for the whole account; however it is spelled */
export async function changeHold(
  context: CliContext,
  ask: 'lift' | 'forget',
  account: string,
  hostname: string | undefined,
  { json }: { readonly json: boolean },
): Promise<ExitCode> {
  const request: ControlRequest = { ask, account, hostname: hostname ?? null }
  const running = await context.askInstance(request)
  if (running !== null) return report(running, json)
  return report(await context.withEngine((app) => changeNamedHold(app, ask, account, hostname ?? null)), json)
}

/** As `changeHoldOn`, for a hostname as a person types it: holds know it as it is spelled in the settings. */
export function changeNamedHold(
  app: App,
  ask: 'lift' | 'forget',
  account: string,
  hostname: string | null,
): ReturnType<typeof changeHoldOn> {
  const named = hostname === null ? undefined : recordNamed(app, account, hostname)
  return changeHoldOn(app, ask, account, named ?? hostname)
}

const recordNamed = (app: App, account: string, hostname: string): string | undefined =>
  app
    .settings()
    .settings.records.find((record) => record.account === account && sameHostname(record.hostname, hostname))?.hostname
