// `homeward run`: the engine without a window, until a signal ends it.
import { openInstanceSocket } from '../control/instance.ts'
import { CONFIG, defineCommand } from './command.ts'
import type { CliContext } from './context.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { t } from './language.ts'
import { printNote } from './output.ts'

export const runCommand = defineCommand({
  name: 'run',
  help: 'cli.command.run',
  options: [CONFIG],
  run: ({ open }) => run(open()),
})

async function run(context: CliContext): Promise<ExitCode> {
  const ended = await context.withEngine(async (app) => {
    for (const notice of app.snapshot().notices) printNote(notice.message)
    const stopped = new Promise<void>((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const) {
        // Only Windows knows SIGBREAK.
        if (signal !== 'SIGBREAK' || process.platform === 'win32') process.once(signal, () => resolve())
      }
    })
    const socket = await openInstanceSocket(context.folder, {
      handlers: app.control,
      snapshot: app.snapshot,
      log: context.log,
    })
    app.start()
    const { records, settings } = app.snapshot()
    printNote(t('cli.watching', { count: records.length, file: settings.file }))
    await stopped
    socket?.close()
    return true
  })
  return ended === null ? EXIT.usage : EXIT.ok
}
