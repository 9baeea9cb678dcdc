// The end of a life: the world is made well, and enough time passes for everything that ends by itself. Then every name is
// right, or stopped by something that only the user ends.
import type { FamilyKey, Hold } from '../../app/model/store.ts'
import { familyKey } from '../../app/model/store.ts'
import { endPause } from './actions/edits.ts'
import { openKeyring } from './actions/machine.ts'
import { tellOfNetwork } from './actions/network.ts'
import { wantedAddress } from './oracles/request-invariants.ts'
import { inspect, isExplained } from './oracles/state-invariants.ts'
import type { Life } from './simulation.ts'
import { recordOf, wantedKeys } from './simulation-state.ts'
import { DAY, HOUR, MINUTE, passed, SECOND } from './world/virtual-time.ts'

/** No hold that ends by itself is longer, and no more than this many follow one on another in a world that is well. */
const LONGEST_MS = 2 * DAY
/** Often enough, and seldom enough to cost little time. */
const POLL_S = 600
/** By then everything was polled, and what was in doubt was asked about again. */
const CALM_MS = 14 * MINUTE
/** A drift is corrected by the first watch, every six hours or so, that finds the last update and its own last look long over. */
const DRIFT_MS = 19 * HOUR

export async function endWell(life: Life): Promise<void> {
  if (!life.run.isAlive) await life.restart({ offMs: SECOND, stepMs: 0, isMachine: false })
  await makeWell(life)
  const isDrifted = wantedKeys(life).some((key) => isStray(life, key) && recordOf(life, key)?.onDrift === 'correct')
  await life.pass(CALM_MS)
  if (isDrifted) await life.pass(DRIFT_MS)
  const began = passed()
  for (let end = lastEnd(life); end !== null && passed() - began < LONGEST_MS; end = lastEnd(life)) {
    await life.pass(Math.max(MINUTE, end - Date.now() + 30 * SECOND))
  }
  // What is over without being wanted is cleared away by the next poll.
  await life.pass(CALM_MS)
  life.trail.note('the end')
  await inspect(life)
  for (const hold of life.run.engine.states.holds()) isJustified(life, hold)
  for (const key of wantedKeys(life)) isRight(life, key)
  life.trail.throwFirst()
  isExplained(life)
}

async function makeWell(life: Life): Promise<void> {
  life.trail.note('the world is well from here on')
  life.moods.clear()
  if (life.guard.isFull || life.isKeyringLocked) life.troubledAt = passed()
  Object.assign(life, { zone: 'fresh', isKeyringLocked: false })
  Object.assign(life.guard, { isFull: false, cut: null })
  life.settings = { ...life.settings, detection: { ...life.settings.detection, pollIntervalS: POLL_S } }
  Object.assign(life.sky, { isUp: true, shape: life.sky.shape + 1 })
  for (const family of ['ipv4', 'ipv6'] as const) {
    life.sky.now[family] ??= family === 'ipv4' ? '11.22.33.1' : '2a0e:1111::1'
  }
  openKeyring(life)
  await endPause(life)
  tellOfNetwork(life)
}

const lastEnd = ({ run }: Life): number | null => {
  const ends = run.engine.states.holds().flatMap(({ until }) => (until !== null && until > Date.now() ? [until] : []))
  return ends.length === 0 ? null : Math.max(...ends)
}

/** Somebody else wrote the name after we did. */
const isStray = (life: Life, key: FamilyKey): boolean => life.place(key.account).isForeign(key)

const isTheUsers = ({ class: it }: Hold): boolean => it === 'needs-user' || it === 'blocked' || it === 'forgotten'

function isJustified({ book, trail, run }: Life, hold: Hold): void {
  const { account, hostname, family } = hold
  const name = hostname === null || family === null ? null : book.name({ account, hostname, family })
  const of = book.account(account)
  // By now it has come back, or nothing is left that it was for; but a name waits on behind its account.
  const isOver = () =>
    hostname !== null &&
    (hold.until ?? 0) <= Date.now() &&
    run.engine.states.holds().some((other) => other.account === account && other.hostname === null && isTheUsers(other))
  const isSo = {
    blocked: () => (name === null ? of.blocked : name.blocked),
    'needs-user': () => (name === null ? of.refused.size > 0 : name.refused !== null),
    forgotten: () => name !== null && name.forgotten === hold.fingerprint,
    parked: isOver,
    'until-time': isOver,
  }[hold.class]
  trail.must(isSo(), 'lost', () => `${account}/${hostname} is still held: ${hold.class} ${hold.failure.code}`)
}

function isRight(life: Life, key: FamilyKey): void {
  const { book, run, trail, tally } = life
  const hold = run.engine.states.holdsOn(key).find(isTheUsers)
  if (hold !== undefined) {
    tally.count(`ended held: ${hold.class}`)
    return
  }
  const facts = book.name(key)
  const wanted = wantedAddress(facts, run.told)
  const holds = life.place(key.account).holds(key)
  if (isStray(life, key) && facts.confirmed === wanted && recordOf(life, key)?.onDrift !== 'correct') {
    tally.count('ended drifted')
    return
  }
  tally.count('ended right')
  trail.must(holds === wanted, 'lost', () => `${familyKey(key)} holds ${holds} in the end, and ${wanted} is wanted`)
  trail.must(facts.confirmed === wanted, 'lost', () => `${familyKey(key)} counts as ${facts.confirmed} in the end`)
}
