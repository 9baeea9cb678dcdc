// `homeward history`: the attempts, newest first.
import { InvalidArgumentError } from 'commander'
import type { HistoryQuery } from '../contract/history.ts'
import { keptHostname, shownHostname } from '../contract/hostname.ts'
import { askRunning } from './ask-running.ts'
import { CONFIG, type CommandOption, defineCommand, JSON_FLAG } from './command.ts'
import type { CliContext } from './context.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { family, t, word } from './language.ts'
import { moment } from './moment.ts'
import { printJson, printResult, table } from './output.ts'

interface HistoryFlags {
  readonly hostname?: string
  readonly limit: number
}

const HOSTNAME: CommandOption = { flags: '--hostname <name>', help: 'cli.option.hostname' }
const LIMIT: CommandOption = { flags: '--limit <count>', help: 'cli.option.limit', default: 50, parse: parseLimit }

export const historyCommand = defineCommand<[], HistoryFlags>({
  name: 'history',
  help: 'cli.command.history',
  options: [CONFIG, JSON_FLAG, HOSTNAME, LIMIT],
  run: ({ flags, json, open }) => history(open(), flags, json),
})

const COLUMNS = ['when', 'hostname', 'family', 'from', 'to', 'result', 'trigger'] as const

async function history(context: CliContext, { hostname, limit }: HistoryFlags, json: boolean): Promise<ExitCode> {
  const query: HistoryQuery = { limit, ...(hostname === undefined ? {} : { hostname: keptHostname(hostname) }) }
  await askRunning(context)
  const page = await context.withApp((app) => app.store.history(query))
  if (page === null) return EXIT.usage
  if (json) {
    printJson(page.attempts)
    return EXIT.ok
  }
  const rows = page.attempts.map((attempt) => [
    moment(attempt.at),
    shownHostname(attempt.hostname),
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

/** Commander prints such problems in English, so the end of its sentence is English, too. */
function parseLimit(text: string): number {
  const count = Number(text)
  if (!Number.isInteger(count) || count < 1 || count > 500) throw new InvalidArgumentError('It must be 1 to 500.')
  return count
}
