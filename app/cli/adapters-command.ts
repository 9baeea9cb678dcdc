// `homeward adapters`: the network adapters as the system reports them.
import type { CliSurroundings } from './context.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { t, word } from './language.ts'
import { printJson, printResult, table, tell } from './output.ts'

const COLUMNS = ['name', 'adapter-kind', 'state', 'addresses', 'gateways'] as const

export async function adapters(
  options: { readonly json: boolean },
  surroundings: Pick<CliSurroundings, 'adapters'>,
): Promise<ExitCode> {
  const { mode, list } = surroundings.adapters()
  if (mode.kind === 'polling') tell(mode.reason)
  const all = await list()
  if (options.json) {
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
