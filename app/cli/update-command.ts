// `homeward update` and `homeward undo`: one round with its jobs awaited, by the running instance where there is one.
import type { App } from '../compose.ts'
import { failureSentence } from '../contract/explain/failure.ts'
import type { Failure } from '../contract/failure.ts'
import { translator } from '../contract/messages/translate.ts'
import type { FamilyRow } from '../contract/snapshot.ts'
import type { ControlReply } from '../control/protocol.ts'
import type { CliContext } from './context.ts'
import { EXIT, type ExitCode, exitCodeOf } from './exit-code.ts'
import { t } from './language.ts'
import { familyTable, printJson, printResult, tell } from './output.ts'
import { rowsOf } from './status-command.ts'

const rowKey = ({ account, hostname, family }: Pick<FamilyRow, 'account' | 'hostname' | 'family'>) =>
  `${account}/${hostname}/${family}`

const PATIENCE_MS = 4_000

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
  const stop = tellWaiting()
  try {
    const running = await context.askInstance({ ask: 'update', force: [...force] })
    return report(running ?? (await context.withEngine((app) => updateOnce(app, force))), json)
  } finally {
    stop()
  }
}

/** Somebody who waits wants to know what for. */
function tellWaiting(): () => void {
  const timer = setTimeout(() => tell(t('cli.waiting')), PATIENCE_MS)
  return () => clearTimeout(timer)
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
  if (result.rows.length === 0) tell(t('cli.no-names'))
  if (json) printJson(result.rows)
  else printResult(familyTable(result.rows))
  return exitCodeOf(result.rows, result.online)
}

/** Looks once, waits for every job, and tells what became of each name. */
export async function updateOnce(app: App, force: readonly string[] = []): Promise<UpdateResult> {
  const say = translator(app.locale())
  if (app.engine.pause.active) return { ok: false, message: say('intent.paused') }
  const unknown = force.find((hostname) => recordsOf(app, hostname).length === 0)
  if (unknown !== undefined)
    return { ok: false, message: say('intent.unknown-record', { hostname: unknown }), usage: true }
  const before = app.engine.view
  const news = new Map<string, Failure | null>()
  const stop = app.engine.news(({ want, failure }) => news.set(rowKey(want), failure))
  app.engine.request('user', { force })
  await app.engine.idle()
  stop()
  const { view, storeTrouble } = app.engine
  if (view === null || view === before) return { ok: false, message: say('intent.not-looked') }
  if (storeTrouble !== null) return { ok: false, message: say('notice.store-unwritable', { reason: storeTrouble }) }
  const rows = rowsOf(app.snapshot().records).map((row): FamilyRow => {
    if (row.state !== 'confirmed') return row
    const failure = news.get(rowKey(row))
    if (failure === undefined) return { ...row, state: 'unchanged' }
    // It holds what it held, and what was asked for now has failed all the same.
    const told = failure === null ? null : { kind: failure.kind, message: failureSentence(app.locale(), failure) }
    return told === null ? row : { ...row, state: 'failed', ...told }
  })
  return { ok: true, rows, online: view.online }
}

/** Without case, and with or without the dot that ends a whole name in DNS. */
const isSameName = (one: string, other: string): boolean =>
  one.toLowerCase().replace(/\.$/, '') === other.toLowerCase().replace(/\.$/, '')

const recordsOf = (app: App, hostname: string) =>
  app.settings().settings.records.filter((record) => isSameName(record.hostname, hostname))

/** Takes the last change of a name back, at every account that has it. */
export async function undoOn(app: App, hostname: string): Promise<UpdateResult> {
  const say = translator(app.locale())
  // Refused before anything is changed: what is wished for in a pause would happen at its end.
  if (app.engine.pause.active) return { ok: false, message: say('intent.paused') }
  const records = recordsOf(app, hostname)
  if (records.length === 0) return { ok: false, message: say('intent.unknown-record', { hostname }), usage: true }
  const undone = records.filter((record) => app.engine.undo(record.account, record.hostname))
  if (undone.length > 0) return updateOnce(app)
  return { ok: false, message: say('intent.nothing-to-undo', { hostname }) }
}

/** Ends a stop, or lets a parked job go, and tells what came of it. @param hostname null for the whole account */
export async function changeHoldOn(
  app: App,
  ask: 'lift' | 'forget',
  account: string,
  hostname: string | null,
): Promise<UpdateResult> {
  const say = translator(app.locale())
  if (app.engine.pause.active) return { ok: false, message: say('intent.paused') }
  const isThere =
    hostname === null
      ? app.settings().settings.accounts.some(({ id }) => id === account)
      : recordsOf(app, hostname).some((record) => record.account === account)
  if (!isThere)
    return { ok: false, message: say('intent.unknown-record', { hostname: hostname ?? account }), usage: true }
  if (ask === 'lift') app.engine.liftHold(account, hostname)
  else app.engine.dismiss(account, hostname)
  const updated = await updateOnce(app)
  const isMeant = (row: FamilyRow) =>
    row.account === account && (hostname === null || isSameName(row.hostname, hostname))
  return updated.ok ? { ...updated, rows: updated.rows.filter(isMeant) } : updated
}
