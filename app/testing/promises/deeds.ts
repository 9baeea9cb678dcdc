// What happens in a life, deed by deed, with what the model has to know of it. The commands choose among these.
import type { Family } from '../../model/address.ts'
import { FAMILIES, sameAddress } from '../../model/address.ts'
import { type FamilyKey, familyKey } from '../../model/store.ts'
import { keysOf } from './book.ts'
import type { Life } from './life.ts'
import { isPaused, recordOf } from './life-state.ts'
import { passed } from './virtual-time.ts'

/** The system says that something may have changed; the adapter table looks different. */
export function tellOfNetwork(life: Life, moved: readonly Family[] = []): void {
  life.sky.shape += 1
  life.pause.hasMissed ||= isPaused(life) === true
  life.book.excuse('network')
  life.promptness.told(moved)
  life.run.networkEvent()
}

/** The system says so, and nothing is different. */
export function makeNoise(life: Life): void {
  // A look that found no address before looks again all the same.
  life.book.excuse('network')
  life.promptness.told([])
  life.run.networkEvent()
}

export function move(life: Life, family: Family, to: string | null, isTold: boolean): void {
  life.trail.note(`${family} is ${to} from now on${isTold ? '' : ', and nobody tells'}`)
  life.sky.now[family] = to
  if (isTold) tellOfNetwork(life, [family])
}

/** Calls an intent as the window does; a store that cannot be written is the only reason for it to throw. */
export async function ask(life: Life, what: string, intent: () => unknown): Promise<boolean> {
  life.trail.note(`the user: ${what}`)
  try {
    const outcome = await intent()
    return (outcome as { readonly ok: boolean }).ok
  } catch (error) {
    const isExcused = life.guard.isFull || !life.run.isAlive
    life.trail.must(isExcused, 'explained', () => `${what} failed: ${error}`)
    return false
  }
}

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
  life.promptness.dropAll()
  await ask(life, `pause ${minutes ?? 'for good'}`, () => life.run.intents['engine.pause']({ minutes }))
  notePause(life, minutes === null ? 'forever' : Date.now() + minutes * 60_000)
}

export async function updateNow(life: Life): Promise<void> {
  const isResuming = life.run.engine.pause.active
  life.book.excuse('all')
  await ask(life, 'update now', () => life.run.intents['engine.update-now'](undefined))
  if (isResuming) notePause(life, null)
}

export async function force(life: Life, account: string, hostname: string): Promise<void> {
  life.book.excuse('network')
  const done = await ask(life, `force ${hostname}`, () => life.run.intents['record.force']({ account, hostname }))
  if (done) for (const key of keysOf({ account, hostname })) life.book.name(key).forced = true
}

export async function tryAgain(life: Life, account: string, hostname: string | null): Promise<void> {
  life.book.excuse('all', account)
  life.book.excuse('network')
  await ask(life, `try ${hostname ?? account} again`, () => life.run.intents['hold.lift']({ account, hostname }))
  if (life.guard.isFull || !life.run.isAlive) return
  if (hostname === null) {
    const facts = life.book.account(account)
    Object.assign(facts, { blocked: false, notBefore: 0 })
    facts.refused.clear()
    return
  }
  for (const key of keysOf({ account, hostname }))
    Object.assign(life.book.name(key), { refused: null, forgotten: null, notBefore: 0, blocked: false })
}

/** Of a job that gave up: the address that it failed to send is let go. */
export async function forget(life: Life, account: string, hostname: string | null): Promise<void> {
  const { ledger } = life.run.engine
  const parked = ledger.holds().filter((hold) => hold.account === account && hold.class === 'parked')
  life.book.excuse('all', account)
  await ask(life, `forget ${hostname ?? account}`, () => life.run.intents['hold.forget']({ account, hostname }))
  if (life.guard.isFull || !life.run.isAlive) return
  for (const facts of life.book.names) {
    const isMeant = facts.account === account && (hostname === null || hostname === facts.hostname)
    const isParked = parked.some(
      (hold) => hold.hostname === null || (hold.hostname === facts.hostname && hold.family === facts.family),
    )
    const isFailing = facts.lastSent !== null && !sameAddress(facts.lastSent, facts.confirmed)
    if (!isMeant || !isParked || !isFailing) continue
    facts.forgotten = facts.lastSent
    life.tally.count('wishes forgotten')
  }
}

export async function undo(life: Life, account: string, hostname: string): Promise<void> {
  if (account === life.climate.healthy.id) life.promptness.dropAll()
  life.book.excuse('network')
  await ask(life, `undo ${hostname}`, async () => {
    const undoing = life.run.intents['record.undo']({ account, hostname })
    // Before anything else happens: the look that follows may end it at once.
    for (const key of keysOf({ account, hostname })) noteUndo(life, key)
    return undoing
  })
}

function noteUndo({ run, book, trail, tally }: Life, key: FamilyKey): void {
  const facts = book.name(key)
  const undo = run.engine.ledger.state(key)?.undo ?? null
  if (undo?.to === facts.undo?.to && undo?.from === facts.undo?.from) return
  tally.count('undone')
  trail.must(undo === null || undo.to === facts.previous, 'destructive', () => {
    return `${familyKey(key)} is put back to ${undo?.to}, and was ${facts.previous} before`
  })
  facts.undo = undo
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

/** Somebody else writes the name at its server. */
export function drift(life: Life, account: string, hostname: string): void {
  const place = life.place(account)
  for (const family of FAMILIES) {
    if (place.holds({ hostname, family }) === null) continue
    life.trail.note(`somebody else writes ${hostname} ${family}`)
    place.write({ hostname, family }, family === 'ipv4' ? '11.22.44.99' : '2a0e:1111::99', 'another')
    life.tally.count('drifts')
  }
}

export function lookAgain(life: Life, trigger: 'resume'): void {
  life.book.excuse('network')
  life.run.engine.request(trigger)
}

/** The store cannot be written for a while, unless the process ends before. */
export function fillDisk(life: Life, ms: number): void {
  life.trail.note(`the disk is full for ${ms} ms`)
  const { guard, run } = life
  guard.isFull = true
  setTimeout(() => {
    if (life.run !== run || !guard.isFull) return
    guard.isFull = false
    life.troubledAt = passed()
    // A try that could not be written down ended its series.
    life.book.excuse('wish')
    life.trail.note('the disk has room again')
  }, ms)
}

/** The session is unlocked. */
export function openKeyring({ run }: Life): void {
  if (!run.isAlive) return
  try {
    run.engine.keyringMayBeOpen()
  } catch (error) {
    // What ends the process at a write is thrown through all of it.
    if (run.isAlive) throw error
  }
}

export function lockKeyring(life: Life, ms: number): void {
  life.trail.note(`the keyring is locked for ${ms} ms`)
  life.isKeyringLocked = true
  setTimeout(() => {
    if (!life.isKeyringLocked) return
    life.isKeyringLocked = false
    life.troubledAt = passed()
    life.trail.note('the keyring is open again')
    openKeyring(life)
  }, ms)
}
