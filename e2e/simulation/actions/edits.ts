// The user's edits and pauses, and what they mean for the reference model.
import type { Family } from '../../../app/model/address.ts'
import { familyKeysOf } from '../model/reference-model.ts'
import type { Simulation } from '../simulation.ts'
import { type PauseEnd, recordOf } from '../simulation-state.ts'
import { elapsed } from '../world/virtual-time.ts'
import { callCommand } from './call-command.ts'

export async function endPause(simulation: Simulation): Promise<void> {
  simulation.model.resetBackoff('user')
  await callCommand(simulation, 'resume', () => simulation.app.commands['engine.resume'](undefined))
  notePause(simulation, null)
}

export function notePause({ pause, guard, app }: Simulation, until: PauseEnd): void {
  Object.assign(pause, { until, isUncertain: false })
  if (!guard.isDiskFull && app.isAlive) Object.assign(pause, { onDisk: until, isUncertainOnDisk: false })
}

/** @param minutes null: until the user resumes */
export async function pause(simulation: Simulation, minutes: number | null): Promise<void> {
  // A pause ends what is in progress: the next failure is the first of a new series.
  simulation.model.resetBackoff('new-series')
  simulation.forcedCancelledAt = elapsed()
  simulation.reactions.cancelAll()
  const command = simulation.app.commands['engine.pause']
  await callCommand(simulation, `pause ${minutes ?? 'until resumed'}`, () => command({ minutes }))
  notePause(simulation, minutes === null ? 'forever' : Date.now() + minutes * 60_000)
}

/** Saves the account with a new secret: what needed an edit continues. */
export async function editAccount(
  simulation: Simulation,
  id: string,
  endpoint: string | undefined,
  secret: string,
): Promise<void> {
  const account = simulation.settings.accounts.find((each) => each.id === id)
  if (account === undefined) return
  const { endpoint: _, ...rest } = account
  const edited = { ...rest, ...(endpoint === undefined ? {} : { endpoint }) }
  const save = simulation.app.commands['account.save']
  const isSaved = await callCommand(simulation, `edit ${id}`, () =>
    save({ account: edited, secrets: { password: secret } }),
  )
  if (!isSaved) return
  // Nothing is confirmed at the new server yet, so that another update is pending there.
  if (endpoint !== account.endpoint) {
    simulation.model.resetBackoff('new-series', id)
    // Another server may answer lists.
    simulation.model.account(id).batchLimit = null
  }
  if (id === simulation.scenario.healthy.id) simulation.reactions.cancelAll()
  simulation.model.account(id).refusedFingerprints.clear()
  simulation.model.account(id).slowTry = null
  for (const facts of simulation.model.families) if (facts.account === id) facts.refusedFingerprint = null
}

export async function saveRecord(
  simulation: Simulation,
  account: string,
  hostname: string,
  families: readonly Family[],
): Promise<void> {
  const policy = (family: Family) => (families.includes(family) ? ('auto' as const) : ('off' as const))
  const { onDrift } = simulation.scenario
  simulation.forcedCancelledAt = elapsed()
  const before = recordOf(simulation, { account, hostname })
  const record = { account, hostname, ipv4: policy('ipv4'), ipv6: policy('ipv6'), onDrift }
  const isSaved = await callCommand(simulation, `${hostname} with ${families.join(' and ')}`, () =>
    simulation.app.commands['record.save']({ record, replaces: { account, hostname } }),
  )
  if (account === simulation.scenario.healthy.id) simulation.reactions.cancelAll()
  const isChanged = before === undefined || before.ipv4 !== record.ipv4 || before.ipv6 !== record.ipv6
  if (!isSaved || !isChanged) return
  for (const key of familyKeysOf({ account, hostname })) simulation.model.family(key).refusedFingerprint = null
}

export async function removeRecord(simulation: Simulation, account: string, hostname: string): Promise<void> {
  if (account === simulation.scenario.healthy.id) simulation.reactions.cancelAll()
  const isRemoved = await callCommand(simulation, `remove ${hostname}`, () =>
    simulation.app.commands['record.remove']({ account, hostname }),
  )
  if (isRemoved && simulation.app.isAlive) simulation.model.remove(familyKeysOf({ account, hostname }))
}
