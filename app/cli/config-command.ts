// `homeward config check FILE`: every mistake of a settings file, with its line.
import { resolve } from 'node:path'
import type { CliSurroundings } from './context.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { t } from './language.ts'
import { printJson, printResult, tell } from './output.ts'

export async function checkConfig(
  file: string,
  options: { readonly json: boolean },
  { checkSettings }: Pick<CliSurroundings, 'checkSettings'>,
): Promise<ExitCode> {
  const path = resolve(file)
  const { accounts, records, problems } = await checkSettings(path)
  if (options.json) printJson({ ok: problems.length === 0, problems })
  else for (const { sentence } of problems) tell(sentence)
  if (problems.length > 0) return EXIT.usage
  if (!options.json) printResult(t('cli.config-fine', { file: path, accounts, records }))
  return EXIT.ok
}
