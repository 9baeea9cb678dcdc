// The command line's grammar: the table of all commands, turned into commander's terms.
import { Command, CommanderError, Option } from 'commander'
import type { MessageKey } from '../contract/messages/catalogue.ts'
import { messageOf, stackOf } from '../model/message-of.ts'
import { adaptersCommand } from './adapters-command.ts'
import type { CliCommand, CommandOption } from './command.ts'
import { configCheckCommand } from './config-command.ts'
import type { ProgramOptions } from './context.ts'
import { dismissCommand } from './dismiss-command.ts'
import { doctorCommand } from './doctor-command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { exportCommand } from './export-command.ts'
import { configureHelp } from './help.ts'
import { historyCommand } from './history-command.ts'
import { holdsCommand } from './holds-command.ts'
import { keepCommand } from './keep-command.ts'
import { speak, t } from './language.ts'
import { printNote, printRaw } from './output.ts'
import { retryCommand } from './retry-command.ts'
import { runCommand } from './run-command.ts'
import { secretClearCommand, secretListCommand, secretSetCommand } from './secret-command.ts'
import { statusCommand } from './status-command.ts'
import { tryCommand } from './try-command.ts'
import { undoCommand } from './undo-command.ts'
import { updateCommand } from './update-command.ts'
import { verifyCommand } from './verify-command.ts'
import { whyCommand } from './why-command.ts'

/** In the order of the help. */
const COMMANDS: readonly CliCommand[] = [
  runCommand,
  updateCommand,
  tryCommand,
  statusCommand,
  historyCommand,
  whyCommand,
  doctorCommand,
  verifyCommand,
  undoCommand,
  holdsCommand,
  retryCommand,
  dismissCommand,
  keepCommand,
  exportCommand,
  adaptersCommand,
  secretSetCommand,
  secretClearCommand,
  secretListCommand,
  configCheckCommand,
]

/** Commands of two words belong to one of these groups. */
const GROUPS: Readonly<Record<string, MessageKey>> = { secret: 'cli.command.secret', config: 'cli.command.config' }

/** @returns the exit status. Never rejects for what the user gave. */
export async function runProgram(argv: readonly string[], options: ProgramOptions): Promise<ExitCode> {
  speak(options.locale)
  let exit: ExitCode = EXIT.ok
  const program = createProgram(options, (code) => {
    exit = code
  })
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return exit
  } catch (error) {
    // Commander has printed the help, the version or the problem already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
    printNote(messageOf(error))
    if (options.isUsageError(error)) return EXIT.usage
    options.log('error', 'the command failed', { error: stackOf(error) })
    return EXIT.failed
  }
}

function createProgram(options: ProgramOptions, onExit: (code: ExitCode) => void): Command {
  const program = configureHelp(new Command('homeward'))
    .description(t('cli.about'))
    .version(options.version, '-V, --version', t('cli.option.version'))
    .exitOverride()
    .configureOutput({ writeOut: printRaw, writeErr: (text) => printNote(text.trimEnd()) })
    .showHelpAfterError(t('cli.help.hint'))
  const groups = new Map<string, Command>()
  const groupOf = (name: string): Command => {
    const group = groups.get(name) ?? program.command(name).description(t(GROUPS[name] as MessageKey))
    groups.set(name, group)
    return group
  }
  for (const command of COMMANDS) {
    const words = command.name.split(' ')
    const [first = '', second] = words
    const parent = second === undefined ? program : groupOf(first)
    addCommand(parent, words.at(-1) ?? '', command, options, onExit)
  }
  return program
}

function addCommand(
  parent: Command,
  word: string,
  command: CliCommand,
  program: ProgramOptions,
  onExit: (code: ExitCode) => void,
): void {
  const added = parent.command(`${word} ${command.args ?? ''}`.trim()).description(t(command.help))
  if (command.alias !== undefined) added.alias(command.alias)
  for (const option of command.options ?? []) added.addOption(toOption(option))
  added.action(async () => {
    const { config, json = false, ...flags } = added.opts()
    const open = () => program.open(config)
    onExit(await command.run({ args: added.processedArgs, flags, json, program, open }))
  })
}

function toOption({ flags, help, choices, parse, default: initial }: CommandOption): Option {
  const option = new Option(flags, t(help))
  if (choices !== undefined) option.choices([...choices])
  if (parse !== undefined) option.argParser(parse as (text: string, before: unknown) => unknown)
  return initial === undefined ? option : option.default(initial)
}
