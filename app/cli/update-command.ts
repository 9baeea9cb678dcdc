// `homeward update`: one round with its jobs awaited, by the running instance where there is one.
import type { App } from '../compose.ts'
import type { FamilyRow } from '../contract/snapshot.ts'
import { familyKey } from '../model/store.ts'
import type { CliContext } from './context.ts'
import { EXIT, type ExitCode, exitCodeOf } from './exit-code.ts'
import { familyTable, printJson, printResult } from './output.ts'
import { rowsOf } from './status-command.ts'

export interface UpdateResult {
  readonly rows: readonly FamilyRow[]
  readonly online: boolean
}

export async function update(context: CliContext, options: { readonly json: boolean }): Promise<ExitCode> {
  const running = await context.askInstance({ ask: 'update' })
  const result = running?.ok ? running : await context.withEngine(updateOnce)
  if (result === null) return EXIT.usage
  if (options.json) printJson(result.rows)
  else printResult(familyTable(result.rows))
  return exitCodeOf(result.rows, result.online)
}

/** Looks once, waits for every job, and tells what became of each name. */
export async function updateOnce(app: App): Promise<UpdateResult> {
  const sent = new Set<string>()
  const stop = app.engine.news(({ want }) => sent.add(familyKey(want)))
  app.engine.request('user')
  await app.engine.idle()
  stop()
  const rows = rowsOf(app.snapshot().records).map(
    (row): FamilyRow => (row.state === 'confirmed' && !sent.has(familyKey(row)) ? { ...row, state: 'unchanged' } : row),
  )
  return { rows, online: app.engine.view?.online ?? false }
}
