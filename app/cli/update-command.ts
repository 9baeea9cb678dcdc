// `homeward update`: one round with its jobs awaited.
import { CONFIG, type CommandOption, defineCommand, JSON_FLAG } from './command.ts'
import type { CliContext } from './context.ts'
import type { ExitCode } from './exit-code.ts'
import { t } from './language.ts'
import { printNote } from './output.ts'
import { carryOut } from './report.ts'

/** After this long a note says what the command waits for. */
const WAITING_NOTE_MS = 4_000

const FORCE: CommandOption = {
  flags: '--force <hostname>',
  help: 'cli.option.force',
  default: [],
  parse: (hostname: string, before: readonly string[]) => [...before, hostname],
}

export const updateCommand = defineCommand<[], { readonly force: readonly string[] }>({
  name: 'update',
  help: 'cli.command.update',
  options: [FORCE, CONFIG, JSON_FLAG],
  run: ({ flags, json, open }) => update(open(), flags.force, json),
})

/** @param force hostnames to send although nothing changed. This does not pass a hold. */
async function update(context: CliContext, force: readonly string[], json: boolean): Promise<ExitCode> {
  const timer = setTimeout(() => printNote(t('cli.waiting')), WAITING_NOTE_MS)
  try {
    return await carryOut(context, { command: 'update', payload: { force: [...force] } }, json)
  } finally {
    clearTimeout(timer)
  }
}
