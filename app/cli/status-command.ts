// `homeward status`: what each name holds, from the running instance or else from what the last run wrote down.
import type { FamilyRow } from '../contract/snapshot.ts'
import type { CliContext } from './context.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { t } from './language.ts'
import { familyTable, printJson, printResult, tell } from './output.ts'

export async function status(context: CliContext, options: { readonly json: boolean }): Promise<ExitCode> {
  const running = await context.askInstance({ ask: 'status' })
  let file = running?.ok ? running.settings : ''
  const rows = running?.ok
    ? running.rows
    : await context.withApp((app) => {
        file = app.snapshot().settings.file
        return rowsOf(app.snapshot().records)
      })
  if (rows === null) return EXIT.usage
  if (rows.length === 0) tell(t('cli.no-settings', { file }))
  if (options.json) printJson(rows)
  else printResult(familyTable(rows))
  return EXIT.ok
}

export const rowsOf = (records: readonly { readonly families: readonly FamilyRow[] }[]): FamilyRow[] =>
  records.flatMap((record) => record.families)
