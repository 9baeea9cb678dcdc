// What the user wishes for, with what the model has to know of it.
import { sameAddress } from '../../../app/model/address.ts'
import { type FamilyKey, familyKey, type Hold } from '../../../app/model/store.ts'
import { keysOf } from '../reference-model.ts'
import type { Life } from '../simulation.ts'
import { ask } from './ask.ts'
import { notePause } from './edits.ts'

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
  if (hostname === null) {
    const facts = life.book.account(account)
    const is = whatIsLeft(life, { account, hostname: null, family: null })
    if (is === 'all') return
    Object.assign(facts, { blocked: false, ...(is === 'a time' ? {} : { notBefore: 0 }) })
    facts.refused.clear()
    return
  }
  for (const key of keysOf({ account, hostname })) {
    const is = whatIsLeft(life, key)
    if (is === 'all') continue
    const lifted = { refused: null, forgotten: null, blocked: false }
    Object.assign(life.book.name(key), { ...lifted, ...(is === 'a time' ? {} : { notBefore: 0 }) })
  }
}

/** What the file has of a hold that was to be lifted: the disk may have been full, or the process have ended before. */
function whatIsLeft({ run }: Life, scope: Pick<Hold, 'account' | 'hostname' | 'family'>): 'nothing' | 'a time' | 'all' {
  const hold = run.written
    .holds()
    .find(
      ({ account, hostname, family }) =>
        account === scope.account && hostname === scope.hostname && family === scope.family,
    )
  if (hold === undefined) return 'nothing'
  return hold.class === 'until-time' ? 'a time' : 'all'
}

const isForUser = (hold: Hold | null): boolean => hold?.class === 'needs-user' || hold?.class === 'blocked'

/** Of a job that gave up: the address that it failed to send is let go. */
export async function forget(life: Life, account: string, hostname: string | null): Promise<void> {
  const { states } = life.run.engine
  const parked = states.holds().filter((hold) => hold.account === account && hold.class === 'parked')
  // What waits for the user has not given up: it is not let go, and an edit brings it back.
  const waitsForUser = new Map(life.book.names.map((facts) => [facts, isForUser(states.familyHold(facts))]))
  life.book.excuse('all', account)
  await ask(life, `forget ${hostname ?? account}`, () => life.run.intents['hold.dismiss']({ account, hostname }))
  if (life.guard.isFull || !life.run.isAlive) return
  for (const facts of life.book.names) {
    const isMeant = facts.account === account && (hostname === null || hostname === facts.hostname)
    const isParked = parked.some(
      (hold) => hold.hostname === null || (hold.hostname === facts.hostname && hold.family === facts.family),
    )
    const isFailing = facts.lastSent !== null && !sameAddress(facts.lastSent, facts.confirmed)
    if (!isMeant || !isParked || !isFailing || waitsForUser.get(facts)) continue
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
  const undo = run.engine.states.state(key)?.undo ?? null
  if (undo?.to === facts.undo?.to && undo?.from === facts.undo?.from) return
  tally.count('undone')
  trail.must(undo === null || undo.to === facts.previous, 'destructive', () => {
    return `${familyKey(key)} is put back to ${undo?.to}, and was ${facts.previous} before`
  })
  facts.undo = undo
}
