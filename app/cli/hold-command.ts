// `homeward holds`, `retry` and `forget`: the stops and parked jobs, and what the user wants of them.
import type { ControlRequest } from '../control/protocol.ts'
import type { CliContext } from './context.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { printJson, printResult, table } from './output.ts'
import { changeHoldOn, report } from './update-command.ts'

export async function holds(context: CliContext, { json }: { readonly json: boolean }): Promise<ExitCode> {
  const all = await context.withApp((app) => app.snapshot().holds)
  if (all === null) return EXIT.usage
  if (json) {
    printJson(all)
    return EXIT.ok
  }
  const rows = all.map((hold) => [
    hold.account,
    hold.hostname ?? '(all)',
    hold.class,
    hold.kind,
    hold.until ?? '-',
    String(hold.attempts),
    hold.message,
  ])
  printResult(table(['ACCOUNT', 'HOSTNAME', 'CLASS', 'KIND', 'UNTIL', 'FAILED', ''], rows))
  return EXIT.ok
}

/** @param hostname undefined for the whole account */
export async function changeHold(
  context: CliContext,
  ask: 'lift' | 'forget',
  account: string,
  hostname: string | undefined,
  { json }: { readonly json: boolean },
): Promise<ExitCode> {
  const request: ControlRequest = { ask, account, hostname: hostname ?? null }
  const running = await context.askInstance(request)
  return report(running ?? (await context.withEngine((app) => changeHoldOn(app, ask, account, hostname ?? null))), json)
}
