// `homeward adapters`: the network adapters as the system reports them.
import { defineCommand, JSON_FLAG } from './command.ts'
import type { ProgramOptions } from './context.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { t, word } from './language.ts'
import { printJson, printNote, printResult, table } from './output.ts'

export const adaptersCommand = defineCommand({
  name: 'adapters',
  help: 'cli.command.adapters',
  options: [JSON_FLAG],
  run: ({ json, program }) => adapters(program, json),
})

const COLUMNS = ['name', 'adapter-kind', 'state', 'addresses', 'gateways'] as const

async function adapters(program: ProgramOptions, json: boolean): Promise<ExitCode> {
  const { mode, list } = program.adapters()
  if (mode.kind === 'polling') printNote(mode.reason)
  const all = await list()
  if (json) {
    printJson(all)
    return EXIT.ok
  }
  const rows = all.map((adapter) => [
    adapter.name,
    word('window.adapter-kind', adapter.kind),
    word('window.adapter-state', adapter.state),
    adapter.addresses.map(({ address, prefixLength }) => `${address}/${prefixLength}`).join(' ') || '-',
    adapter.defaultRoutes.map(({ gateway }) => gateway ?? t('cli.on-link')).join(' ') || '-',
  ])
  printResult(
    table(
      COLUMNS.map((column) => t(`cli.column.${column}`)),
      rows,
    ),
  )
  return EXIT.ok
}
