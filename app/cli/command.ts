// What a command is made of, and the options that several commands share. The table of commands is in program.ts.
import type { MessageKey } from '../contract/messages/catalogue.ts'
import type { CliContext, ProgramOptions } from './context.ts'
import type { ExitCode } from './exit-code.ts'

export interface CommandOption {
  /** As in the help: "--limit <count>". */
  readonly flags: string
  readonly help: MessageKey
  readonly choices?: readonly string[]
  readonly default?: unknown
  /** @param before the value so far, of an option that is repeatable. @throws InvalidArgumentError */
  readonly parse?: (text: string, before: never) => unknown
}

export interface Invocation<Args, Flags> {
  readonly args: Args
  readonly flags: Flags
  readonly json: boolean
  readonly program: ProgramOptions
  /** Opens the settings file of `--config`, or the user's own. */
  readonly open: () => CliContext
}

export interface CommandDefinition<Args, Flags> {
  /** One word, or two for a command of a group: "secret set". */
  readonly name: string
  /** An older name that still works. */
  readonly alias?: string
  /** As in the help: "<account> [hostname]". */
  readonly args?: string
  readonly help: MessageKey
  readonly options?: readonly CommandOption[]
  readonly run: (invocation: Invocation<Args, Flags>) => Promise<ExitCode>
}

export type CliCommand = CommandDefinition<readonly unknown[], object>

/** Args and Flags are what commander makes of `args` and of the `options` besides `--json` and `--config`. */
export const defineCommand = <Args extends readonly (string | undefined)[] = [], Flags extends object = object>(
  definition: CommandDefinition<Args, Flags>,
): CliCommand => definition as unknown as CliCommand

export const CONFIG: CommandOption = { flags: '--config <file>', help: 'cli.option.config' }
export const JSON_FLAG: CommandOption = { flags: '--json', help: 'cli.option.json' }
