// `homeward run`: the engine without a window, until it is told to stop.

import type { CliContext } from './context.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { serveInstance } from './instance.ts'
import { t } from './language.ts'
import { tell } from './output.ts'

export async function run(context: CliContext): Promise<ExitCode> {
  const ended = await context.withEngine(async (app) => {
    for (const notice of app.snapshot().notices) tell(notice.message)
    const stopped = new Promise<void>((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const) {
        // Not every system knows every signal: Windows has SIGBREAK, others do not.
        if (signal !== 'SIGBREAK' || process.platform === 'win32') process.once(signal, () => resolve())
      }
    })
    const control = await serveInstance(app, context.folder, context.log)
    app.start()
    const { records, settings } = app.snapshot()
    tell(t('cli.watching', { count: records.length, file: settings.file }))
    await stopped
    control?.close()
    return true
  })
  return ended === null ? EXIT.usage : EXIT.ok
}
