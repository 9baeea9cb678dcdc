// Runs one round, waits for its jobs, and reports the result of each record.
import type { ControlResult } from '../contract/control.ts'
import { failureSentence } from '../contract/explain/failure.ts'
import type { Failure } from '../contract/failure.ts'
import type { Locale } from '../contract/locale.ts'
import type { AppSnapshot, FamilyRow } from '../contract/snapshot.ts'
import type { Engine } from '../engine/engine.ts'
import type { RequestOptions } from '../engine/next-round.ts'
import { familyKey } from '../model/store.ts'
import type { Refusals } from './refusals.ts'

export interface UpdateOnceOptions {
  readonly engine: Engine
  readonly snapshot: () => Pick<AppSnapshot, 'records'>
  readonly locale: () => Locale
  readonly refusals: Refusals
}

/** How long the zone is waited for. */
const SHOWN_WITHIN_MS = 10_000

/** @param request for the round; hostnames as in the settings. The only hold that it passes is that of a parked job */
export async function updateOnce(options: UpdateOnceOptions, request: RequestOptions = {}): Promise<ControlResult> {
  const { engine, refusals } = options
  const before = engine.view
  const failures = new Map<string, Failure | null>()
  const stopListening = engine.news(({ update, failure }) => failures.set(familyKey(update), failure))
  engine.request('user', request)
  await engine.idle()
  // An accepted address is nearly always in the zone within seconds.
  await engine.shown(SHOWN_WITHIN_MS)
  stopListening()
  const { view, storeProblem } = engine
  if (view === null || view === before) return refusals.noRound()
  if (storeProblem !== null) return refusals.storeUnwritable(storeProblem)
  const rows = familyRows(options.snapshot()).map((row): FamilyRow => {
    if (row.state !== 'confirmed' && row.state !== 'accepted') return row
    const failure = failures.get(familyKey(row))
    if (failure === undefined) return row.state === 'accepted' ? row : { ...row, state: 'unchanged' }
    if (failure === null) return row
    // The record holds its address, although the update that was asked for now failed.
    return { ...row, state: 'failed', kind: failure.kind, message: failureSentence(options.locale(), failure) }
  })
  return { ok: true, rows, online: view.online }
}

export const familyRows = ({ records }: Pick<AppSnapshot, 'records'>): FamilyRow[] =>
  records.flatMap((record) => record.families)
