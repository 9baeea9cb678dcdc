// `homeward history`: the attempts, newest first.
import type { HistoryQuery } from '../contract/history.ts'
import type { CliContext } from './context.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { family, t, word } from './language.ts'
import { moment } from './moment.ts'
import { printJson, printResult, table } from './output.ts'

export interface HistoryOptions {
  readonly json: boolean
  readonly hostname: string | undefined
  readonly limit: number
}

const COLUMNS = ['when', 'hostname', 'family', 'from', 'to', 'result', 'trigger'] as const

export async function history(context: CliContext, { json, hostname, limit }: HistoryOptions): Promise<ExitCode> {
  const query: HistoryQuery = { limit, ...(hostname === undefined ? {} : { hostname }) }
  const page = await context.withApp((app) => app.store.history(query))
  if (page === null) return EXIT.usage
  if (json) {
    printJson(page.attempts)
    return EXIT.ok
  }
  const rows = page.attempts.map((attempt) => [
    moment(attempt.at),
    attempt.hostname,
    family(attempt),
    attempt.from ?? '-',
    attempt.to,
    word('row-state', attempt.result),
    word('trigger', attempt.trigger),
    attempt.code ?? '',
  ])
  printResult(table([...COLUMNS.map((column) => t(`cli.column.${column}`)), ''], rows))
  return EXIT.ok
}
