// The command line's grammar: which commands there are, what they take, and the way to each one's file.
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { adapters } from './adapters-command.ts'
import { checkConfig } from './config-command.ts'
import type { CliContext, CliSurroundings } from './context.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { exportHistory } from './export-command.ts'
import { speakHelp } from './help.ts'
import { history } from './history-command.ts'
import { changeHold, holds } from './hold-command.ts'
import { speak, t } from './language.ts'
import { tell } from './output.ts'
import { run } from './run-command.ts'
import { clearSecret, listSecrets, setSecret } from './secret-command.ts'
import { status } from './status-command.ts'
import { undo, update } from './update-command.ts'
import { verify } from './verify-command.ts'
import { why } from './why-command.ts'

interface Flags {
  readonly config?: string
  readonly json?: boolean
}

/** @returns the exit status. Never rejects for what the user gave. */
export async function runProgram(argv: readonly string[], options: CliSurroundings): Promise<ExitCode> {
  speak(options.locale)
  const CONFIG = ['--config <file>', t('cli.option.config')] as const
  const JSON_FLAG = ['--json', t('cli.option.json')] as const
  let exit: ExitCode = EXIT.ok
  const open = (flags: Flags): CliContext => options.open(flags.config)
  const program = speakHelp(new Command('homeward'))
    .description(t('cli.about'))
    .version(options.version, '-V, --version', t('cli.option.version'))
    .exitOverride()
    .configureOutput({ writeErr: (text) => tell(text.trimEnd()) })
    .showHelpAfterError(t('cli.help.hint'))

  program
    .command('run')
    .description(t('cli.command.run'))
    .option(...CONFIG)
    .action(async (flags: Flags) => {
      exit = await run(open(flags))
    })
  program
    .command('update')
    .description(t('cli.command.update'))
    .option('--force <hostname>', t('cli.option.force'), collect, [])
    .option(...CONFIG)
    .option(...JSON_FLAG)
    .action(async (flags: Flags & { force: string[] }) => {
      exit = await update(open(flags), { json: flags.json ?? false, force: flags.force })
    })
  program
    .command('status')
    .description(t('cli.command.status'))
    .option(...CONFIG)
    .option(...JSON_FLAG)
    .action(async (flags: Flags) => {
      exit = await status(open(flags), { json: flags.json ?? false })
    })
  program
    .command('history')
    .description(t('cli.command.history'))
    .option(...CONFIG)
    .option(...JSON_FLAG)
    .option('--hostname <name>', t('cli.option.hostname'))
    .option('--limit <count>', t('cli.option.limit'), limit, 50)
    .action(async (flags: Flags & { hostname?: string; limit: number }) => {
      exit = await history(open(flags), { json: flags.json ?? false, hostname: flags.hostname, limit: flags.limit })
    })
  program
    .command('why <hostname>')
    .description(t('cli.command.why'))
    .option(...CONFIG)
    .option(...JSON_FLAG)
    .action(async (hostname: string, flags: Flags) => {
      exit = await why(open(flags), hostname, { json: flags.json ?? false })
    })
  program
    .command('verify <hostname>')
    .description(t('cli.command.verify'))
    .option(...CONFIG)
    .option(...JSON_FLAG)
    .action(async (hostname: string, flags: Flags) => {
      exit = await verify(open(flags), hostname, { json: flags.json ?? false })
    })
  program
    .command('undo <hostname>')
    .description(t('cli.command.undo'))
    .option(...CONFIG)
    .option(...JSON_FLAG)
    .action(async (hostname: string, flags: Flags) => {
      exit = await undo(open(flags), hostname, { json: flags.json ?? false })
    })
  program
    .command('holds')
    .description(t('cli.command.holds'))
    .option(...CONFIG)
    .option(...JSON_FLAG)
    .action(async (flags: Flags) => {
      exit = await holds(open(flags), { json: flags.json ?? false })
    })
  program
    .command('retry <account> [hostname]')
    .description(t('cli.command.retry'))
    .option(...CONFIG)
    .option(...JSON_FLAG)
    .action(async (account: string, hostname: string | undefined, flags: Flags) => {
      exit = await changeHold(open(flags), 'lift', account, hostname, { json: flags.json ?? false })
    })
  program
    .command('forget <account> [hostname]')
    .description(t('cli.command.forget'))
    .option(...CONFIG)
    .option(...JSON_FLAG)
    .action(async (account: string, hostname: string | undefined, flags: Flags) => {
      exit = await changeHold(open(flags), 'forget', account, hostname, { json: flags.json ?? false })
    })
  program
    .command('export')
    .description(t('cli.command.export'))
    .addOption(new Option('--format <format>', t('cli.option.format')).choices(['csv', 'json']).default('csv'))
    .option(...CONFIG)
    .action(async (flags: Flags & { format: 'csv' | 'json' }) => {
      exit = await exportHistory(open(flags), flags.format)
    })
  program
    .command('adapters')
    .description(t('cli.command.adapters'))
    .option(...JSON_FLAG)
    .action(async (flags: Flags) => {
      exit = await adapters({ json: flags.json ?? false }, options)
    })

  const secret = program.command('secret').description(t('cli.command.secret'))
  secret
    .command('set <account> <field>')
    .description(t('cli.command.secret-set'))
    .action(async (account: string, field: string) => {
      exit = await setSecret(open({}), account, field)
    })
  secret
    .command('clear <account> <field>')
    .description(t('cli.command.secret-clear'))
    .action(async (account: string, field: string) => {
      exit = await clearSecret(open({}), account, field)
    })
  secret
    .command('list')
    .description(t('cli.command.secret-list'))
    .option(...JSON_FLAG)
    .action(async (flags: Flags) => {
      exit = await listSecrets(open({}), { json: flags.json ?? false })
    })

  program
    .command('config')
    .description(t('cli.command.config'))
    .command('check <file>')
    .description(t('cli.command.config-check'))
    .option(...JSON_FLAG)
    .action(async (file: string, flags: Flags) => {
      exit = await checkConfig(file, { json: flags.json ?? false }, options)
    })

  try {
    await program.parseAsync([...argv], { from: 'user' })
    return exit
  } catch (error) {
    // Commander has already told help, version or the mistake.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
    tell(error instanceof Error ? error.message : String(error))
    options.log('error', 'the command failed', { error: error instanceof Error ? error.stack : String(error) })
    return EXIT.failed
  }
}

const collect = (value: string, before: string[]): string[] => [...before, value]

/** Commander tells such mistakes in English, and the end of its sentence follows it. */
function limit(text: string): number {
  const count = Number(text)
  if (!Number.isInteger(count) || count < 1 || count > 500) throw new InvalidArgumentError('It must be 1 to 500.')
  return count
}
