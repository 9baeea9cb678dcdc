// The command line's grammar: which commands there are, what they take, and the way to each one's file.
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { adapters } from './adapters-command.ts'
import { checkConfig } from './config-command.ts'
import type { CliContext, CliSurroundings } from './context.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { exportHistory } from './export-command.ts'
import { history } from './history-command.ts'
import { changeHold, holds } from './hold-command.ts'
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

const CONFIG = ['--config <file>', 'settings file (default: the one of the desktop app)'] as const
const JSON_FLAG = ['--json', 'print JSON and nothing else'] as const

/** @returns the exit status. Never rejects for what the user gave. */
export async function runProgram(argv: readonly string[], options: CliSurroundings): Promise<ExitCode> {
  let exit: ExitCode = EXIT.ok
  const open = (flags: Flags): CliContext => options.open(flags.config)
  const program = new Command('homeward')
    .description('Keeps domain names pointing home.')
    .version(options.version)
    .exitOverride()
    .configureOutput({ writeErr: (text) => tell(text.trimEnd()) })
    .showHelpAfterError('Type "homeward --help" for what there is.')

  program
    .command('run')
    .description('keep watching and updating until stopped')
    .option(...CONFIG)
    .action(async (flags: Flags) => {
      exit = await run(open(flags))
    })
  program
    .command('update')
    .description('look once, update what changed, and wait for the answers')
    .option('--force <hostname>', 'send this name although nothing changed (repeatable)', collect, [])
    .option(...CONFIG)
    .option(...JSON_FLAG)
    .action(async (flags: Flags & { force: string[] }) => {
      exit = await update(open(flags), { json: flags.json ?? false, force: flags.force })
    })
  program
    .command('status')
    .description('show what each name holds')
    .option(...CONFIG)
    .option(...JSON_FLAG)
    .action(async (flags: Flags) => {
      exit = await status(open(flags), { json: flags.json ?? false })
    })
  program
    .command('history')
    .description('show the attempts, newest first')
    .option(...CONFIG)
    .option(...JSON_FLAG)
    .option('--hostname <name>', 'only this hostname')
    .option('--limit <count>', 'how many, 500 at most', limit, 50)
    .action(async (flags: Flags & { hostname?: string; limit: number }) => {
      exit = await history(open(flags), { json: flags.json ?? false, hostname: flags.hostname, limit: flags.limit })
    })
  program
    .command('why <hostname>')
    .description('explain what was done for a name, and why')
    .option(...CONFIG)
    .option(...JSON_FLAG)
    .action(async (hostname: string, flags: Flags) => {
      exit = await why(open(flags), hostname, { json: flags.json ?? false })
    })
  program
    .command('verify <hostname>')
    .description('ask the zone and a few resolvers who sees which address, and until when')
    .option(...CONFIG)
    .option(...JSON_FLAG)
    .action(async (hostname: string, flags: Flags) => {
      exit = await verify(open(flags), hostname, { json: flags.json ?? false })
    })
  program
    .command('undo <hostname>')
    .description('put the address before the last change back, until the next real change')
    .option(...CONFIG)
    .option(...JSON_FLAG)
    .action(async (hostname: string, flags: Flags) => {
      exit = await undo(open(flags), hostname, { json: flags.json ?? false })
    })
  program
    .command('holds')
    .description('show what is stopped or parked, why, and until when')
    .option(...CONFIG)
    .option(...JSON_FLAG)
    .action(async (flags: Flags) => {
      exit = await holds(open(flags), { json: flags.json ?? false })
    })
  program
    .command('retry <account> [hostname]')
    .description('end a stop or bring a parked job back, and try again')
    .option(...CONFIG)
    .option(...JSON_FLAG)
    .action(async (account: string, hostname: string | undefined, flags: Flags) => {
      exit = await changeHold(open(flags), 'lift', account, hostname, { json: flags.json ?? false })
    })
  program
    .command('forget <account> [hostname]')
    .description('let a parked job go until the address changes again')
    .option(...CONFIG)
    .option(...JSON_FLAG)
    .action(async (account: string, hostname: string | undefined, flags: Flags) => {
      exit = await changeHold(open(flags), 'forget', account, hostname, { json: flags.json ?? false })
    })
  program
    .command('export')
    .description('print the whole history')
    .addOption(new Option('--format <format>', 'csv or json lines').choices(['csv', 'json']).default('csv'))
    .option(...CONFIG)
    .action(async (flags: Flags & { format: 'csv' | 'json' }) => {
      exit = await exportHistory(open(flags), flags.format)
    })
  program
    .command('adapters')
    .description('show the network adapters as the system reports them')
    .option(...JSON_FLAG)
    .action(async (flags: Flags) => {
      exit = await adapters({ json: flags.json ?? false }, options)
    })

  const secret = program.command('secret').description('keep secrets in the credential store of this system')
  secret
    .command('set <account> <field>')
    .description('read a secret from standard input and keep it')
    .action(async (account: string, field: string) => {
      exit = await setSecret(open({}), account, field)
    })
  secret
    .command('clear <account> <field>')
    .description('remove a secret')
    .action(async (account: string, field: string) => {
      exit = await clearSecret(open({}), account, field)
    })
  secret
    .command('list')
    .description('show whose secrets are kept, never the secrets')
    .option(...JSON_FLAG)
    .action(async (flags: Flags) => {
      exit = await listSecrets(open({}), { json: flags.json ?? false })
    })

  program
    .command('config')
    .description('work with settings files')
    .command('check <file>')
    .description('name every mistake in a settings file')
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

function limit(text: string): number {
  const count = Number(text)
  if (!Number.isInteger(count) || count < 1 || count > 500) throw new InvalidArgumentError('It must be 1 to 500.')
  return count
}
