// `homeward adapters`: the network adapters as the system reports them.
import type { CliSurroundings } from './context.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { printJson, printResult, table, tell } from './output.ts'

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
    adapter.kind,
    adapter.state,
    adapter.addresses.map(({ address, prefixLength }) => `${address}/${prefixLength}`).join(' ') || '-',
    adapter.defaultRoutes.map(({ gateway }) => gateway ?? 'on-link').join(' ') || '-',
  ])
  printResult(table(['NAME', 'KIND', 'STATE', 'ADDRESSES', 'GATEWAYS'], rows))
  return EXIT.ok
}
