// The commands of the control socket and the command line: they do what the window's commands do, wait for the outcome
// and answer with rows.
import type { ControlHandlers, ControlPayload, ControlResult } from '../contract/control.ts'
import { isTypedHostname, sameHostname } from '../contract/hostname.ts'
import type { Refusal } from '../contract/outcome.ts'
import type { Settings } from '../contract/settings.ts'
import type { AppSnapshot, FamilyRow } from '../contract/snapshot.ts'
import { isActive } from '../model/hold.ts'
import type { Clock } from '../model/ports.ts'
import type { Hold } from '../model/store.ts'
import type { Doctor } from './doctor.ts'
import type { CommandHandlers } from './handlers.ts'
import { createRefusals } from './refusals.ts'
import { familyRows, type UpdateOnceOptions, updateOnce } from './update-once.ts'

export interface ControlHandlersOptions extends Omit<UpdateOnceOptions, 'refusals'> {
  readonly settings: () => Settings
  readonly clock: Pick<Clock, 'now'>
  readonly commands: Pick<CommandHandlers, 'hold.lift' | 'hold.dismiss' | 'record.undo' | 'question.answer'>
  readonly snapshot: () => Pick<AppSnapshot, 'records' | 'questions'>
  readonly doctor: Pick<Doctor, 'fromRound'>
}

type AccountOrRecord = ControlPayload<'lift'>

export function createControlHandlers(options: ControlHandlersOptions): ControlHandlers {
  const { engine, snapshot, commands } = options
  const refusals = createRefusals(options.locale)
  const awaited = { ...options, refusals }
  const recordsNamed = (typed: string) =>
    options.settings().records.filter(({ hostname }) => isTypedHostname(typed, hostname))
  const current = () => ({ ok: true as const, rows: familyRows(snapshot()), online: engine.view?.online ?? true })

  async function update({ force, retryParked = false }: ControlPayload<'update'>): Promise<ControlResult> {
    if (engine.pause.active) return refusals.paused()
    const unknown = force.find((typed) => recordsNamed(typed).length === 0)
    if (unknown !== undefined) return refusals.unknownRecord(unknown)
    const records = force.flatMap(recordsNamed).map(({ account, hostname }) => ({ account, hostname }))
    const hostnames = records.map(({ hostname }) => hostname)
    return updateOnce(awaited, { force: hostnames, ...(retryParked ? { retryParked: records } : {}) })
  }

  async function undo({ hostname }: ControlPayload<'undo'>): Promise<ControlResult> {
    // Refused before anything changes: an undo during a pause would be sent at its end.
    if (engine.pause.active) return refusals.paused()
    const records = recordsNamed(hostname)
    if (records.length === 0) return refusals.unknownRecord(hostname)
    let refusal: Refusal | null = null
    let undone = 0
    for (const record of records) {
      const outcome = await commands['record.undo'](record)
      if (outcome.ok) undone += 1
      else refusal = outcome
    }
    return undone === 0 && refusal !== null ? refusal : updateOnce(awaited)
  }

  /** @returns it with its hostname as the settings spell it, null when they do not have it */
  function findInSettings({ account, hostname }: AccountOrRecord): AccountOrRecord | null {
    if (hostname === null)
      return options.settings().accounts.some(({ id }) => id === account) ? { account, hostname } : null
    const record = recordsNamed(hostname).find((each) => each.account === account)
    return record === undefined ? null : { account, hostname: record.hostname }
  }

  /** @returns what a command on a hold is about, or why the command cannot be carried out */
  function find(typed: ControlPayload<'lift'>): AccountOrRecord | Refusal {
    if (engine.pause.active) return refusals.paused()
    return findInSettings(typed) ?? refusals.unknownRecord(typed.hostname ?? typed.account)
  }

  const onlyIn = (named: AccountOrRecord, rows: readonly FamilyRow[]): FamilyRow[] =>
    rows.filter((row) => row.account === named.account && (named.hostname === null || row.hostname === named.hostname))

  async function lift(typed: ControlPayload<'lift'>): Promise<ControlResult> {
    const named = find(typed)
    if ('ok' in named) return named
    const changed = await commands['hold.lift'](named)
    if (!changed.ok) return changed
    const before = standing(named)
    const updated = await updateOnce(awaited)
    if (!updated.ok) return updated
    const after = standing(named)
    // The round may have ended the hold. Or it tried the account, which failed again.
    const isUntouched = after !== null && after.until === before?.until && after.attempts === before.attempts
    const note = isUntouched ? { note: refusals.accountOnHold(named, after) } : {}
    return { ...updated, ...note, rows: onlyIn(named, updated.rows) }
  }

  /** @returns the account's hold that stops a name, although its own holds were ended; null for none */
  function standing({ account, hostname }: AccountOrRecord): Hold | null {
    const hold = hostname === null ? null : engine.states.accountHold(account)
    return hold !== null && isActive(hold, options.clock.now()) ? hold : null
  }

  /** Giving up asks for no round: that would send other names. */
  async function dismiss(typed: ControlPayload<'dismiss'>): Promise<ControlResult> {
    const named = find(typed)
    if ('ok' in named) return named
    const changed = await commands['hold.dismiss'](named)
    if (!changed.ok) return changed
    if (engine.storeProblem !== null) return refusals.storeUnwritable(engine.storeProblem)
    const { rows, ...now } = current()
    return { ...now, rows: onlyIn(named, rows) }
  }

  /** What a network that was not observed yet would ask is not known: it is observed first. */
  async function keep({ hostname: typed, answer }: ControlPayload<'keep'>): Promise<ControlResult> {
    if (engine.pause.active) return refusals.paused()
    if (typed !== null && recordsNamed(typed).length === 0) return refusals.unknownRecord(typed)
    if (engine.view === null) await updateOnce(awaited)
    const named = typed === null ? null : recordsNamed(typed)
    const isMeant = ({ hostname }: { readonly hostname: string }) =>
      named === null || named.some((record) => sameHostname(record.hostname, hostname))
    const meant = snapshot().questions.filter(
      ({ records, answers }) => records.some(isMeant) && answers.includes(answer),
    )
    let refusal: Refusal | null = refusals.noSuchQuestion()
    for (const { id } of meant) {
      const outcome = await commands['question.answer']({ id, answer })
      refusal = outcome.ok ? null : outcome
    }
    return refusal ?? updateOnce(awaited)
  }

  return {
    update,
    keep,
    undo,
    lift,
    dismiss,
    status: current,
    doctor: async () => {
      const doctor = await options.doctor.fromRound()
      return { ...current(), doctor }
    },
    'settings-changed': () => {
      engine.request('config-change')
      return current()
    },
  }
}
