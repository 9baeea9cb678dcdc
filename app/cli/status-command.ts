// `homeward status`: what each record holds, from the running instance or else from the store of the last run.
import { CONFIG, defineCommand, JSON_FLAG } from './command.ts'
import type { CliContext } from './context.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { t } from './language.ts'
import { familyTable, printJson, printNote, printResult } from './output.ts'

export const statusCommand = defineCommand({
  name: 'status',
  help: 'cli.command.status',
  options: [CONFIG, JSON_FLAG],
  run: ({ json, open }) => status(open(), json),
})

export async function status(context: CliContext, json: boolean): Promise<ExitCode> {
  const running = await context.requestInstance({ command: 'status', payload: {} })
  const known = running?.ok
    ? { rows: running.rows, file: running.settings, notices: running.notices }
    : await context.withApp((app) => {
        const { records, settings } = app.snapshot()
        return { rows: records.flatMap(({ families }) => families), file: settings.file, notices: [] }
      })
  if (known === null) return EXIT.usage
  for (const notice of known.notices) printNote(notice)
  if (known.rows.length === 0) printNote(t('cli.no-settings', { file: known.file }))
  if (json) printJson(known.rows)
  else printResult(familyTable(known.rows))
  return EXIT.ok
}
