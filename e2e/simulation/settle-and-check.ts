// The end of a run: the world becomes healthy, and enough time passes for everything that ends automatically. Then every
// family holds the address to publish, or is held by something that only the user can end.
import { sameAddress } from '../../app/model/address.ts'
import type { FamilyKey, Hold } from '../../app/model/store.ts'
import { familyKey } from '../../app/model/store.ts'
import { endPause } from './actions/edits.ts'
import { unlockKeyring } from './actions/machine.ts'
import { announceChange, answerAboutNetwork } from './actions/network.ts'
import { checkExplained } from './oracles/explanation-invariants.ts'
import { addressToPublish } from './oracles/request-invariants.ts'
import { checkState } from './oracles/state-invariants.ts'
import type { Simulation } from './simulation.ts'
import { managedKeys, recordOf } from './simulation-state.ts'
import { DAY, elapsed, HOUR, MINUTE, SECOND } from './world/virtual-time.ts'

/** In a healthy world no hold that ends automatically is longer, and no series of such holds. */
const LONGEST_HOLD_MS = 2 * DAY
/** Often enough, and seldom enough to cost little time. */
const POLL_S = 600
/** By then every record was polled, and every attempt in doubt was asked about again. */
const CALM_MS = 14 * MINUTE
/** By then a drift scan, every six hours or so, has found the last update and its last lookup old enough to correct. */
const DRIFT_MS = 19 * HOUR

export async function settleAndCheck(simulation: Simulation): Promise<void> {
  if (!simulation.app.isAlive) await simulation.restart({ offMs: SECOND, stepMs: 0, isMachine: false })
  await makeWorldHealthy(simulation)
  const isToCorrect = (key: FamilyKey) =>
    isOverwritten(simulation, key) && recordOf(simulation, key)?.onDrift === 'correct'
  await simulation.advance(CALM_MS)
  await keepNetwork(simulation)
  if (managedKeys(simulation).some(isToCorrect)) await simulation.advance(DRIFT_MS)
  const began = elapsed()
  for (let end = lastHoldEnd(simulation); end !== null; end = lastHoldEnd(simulation)) {
    if (elapsed() - began >= LONGEST_HOLD_MS) break
    await simulation.advance(Math.max(MINUTE, end - Date.now() + 30 * SECOND))
  }
  // The next poll removes expired holds of updates that are no longer pending.
  await simulation.advance(CALM_MS)
  // After the last check of an accepted address the drift scan shows it. It corrects what a hold of its account kept back.
  const isForScan = (key: FamilyKey) => isWaiting(simulation, key) || isToCorrect(key)
  if (managedKeys(simulation).some(isForScan)) await simulation.advance(DRIFT_MS)
  simulation.trace.note('the end')
  await checkState(simulation)
  for (const hold of simulation.app.engine.states.holds()) checkHold(simulation, hold)
  for (const key of managedKeys(simulation)) checkEnd(simulation, key)
  simulation.trace.throwFirst()
  checkExplained(simulation)
}

/** A name that is not published from here is right as it is. So the user publishes from here in the end. */
async function keepNetwork(simulation: Simulation): Promise<void> {
  if (simulation.places.isKnown(simulation.network.place)) return
  await answerAboutNetwork(simulation, 'keep')
  await simulation.advance(CALM_MS)
}

async function makeWorldHealthy(simulation: Simulation): Promise<void> {
  const { trace, guard, network, settings } = simulation
  trace.note('the world is healthy from here on')
  simulation.behaviours.clear()
  if (guard.isDiskFull || simulation.isKeyringLocked) simulation.recoveredAt = elapsed()
  Object.assign(simulation, { zone: 'fresh', isKeyringLocked: false })
  Object.assign(guard, { isDiskFull: false, crash: null })
  simulation.settings = { ...settings, detection: { ...settings.detection, pollIntervalS: POLL_S } }
  Object.assign(network, { isUp: true, revision: network.revision + 1 })
  network.addresses.ipv4 ??= '11.22.33.1'
  network.addresses.ipv6 ??= '2a0e:1111::1'
  unlockKeyring(simulation)
  await endPause(simulation)
  announceChange(simulation)
}

const lastHoldEnd = ({ app }: Simulation): number | null => {
  const ends = app.engine.states.holds().flatMap(({ until }) => (until !== null && until > Date.now() ? [until] : []))
  return ends.length === 0 ? null : Math.max(...ends)
}

/** Somebody else wrote the record after Homeward did. */
const isOverwritten = ({ recordsOf }: Simulation, key: FamilyKey): boolean => recordsOf(key.account).isOverwritten(key)

const isWaiting = ({ app }: Simulation, key: FamilyKey): boolean =>
  (app.engine.states.state(key)?.accepted ?? null) !== null

/** Only the user can end it. */
const isForUser = ({ class: it }: Hold): boolean => it === 'needs-user' || it === 'blocked'

/** What still holds an account or family back has a reason that lasts. */
function checkHold(simulation: Simulation, hold: Hold): void {
  const { model, trace, app } = simulation
  const { account, hostname, family } = hold
  const facts = hostname === null || family === null ? null : model.family({ account, hostname, family })
  const ofAccount = model.account(account)
  // An expired hold of a record may stay behind a hold of its account.
  const isBehindAccount = () =>
    hostname !== null &&
    (hold.until ?? 0) <= Date.now() &&
    app.engine.states.holds().some((other) => other.account === account && other.hostname === null && isForUser(other))
  // A write of somebody else just after an update of the other family looks as if the server kept one family only.
  const isOneFamily = () => hold.failure.code === 'one-family' && simulation.overwritten.has(account)
  const isJustified = {
    blocked: () => (facts ?? ofAccount).isBlocked,
    'needs-user': () =>
      isOneFamily() || (facts === null ? ofAccount.refusedFingerprints.size > 0 : facts.refusedFingerprint !== null),
    parked: isBehindAccount,
    'until-time': isBehindAccount,
  }[hold.class]
  trace.check(isJustified(), 'lost', () => `${account}/${hostname} is still held: ${hold.class} ${hold.failure.code}`)
}

function checkEnd(simulation: Simulation, key: FamilyKey): void {
  const { model, app, trace, counters } = simulation
  const hold = app.engine.states.holdsOn(key).find(isForUser)
  if (hold !== undefined) {
    counters.count(`ended held: ${hold.failure.code === 'one-family' ? 'one family' : hold.class}`)
    return
  }
  const facts = model.family(key)
  const expected = addressToPublish(facts, app.observed)
  if (sameAddress(facts.dismissed, expected)) {
    counters.count('ended dismissed')
    return
  }
  const holds = simulation.recordsOf(key.account).holds(key)
  const isOthers = isOverwritten(simulation, key) && facts.confirmed === expected
  if (isOthers && recordOf(simulation, key)?.onDrift !== 'correct') {
    counters.count('ended drifted')
    return
  }
  counters.count('ended right')
  trace.check(holds === expected, 'lost', () => `${familyKey(key)} holds ${holds} in the end instead of ${expected}`)
  trace.check(!isWaiting(simulation, key), 'lost', () => `${familyKey(key)} waits to be shown in the end`)
  trace.check(facts.confirmed === expected, 'lost', () => `${familyKey(key)} counts as ${facts.confirmed} in the end`)
}
