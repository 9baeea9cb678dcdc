// `homeward run`: the engine without a window, until a signal ends it.
import type { App } from '../compose.ts'
import { openInstanceSocket } from '../control/instance.ts'
import { messageOf } from '../model/message-of.ts'
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
    // The problems of the settings have been printed when they were read.
    for (const { id, message } of app.snapshot().notices) if (id !== 'settings-invalid') printNote(message)
    const stopped = signalled(context, app)
    const socket = await openInstanceSocket(context.folder, {
      handlers: app.control,
      snapshot: app.snapshot,
      log: context.log,
      checkStore: () => app.engine.checkStore(),
    })
    app.start()
    const { records, settings } = app.snapshot()
    printNote(t('cli.watching', { count: records.length, file: settings.file }))
    void app.unusableSecrets().then(tellOfSecrets)
    await stopped
    socket?.close()
    return true
  })
  return ended === null ? EXIT.usage : EXIT.ok
}

/** Whether SIGHUP means that somebody's terminal is gone. A service or a container has none: there it means "read again". */
const hasTerminal = (): boolean => [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY)

/** @returns what resolves at a signal that ends the command */
function signalled({ log }: CliContext, app: Pick<App, 'reload'>): Promise<void> {
  const isWindows = process.platform === 'win32'
  const reloads = !isWindows && !hasTerminal()
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
    // Only Windows knows SIGBREAK.
    if (isWindows) process.once('SIGBREAK', () => resolve())
    process.on('SIGHUP', () => {
      if (!reloads) return resolve()
      log('info', 'settings and secrets are read again', { signal: 'SIGHUP' })
      void app.reload().catch((error: unknown) => log('error', 'could not read again', { error: messageOf(error) }))
    })
  })
}

/** The longest list of secrets that is printed name by name. */
const FEW = 5

function tellOfSecrets(unusable: Awaited<ReturnType<App['unusableSecrets']>>): void {
  for (const { state, account, field, variable, reason } of unusable.slice(0, FEW)) {
    printNote(
      state === 'unreadable'
        ? t('cli.secret-unreadable', { account, field, reason })
        : t(`cli.secret-${state}`, { account, field, variable }),
    )
  }
  if (unusable.length > FEW) printNote(t('cli.secrets-more', { count: unusable.length - FEW }))
}
