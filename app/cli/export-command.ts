// `homeward export`: the whole history as CSV (RFC 4180) or JSON lines, newest first.
import { stringify } from 'csv-stringify/sync'
import type { App } from '../compose.ts'
import type { Attempt } from '../contract/history.ts'
import type { CliContext } from './context.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { printRaw } from './output.ts'

const COLUMNS: readonly (keyof Attempt)[] = [
  'id',
  'at',
  'settledAt',
  'account',
  'hostname',
  'family',
  'trigger',
  'from',
  'to',
  'result',
  'kind',
  'code',
  'detail',
]
const PAGE = 500

export async function exportHistory(context: CliContext, format: 'csv' | 'json'): Promise<ExitCode> {
  const done = await context.withApp((app) => {
    if (format === 'csv') printRaw(csv([Object.fromEntries(COLUMNS.map((name) => [name, name]))]))
    for (const page of pages(app.store)) {
      printRaw(format === 'csv' ? csv(page) : page.map((attempt) => `${JSON.stringify(attempt)}\n`).join(''))
    }
    return true
  })
  return done === null ? EXIT.usage : EXIT.ok
}

/** Text that a spreadsheet would take for a formula is led by an apostrophe: provider words are not ours. */
const csv = (rows: readonly object[]): string =>
  stringify([...rows], { columns: [...COLUMNS], escape_formulas: true, record_delimiter: 'windows' })

function* pages(store: Pick<App['store'], 'history'>): Generator<readonly Attempt[]> {
  let before: number | undefined
  for (;;) {
    const page = store.history({ limit: PAGE, ...(before === undefined ? {} : { before }) })
    yield page.attempts
    before = page.attempts.at(-1)?.id
    if (!page.more || before === undefined) return
  }
}
