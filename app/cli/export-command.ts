// `homeward export`: the whole history as CSV (RFC 4180) or JSON lines, newest first.
import { stringify } from 'csv-stringify/sync'
import type { App } from '../compose.ts'
import type { Attempt } from '../contract/history.ts'
import { askRunning } from './ask-running.ts'
import { CONFIG, type CommandOption, defineCommand } from './command.ts'
import type { CliContext } from './context.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { printRaw } from './output.ts'

type History = Pick<App['store'], 'history'>

const FORMATS = ['csv', 'json'] as const
export type ExportFormat = (typeof FORMATS)[number]

const FORMAT: CommandOption = {
  flags: '--format <format>',
  help: 'cli.option.format',
  choices: FORMATS,
  default: 'csv' satisfies ExportFormat,
}

export const exportCommand = defineCommand<[], { readonly format: ExportFormat }>({
  name: 'export',
  help: 'cli.command.export',
  options: [FORMAT, CONFIG],
  run: ({ flags, open }) => exportHistory(open(), flags.format),
})

/** All fields of an attempt: a new field that is missing here is a type error. */
const COLUMNS = Object.keys({
  id: true,
  at: true,
  settledAt: true,
  account: true,
  hostname: true,
  family: true,
  trigger: true,
  from: true,
  to: true,
  result: true,
  kind: true,
  code: true,
  detail: true,
  roundId: true,
} satisfies Record<keyof Attempt, true>)
const PAGE = 500

async function exportHistory(context: CliContext, format: ExportFormat): Promise<ExitCode> {
  await askRunning(context)
  const done = await context.withApp((app) => {
    for (const text of exported(app.store, format)) printRaw(text)
    return true
  })
  return done === null ? EXIT.usage : EXIT.ok
}

/** Yields one text per page, so that a long history is never in memory as a whole. */
export function* exported(store: History, format: ExportFormat): Generator<string> {
  if (format === 'csv') yield csv([Object.fromEntries(COLUMNS.map((name) => [name, name]))])
  for (const page of pages(store)) {
    yield format === 'csv' ? csv(page) : page.map((attempt) => `${JSON.stringify(attempt)}\n`).join('')
  }
}

/**
 * Text from providers may look like a formula to a spreadsheet, so such text gets a leading apostrophe. A lone return or
 * newline is quoted, too, because some readers end a row there.
 */
const csv = (rows: readonly object[]): string =>
  stringify([...rows], {
    columns: COLUMNS,
    escape_formulas: true,
    record_delimiter: 'windows',
    quote_record_delimiter: true,
  })

function* pages(store: History): Generator<readonly Attempt[]> {
  let before: number | undefined
  for (;;) {
    const page = store.history({ limit: PAGE, ...(before === undefined ? {} : { before }) })
    yield page.attempts
    before = page.attempts.at(-1)?.id
    if (!page.more || before === undefined) return
  }
}
