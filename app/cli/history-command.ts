// `homeward history`: the attempts, newest first.
import type { HistoryQuery } from '../contract/history.ts'
import type { CliContext } from './context.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { printJson, printResult, table } from './output.ts'

export interface HistoryOptions {
  readonly json: boolean
  readonly hostname: string | undefined
  readonly limit: number
}

export async function history(context: CliContext, { json, hostname, limit }: HistoryOptions): Promise<ExitCode> {
  const query: HistoryQuery = { limit, ...(hostname === undefined ? {} : { hostname }) }
  const page = await context.withApp((app) => app.store.history(query))
  if (page === null) return EXIT.usage
  if (json) {
    printJson(page.attempts)
    return EXIT.ok
  }
  const rows = page.attempts.map((attempt) => [
    attempt.at,
    attempt.hostname,
    attempt.family === 'ipv4' ? 'IPv4' : 'IPv6',
    attempt.from ?? '-',
    attempt.to,
    attempt.result,
    attempt.trigger,
    attempt.code ?? '',
  ])
  printResult(table(['WHEN', 'HOSTNAME', 'FAMILY', 'FROM', 'TO', 'RESULT', 'TRIGGER', ''], rows))
  return EXIT.ok
}
