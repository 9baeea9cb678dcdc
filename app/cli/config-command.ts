// `homeward config check FILE`: every problem of a settings file, with its line.
import { resolve } from 'node:path'
import { defineCommand, JSON_FLAG } from './command.ts'
import type { ProgramOptions } from './context.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { t } from './language.ts'
import { printJson, printNote, printResult } from './output.ts'

export const configCheckCommand = defineCommand<[file: string]>({
  name: 'config check',
  args: '<file>',
  help: 'cli.command.config-check',
  options: [JSON_FLAG],
  run: ({ args: [file], json, program }) => checkConfig(file, json, program),
})

async function checkConfig(file: string, json: boolean, { checkSettings }: ProgramOptions): Promise<ExitCode> {
  const path = resolve(file)
  const { accounts, records, problems, warnings } = await checkSettings(path)
  if (json) printJson({ ok: problems.length === 0, problems, warnings })
  else for (const { sentence } of [...problems, ...warnings]) printNote(sentence)
  if (problems.length > 0) return EXIT.usage
  if (!json) {
    const counts = { accounts: t('cli.accounts', { count: accounts }), records: t('cli.records', { count: records }) }
    printResult(t('cli.config-fine', { file: path, ...counts }))
  }
  return EXIT.ok
}
