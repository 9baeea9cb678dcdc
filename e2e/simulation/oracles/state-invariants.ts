// Checks the engine's state after every action, when nothing is in progress: promise 4 "never lost" (the engine knows what
// the reference model knows), 5 "never leaked" (no secret in any text), 7 "explained" (the next round is planned).
import type { Locale } from '../../../app/contract/locale.ts'
import type { AppSnapshot } from '../../../app/contract/snapshot.ts'
import { base64 } from '../../../app/model/encoding.ts'
import { publishedAddress } from '../../../app/model/family-state.ts'
import { familyKey } from '../../../app/model/store.ts'
import { buildSnapshot } from '../../../app/snapshot/build-snapshot.ts'
import type { FamilyFacts } from '../model/reference-model.ts'
import type { Simulation } from '../simulation.ts'
import { isPaused } from '../simulation-state.ts'
import { elapsed, SECOND, settle } from '../world/virtual-time.ts'

/** Homeward varies its poll interval by a fifth. */
const LONGEST_SHARE = 1.2
/** The engine reads the clock every 15 s: until then it does not notice a step. */
const CLOCK_CHECK_MS = 16 * SECOND

export async function checkState(simulation: Simulation): Promise<void> {
  const { trace, app } = simulation
  await settle()
  // A round that is due now has begun a moment later.
  if (app.isAlive && (app.engine.nextRoundAt ?? 0) <= Date.now()) await simulation.advance(1)
  if (app.isAlive) {
    if (elapsed() - simulation.clockSetAt >= CLOCK_CHECK_MS) checkNextRound(simulation)
    for (const facts of simulation.model.families) {
      checkFamily(simulation, facts)
      checkClaim(simulation, facts)
    }
    const paused = isPaused(simulation)
    trace.check(paused === null || app.engine.pause.active === paused, 'lost', () => `the pause should be ${paused}`)
    checkNoSecret(simulation, 'the holds', JSON.stringify(app.engine.states.holds()))
    checkNoSecret(simulation, 'the snapshot', JSON.stringify(snapshotOf(simulation, 'en')))
  }
  checkNoSecret(simulation, 'the log or the news', app.takeTexts().join('\n'))
  trace.throwFirst()
}

function checkNextRound({ trace, app, settings }: Simulation): void {
  const inMs = (app.engine.nextRoundAt ?? Number.POSITIVE_INFINITY) - Date.now()
  const longestMs = settings.detection.pollIntervalS * 1_000 * LONGEST_SHARE
  trace.check(inMs >= -SECOND && inMs <= longestMs, 'explained', () => `the next round is due in ${inMs} ms`)
}

/** What the engine takes for published, previous, undone and dismissed is what really happened. */
function checkFamily({ trace, app }: Simulation, facts: FamilyFacts): void {
  const state = app.engine.states.state(facts)
  const { previous, undo, dismissed } = state ?? {}
  const known = [publishedAddress(state), previous, undo?.to, dismissed?.address].join(', ')
  const real = [facts.confirmed, facts.previous, facts.undo?.to, facts.dismissed].join(', ')
  trace.check(known === real, 'lost', () => `${familyKey(facts)}: the engine knows ${known}, and ${real} is true`)
}

/**
 * What is called confirmed is what the server holds, unless somebody else wrote the record since, or an update is on its way or
 * took effect after it was given up.
 */
function checkClaim({ trace, app, model, recordsOf, counters }: Simulation, facts: FamilyFacts): void {
  const state = app.engine.states.state(facts)
  if (state === null || state.confirmed === null || state.unsettled !== null) return
  // An update is pending: nobody calls it confirmed. The server may have taken all names of a list that it did not answer.
  if (app.engine.jobs.isPending(facts)) return
  if (state.destination !== app.engine.accounts.destination(facts.account)) return
  // The server did not answer the list that was sent last. Each name is sent alone once it may be asked again.
  if (model.account(facts.account).batchLimit !== null && state.lastSent !== state.confirmed) return
  if (state.accepted !== null) {
    counters.count('waited for the zone')
    return
  }
  const records = recordsOf(facts.account)
  const isOthers = records.isOverwritten(facts) || records.isLate(facts)
  const isTrue = records.holds(facts) === state.confirmed || isOthers
  trace.check(isTrue, 'destructive', () => {
    return `${familyKey(facts)} counts as confirmed at ${state.confirmed}, and its server holds ${records.holds(facts)}`
  })
}

export function checkNoSecret({ trace, secrets }: Simulation, what: string, text: string): void {
  for (const secret of secrets.values()) {
    const forms = [secret, base64(secret), base64(`user:${secret}`)]
    trace.check(!forms.some((form) => text.includes(form)), 'leaked', () => `${what}: ${text}`)
  }
}

export function snapshotOf({ app, settings }: Simulation, locale: Locale): AppSnapshot {
  const { engine, store, providers } = app
  return buildSnapshot({
    ...{ revision: 1, version: '0', locale, settings, providers, loginItem: 'unavailable' },
    settingsFile: { path: '/settings.yaml', editable: true },
    states: engine.states,
    jobs: engine.jobs,
    view: engine.view,
    verified: engine.verified,
    learnt: engine.learnt,
    guards: app.guards.current,
    lastRound: engine.view?.round ?? store.lastRound(),
    secrets: () => ({ password: 'present' }),
    notices: [],
    paused: engine.pause.active,
    pausedUntil: engine.pause.until,
    nextRoundAt: engine.nextRoundAt,
  })
}
