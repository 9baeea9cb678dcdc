// What the user asks for concerning updates, and what it means for the reference model.
import { sameAddress } from '../../../app/model/address.ts'
import { type FamilyKey, familyKey, type Hold, type HoldKey } from '../../../app/model/store.ts'
import { type FamilyFacts, familyKeysOf } from '../model/reference-model.ts'
import { addressToPublish } from '../oracles/request-invariants.ts'
import type { Simulation } from '../simulation.ts'
import { callCommand } from './call-command.ts'
import { notePause } from './edits.ts'

export async function updateNow(simulation: Simulation): Promise<void> {
  const isResuming = simulation.app.engine.pause.active
  simulation.model.resetBackoff('user')
  await callCommand(simulation, 'update now', () => simulation.app.commands['engine.update-now'](undefined))
  if (isResuming) notePause(simulation, null)
}

export async function forceUpdate(simulation: Simulation, account: string, hostname: string): Promise<void> {
  const { model, app } = simulation
  model.resetBackoff('network')
  const force = app.commands['record.force']
  const isAccepted = await callCommand(simulation, `force ${hostname}`, () => force({ account, hostname }))
  if (isAccepted) for (const key of familyKeysOf({ account, hostname })) model.family(key).isForced = true
}

/** @param hostname null: lifts the account's hold */
export async function liftHold(simulation: Simulation, account: string, hostname: string | null): Promise<void> {
  const { model, app } = simulation
  model.resetBackoff('user', account)
  model.resetBackoff('network')
  const lift = app.commands['hold.lift']
  await callCommand(simulation, `try ${hostname ?? account} again`, () => lift({ account, hostname }))
  if (hostname === null) {
    const left = leftOfHold(simulation, { account, hostname: null, family: null })
    if (left === 'all') return
    const facts = model.account(account)
    Object.assign(facts, { isBlocked: false, slowTry: null, ...(left === 'time' ? {} : { notBefore: 0 }) })
    facts.refusedFingerprints.clear()
    return
  }
  for (const key of familyKeysOf({ account, hostname })) {
    if (!simulation.guard.isDiskFull && app.isAlive) model.family(key).dismissed = null
    const left = leftOfHold(simulation, key)
    if (left === 'all') continue
    const lifted = { refusedFingerprint: null, isBlocked: false }
    Object.assign(model.family(key), { ...lifted, ...(left === 'time' ? {} : { notBefore: 0 }) })
  }
}

/**
 * What the file still has of a lifted hold. Its named time stays. All of it stays when the disk was full or the process
 * ended before.
 */
function leftOfHold({ app }: Simulation, key: HoldKey): 'nothing' | 'time' | 'all' {
  const isIt = ({ account, hostname, family }: Hold) =>
    account === key.account && hostname === key.hostname && family === key.family
  const hold = app.file.holds().find(isIt)
  if (hold === undefined) return 'nothing'
  return hold.class === 'until-time' ? 'time' : 'all'
}

const needsUser = (hold: Hold | null): boolean => hold?.class === 'needs-user' || hold?.class === 'blocked'

/** The user gives up on addresses that a parked job failed to send. @param hostname null: on all of the account */
export async function dismiss(simulation: Simulation, account: string, hostname: string | null): Promise<void> {
  const { model, app, counters } = simulation
  const { states } = app.engine
  const parked = states.holds().filter((hold) => hold.account === account && hold.class === 'parked')
  // A family that needs the user is not parked: it is not dismissed, and an edit continues it.
  const isForUser = new Map(model.families.map((facts) => [facts, needsUser(states.familyHold(facts))]))
  model.resetBackoff('user', account)
  const giveUp = app.commands['hold.dismiss']
  await callCommand(simulation, `dismiss ${hostname ?? account}`, () => giveUp({ account, hostname }))
  if (simulation.guard.isDiskFull || !app.isAlive) return
  // Also names for which nothing was sent yet.
  for (const state of states.dismissed()) model.family(state)
  for (const facts of model.families) {
    const isMeant = facts.account === account && (hostname === null || hostname === facts.hostname)
    const isParked = parked.some(
      (hold) => hold.hostname === null || (hold.hostname === facts.hostname && hold.family === facts.family),
    )
    if (!isMeant || !isParked || isForUser.get(facts)) continue
    const stored = states.state(facts)?.dismissed?.address ?? null
    // An earlier dismissal of another address stays.
    const given = stored === facts.dismissed ? null : stored
    checkGivenUp(simulation, facts, given)
    if (given === null) continue
    facts.dismissed = given
    counters.count('dismissed')
  }
}

/** What was given up is what should have been published: by the newest observation, or, where that is unknown, what was sent last. */
function checkGivenUp({ app, trace }: Simulation, facts: FamilyFacts, given: string | null): void {
  const inLastRound = app.store.lastRound()?.observations.find(({ family }) => family === facts.family)?.address ?? null
  const { undo } = facts
  const observed = undo !== null && sameAddress(undo.from, inLastRound) ? undo.to : inLastRound
  const desired = [addressToPublish(facts, app.observed), observed, facts.lastSent]
  const isRight =
    given === null
      ? desired.some((it) => it === null || sameAddress(it, facts.confirmed) || sameAddress(it, facts.dismissed))
      : desired.some((address) => sameAddress(address, given))
  trace.check(isRight, 'lost', () => `${familyKey(facts)}: ${given} was given up instead of ${desired.join(' or ')}`)
}

/** The user goes back to the previous address. */
export async function undo(simulation: Simulation, account: string, hostname: string): Promise<void> {
  if (account === simulation.scenario.healthy.id) simulation.reactions.cancelAll()
  simulation.model.resetBackoff('network')
  await callCommand(simulation, `undo ${hostname}`, async () => {
    const undoing = simulation.app.commands['record.undo']({ account, hostname })
    // Noted before anything else happens: the round that follows may end it at once.
    for (const key of familyKeysOf({ account, hostname })) noteUndo(simulation, key)
    return undoing
  })
}

function noteUndo({ app, model, trace, counters }: Simulation, key: FamilyKey): void {
  const facts = model.family(key)
  const undo = app.engine.states.state(key)?.undo ?? null
  if (undo?.to === facts.undo?.to && undo?.from === facts.undo?.from) return
  counters.count('undone')
  trace.check(undo === null || undo.to === facts.previous, 'destructive', () => {
    return `${familyKey(key)} is restored to ${undo?.to}, and was ${facts.previous} before`
  })
  facts.undo = undo
}
