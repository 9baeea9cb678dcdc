// Commander's help texts and layout, in the language of the command line.
import type { Command, Help, Option } from 'commander'
import { t } from './language.ts'
import { displayWidth } from './output.ts'

const titles = (): Readonly<Record<string, string>> => ({
  'Usage:': t('cli.help.usage'),
  'Options:': t('cli.help.options'),
  'Commands:': t('cli.help.commands'),
})

/** To be called before commands are added: they inherit it from the program. */
export const configureHelp = (program: Command): Command =>
  program
    .helpOption('-h, --help', t('cli.option.help'))
    .helpCommand('help [command]', t('cli.command.help'))
    .configureHelp({ styleTitle: (title) => titles()[title] ?? title, optionDescription, displayWidth })

function optionDescription(this: Help, option: Option): string {
  const more = [
    ...(option.argChoices ? [t('cli.help.choices', { values: option.argChoices.join(', ') })] : []),
    ...(isShown(option.defaultValue) ? [t('cli.help.default', { value: String(option.defaultValue) })] : []),
  ]
  return more.length === 0 ? option.description : `${option.description} (${more.join(', ')})`
}

const isShown = (value: unknown): boolean => value !== undefined && !Array.isArray(value)
