// What the user edits, and when they pause, with what the model has to know of it.
import type { Family } from '../../../app/model/address.ts'
import { keysOf } from '../reference-model.ts'
import type { Life } from '../simulation.ts'
import { recordOf } from '../simulation-state.ts'
import { passed } from '../world/virtual-time.ts'
import { ask } from './ask.ts'

export async function endPause(life: Life): Promise<void> {
  life.book.excuse('all')
  await ask(life, 'resume', () => life.run.intents['engine.resume'](undefined))
  notePause(life, null)
}

export function notePause(life: Life, until: number | 'forever' | null): void {
  Object.assign(life.pause, { until, isVague: false })
  if (!life.guard.isFull && life.run.isAlive) Object.assign(life.pause, { onDisk: until, isVagueOnDisk: false })
}

export async function pause(life: Life, minutes: number | null): Promise<void> {
  // It ends what was under way: what follows it is a new series.
  life.book.excuse('wish')
  life.forcesEndedAt = passed()
  life.promptness.dropAll()
  await ask(life, `pause ${minutes ?? 'for good'}`, () => life.run.intents['engine.pause']({ minutes }))
  notePause(life, minutes === null ? 'forever' : Date.now() + minutes * 60_000)
}

/** The account is edited: what waited for that goes on. */
export async function editAccount(life: Life, id: string, endpoint: string | undefined, secret: string): Promise<void> {
  const account = life.settings.accounts.find((each) => each.id === id)
  if (account === undefined) return
  const { endpoint: _, ...rest } = account
  const edited = { ...rest, ...(endpoint === undefined ? {} : { endpoint }) }
  const save = life.run.intents['account.save']
  const done = await ask(life, `edit ${id}`, () => save({ account: edited, secrets: { password: secret } }))
  if (!done) return
  if (id === life.climate.healthy.id) life.promptness.dropAll()
  life.book.account(id).refused.clear()
  for (const facts of life.book.names) if (facts.account === id) facts.refused = null
}

export async function saveRecord(life: Life, account: string, hostname: string, families: readonly Family[]) {
  const policy = (family: Family) => (families.includes(family) ? ('auto' as const) : ('off' as const))
  const { onDrift } = life.climate
  life.forcesEndedAt = passed()
  const before = recordOf(life, { account, hostname })
  const record = { account, hostname, ipv4: policy('ipv4'), ipv6: policy('ipv6'), onDrift }
  const done = await ask(life, `${hostname} by ${families.join(' and ')}`, () =>
    life.run.intents['record.save']({ record, replaces: { account, hostname } }),
  )
  if (account === life.climate.healthy.id) life.promptness.dropAll()
  const isEdited = before === undefined || before.ipv4 !== record.ipv4 || before.ipv6 !== record.ipv6
  if (!done || !isEdited) return
  for (const key of keysOf({ account, hostname })) life.book.name(key).refused = null
}

export async function removeRecord(life: Life, account: string, hostname: string): Promise<void> {
  if (account === life.climate.healthy.id) life.promptness.dropAll()
  const done = await ask(life, `remove ${hostname}`, () => life.run.intents['record.remove']({ account, hostname }))
  if (done && life.run.isAlive) life.book.forget(keysOf({ account, hostname }))
}
