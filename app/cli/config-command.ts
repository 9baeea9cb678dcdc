// `homeward config check FILE`: every mistake of a settings file, with its line.
import { resolve } from 'node:path'
import type { Log } from '../model/ports.ts'
import { problemSentence } from '../platform/settings/settings-problem.ts'
import { createSettingsFile } from '../platform/settings-file.ts'
import { providerInfoOf } from '../providers/registry.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { printJson, printResult, tell } from './output.ts'

export async function checkConfig(file: string, options: { readonly json: boolean }, log: Log): Promise<ExitCode> {
  const path = resolve(file)
  const settingsFile = createSettingsFile({
    path,
    lastGoodPath: null,
    mustExist: true,
    providerOf: providerInfoOf,
    log,
  })
  const { settings, problems } = await settingsFile.load()
  if (options.json) printJson({ ok: problems.length === 0, problems })
  else for (const problem of problems) tell(problemSentence(problem))
  if (problems.length > 0) return EXIT.usage
  if (!options.json)
    printResult(`${path}: ${settings.accounts.length} accounts, ${settings.records.length} records, no mistake`)
  return EXIT.ok
}
