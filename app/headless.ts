// Entry point of the command line: no Electron, no window. It makes its own ports and uses the same composition root.
import { version } from '../package.json'
import { EXIT } from './cli/exit-code.ts'
import { printNote } from './cli/output.ts'
import { runProgram } from './cli/program.ts'
import { closestLocale } from './contract/locale.ts'
import { checkSettings, createCliContext } from './headless-context.ts'
import { messageOf } from './model/message-of.ts'
import { createLog } from './observe/log.ts'
import { takeSecretVariables } from './platform/credentials/environment-credentials.ts'
import { FolderNameError, type OpenedDataFolder, openDataFolder } from './platform/files/data-folder.ts'
import { limitHeapGrowth } from './platform/heap-growth.ts'
import { createAdapterTable } from './platform/network/adapter-table.ts'
import { keepInspectorClosed, outliveReaders } from './platform/process-signals.ts'
import { systemLocale } from './platform/system-locale.ts'

/** Some commands need no data folder, and others only read what is there. So a problem of it is told by those that need it. */
function findDataFolder(): OpenedDataFolder | FolderNameError {
  try {
    return openDataFolder()
  } catch (error) {
    if (error instanceof FolderNameError) return error
    throw error
  }
}

async function main(): Promise<void> {
  // Before anything can make a child process, which would inherit them.
  const secrets = takeSecretVariables(process.env)
  keepInspectorClosed()
  outliveReaders()
  if (process.argv.includes('run')) limitHeapGrowth()
  const data = findDataFolder()
  const logFolder = data instanceof FolderNameError || data.problem !== null ? null : data.folder.logs
  const log = createLog({ folder: logFolder, toStandardError: process.argv.includes('run') })
  const logs = { log, quietLog: log.quiet, logProblem: log.problem }
  const options = { version, system: `${process.platform} ${process.arch}`, locale: systemLocale(), secrets, ...logs }
  const exitCode = await runProgram(process.argv.slice(2), {
    version,
    locale: closestLocale(systemLocale()),
    log,
    adapters: createAdapterTable,
    checkSettings: (path) => checkSettings(path, log),
    isUsageError: (error) => error instanceof FolderNameError,
    open: (config) => {
      if (data instanceof FolderNameError) throw data
      return createCliContext(options, data, config)
    },
  })
  // A request or a keyring that does not answer must not keep the process alive.
  process.exit(exitCode)
}

main().catch((error: unknown) => {
  printNote(messageOf(error))
  process.exit(EXIT.failed)
})
