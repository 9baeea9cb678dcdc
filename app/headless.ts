// The command line's entry: no Electron, no window. It makes its own ports and calls the same composition.
import { version } from '../package.json'
import { tell } from './cli/output.ts'
import { runProgram } from './cli/program.ts'
import { closestLocale } from './contract/locale.ts'
import { checkSettings, createCliContext } from './headless-context.ts'
import { createLog } from './observe/log.ts'
import { prepareDataFolder } from './platform/files/data-folder.ts'
import { createAdapterTable } from './platform/network/adapter-table.ts'

const language = () => {
  const { LC_ALL, LC_MESSAGES, LANG } = process.env
  return (LC_ALL || LC_MESSAGES || LANG || Intl.DateTimeFormat().resolvedOptions().locale)
    .replace(/\..*$/, '')
    .replace('_', '-')
}

async function main(): Promise<void> {
  const log = createLog({ folder: prepareDataFolder().logs, toStandardError: process.argv.includes('run') })
  const options = { version, system: `${process.platform} ${process.arch}`, locale: language(), log }
  const exitCode = await runProgram(process.argv.slice(2), {
    version,
    locale: closestLocale(language()),
    log,
    adapters: createAdapterTable,
    checkSettings: (path) => checkSettings(path, log),
    open: (config) => createCliContext(options, config),
  })
  // What still waits (a request that hangs, a keyring that does not answer) must not hold the command back.
  process.exit(exitCode)
}

main().catch((error: unknown) => {
  tell(error instanceof Error ? error.message : String(error))
  process.exit(1)
})
