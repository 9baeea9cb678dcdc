// `homeward holds`, `retry` and `forget`: the stops and parked jobs, and what the user wants of them.
import type { ControlRequest } from '../control/protocol.ts'
import type { CliContext } from './context.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { printJson, printResult, table, tell } from './output.ts'

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
): Promise<ExitCode> {
  const request: ControlRequest = { ask, account, hostname: hostname ?? null }
  const running = await context.askInstance(request)
  if (running !== null) {
    if (!running.ok) tell('message' in running ? running.message : running.otherSettings)
    return running.ok ? EXIT.ok : EXIT.failed
  }
  const done = await context.withEngine(async (app) => {
    if (ask === 'lift') app.engine.liftHold(account, hostname ?? null)
    else app.engine.forget(account, hostname ?? null)
    await app.engine.idle()
    return true
  })
  return done === null ? EXIT.usage : EXIT.ok
}
