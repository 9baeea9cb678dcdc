// `homeward update` and `homeward undo`: one round with its jobs awaited, by the running instance where there is one.
import type { App } from '../compose.ts'
import { translator } from '../contract/messages/translate.ts'
import type { FamilyRow } from '../contract/snapshot.ts'
import type { ControlReply } from '../control/protocol.ts'
import type { CliContext } from './context.ts'
import { EXIT, type ExitCode, exitCodeOf } from './exit-code.ts'
import { familyTable, printJson, printResult, tell } from './output.ts'
import { rowsOf } from './status-command.ts'

const rowKey = ({ account, hostname, family }: Pick<FamilyRow, 'account' | 'hostname' | 'family'>) =>
  `${account}/${hostname}/${family}`

export type UpdateResult =
  | { readonly ok: true; readonly rows: FamilyRow[]; readonly online: boolean }
  /** Nothing was looked at: a sentence says why. */
  | { readonly ok: false; readonly message: string /** A name that is not there. */; readonly usage?: boolean }

export interface UpdateOptions {
  readonly json: boolean
  /** Hostnames to send although nothing changed. A hold is never passed. */
  readonly force: readonly string[]
}

export async function update(context: CliContext, { json, force }: UpdateOptions): Promise<ExitCode> {
  const running = await context.askInstance({ ask: 'update', force: [...force] })
  return report(running ?? (await context.withEngine((app) => updateOnce(app, force))), json)
}

export async function undo(context: CliContext, hostname: string, { json }: { json: boolean }): Promise<ExitCode> {
  const running = await context.askInstance({ ask: 'undo', hostname })
  if (running !== null) return report(running, json)
  return report(await context.withEngine((app) => undoOn(app, hostname)), json)
}

export function report(result: UpdateResult | ControlReply | null, json: boolean): ExitCode {
  if (result === null) return EXIT.usage
  if (!result.ok) {
    tell('message' in result ? result.message : `Homeward runs with other settings: ${result.otherSettings}`)
    return 'usage' in result && result.usage ? EXIT.usage : EXIT.failed
  }
  if ('notices' in result) for (const notice of result.notices) tell(notice)
  if (result.rows.length === 0) tell('There are no names in the settings yet: nothing to do.')
  if (json) printJson(result.rows)
  else printResult(familyTable(result.rows))
  return exitCodeOf(result.rows, result.online)
}

/** Looks once, waits for every job, and tells what became of each name. */
export async function updateOnce(app: App, force: readonly string[] = []): Promise<UpdateResult> {
  const t = translator(app.locale())
  if (app.engine.pause.active) return { ok: false, message: t('intent.paused') }
  const unknown = force.find((hostname) => recordsOf(app, hostname).length === 0)
  if (unknown !== undefined)
    return { ok: false, message: t('intent.unknown-record', { hostname: unknown }), usage: true }
  const before = app.engine.view
  const sent = new Set<string>()
  const stop = app.engine.news(({ want }) => sent.add(rowKey(want)))
  app.engine.request('user', { force })
  await app.engine.idle()
  stop()
  const { view, storeTrouble } = app.engine
  if (view === null || view === before) return { ok: false, message: t('intent.not-looked') }
  if (storeTrouble !== null) return { ok: false, message: t('notice.store-unwritable', { reason: storeTrouble }) }
  const rows = rowsOf(app.snapshot().records).map(
    (row): FamilyRow => (row.state === 'confirmed' && !sent.has(rowKey(row)) ? { ...row, state: 'unchanged' } : row),
  )
  return { ok: true, rows, online: view.online }
}

const recordsOf = (app: App, hostname: string) =>
  app.settings().settings.records.filter((record) => record.hostname.toLowerCase() === hostname.toLowerCase())

/** Takes the last change of a name back, at every account that has it. */
export async function undoOn(app: App, hostname: string): Promise<UpdateResult> {
  const t = translator(app.locale())
  // Refused before anything is changed: what is wished for in a pause would happen at its end.
  if (app.engine.pause.active) return { ok: false, message: t('intent.paused') }
  const records = recordsOf(app, hostname)
  if (records.length === 0) return { ok: false, message: t('intent.unknown-record', { hostname }), usage: true }
  const undone = records.filter((record) => app.engine.undo(record.account, record.hostname))
  if (undone.length > 0) return updateOnce(app)
  return { ok: false, message: t('intent.nothing-to-undo', { hostname }) }
}

/** Ends a stop, or lets a parked job go, and tells what came of it. @param hostname null for the whole account */
export async function changeHoldOn(
  app: App,
  ask: 'lift' | 'forget',
  account: string,
  hostname: string | null,
): Promise<UpdateResult> {
  const t = translator(app.locale())
  if (app.engine.pause.active) return { ok: false, message: t('intent.paused') }
  const isThere =
    hostname === null
      ? app.settings().settings.accounts.some(({ id }) => id === account)
      : recordsOf(app, hostname).some((record) => record.account === account)
  if (!isThere)
    return { ok: false, message: t('intent.unknown-record', { hostname: hostname ?? account }), usage: true }
  if (ask === 'lift') app.engine.liftHold(account, hostname)
  else app.engine.forget(account, hostname)
  return updateOnce(app)
}
