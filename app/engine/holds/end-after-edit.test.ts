import { expect, it } from 'vitest'
import { providerCode } from '../../contract/failure-codes.ts'
import type { Trigger } from '../../contract/snapshot.ts'
import type { Hold } from '../../model/store.ts'
import { createStoreFile } from '../../testing/store-file.ts'
import { createStateCache } from '../state-cache.ts'
import { createEditedHolds } from './end-after-edit.ts'

const refused: Hold = {
  ...{ account: 'home', hostname: null, family: null, class: 'needs-user', fingerprint: 'before' },
  failure: { kind: 'credentials', code: providerCode('badauth'), detail: null, retryAt: null },
  ...{ since: 1, until: null, attempts: 1 },
}

/** An account that was edited, a credential store that answers when told, and a clock whose timers fire when told. */
function edited() {
  const file = createStoreFile()
  const states = createStateCache(file.open())
  states.putHold(refused)
  let answer = () => {}
  const timers: (() => void)[] = []
  let lateEdits = 0
  const holds = createEditedHolds({
    states,
    accounts: {
      resolve: () =>
        new Promise((resolve) => {
          answer = () => resolve({ ok: false, failure: refused.failure, fingerprint: 'after' })
        }),
    } as never,
    record: () => undefined,
    clock: {
      now: () => 1_000,
      setTimer: (_, fire) => {
        timers.push(fire)
        return () => timers.splice(timers.indexOf(fire), 1)
      },
    },
    log: () => {},
    onLateEdit: () => {
      lateEdits += 1
    },
  })
  return {
    end: (triggers: readonly Trigger[] = ['user']) => holds.end(new Set(triggers)),
    answer: () => answer(),
    /** @returns whether a round waited, and does so no longer */
    timeOut: () => {
      const fired = [...timers]
      for (const fire of fired) fire()
      return fired.length > 0
    },
    isEnded: () => states.holds().length === 0,
    lateEdits: () => lateEdits,
    close: () => file.close(),
  }
}

it('an edit that is found in time is not late', async () => {
  const world = edited()
  const ending = world.end()
  await Promise.resolve()
  world.answer()
  await ending
  expect([world.isEnded(), world.lateEdits()]).toEqual([true, 0])
  world.close()
})

it('an edit that no round waits for is late', async () => {
  const world = edited()
  await world.end(['poll'])
  world.answer()
  await new Promise(setImmediate)
  expect([world.isEnded(), world.lateEdits()]).toEqual([true, 1])
  world.close()
})

it.each(Array.from({ length: 8 }, (_, ticks) => ticks))(
  'an edit is late as soon as the round waits no longer, also when the answer came %d ticks before',
  async (ticks) => {
    const world = edited()
    const ending = world.end()
    await Promise.resolve()
    world.answer()
    for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve()
    const isLate = world.timeOut()
    await ending
    await new Promise(setImmediate)
    expect([world.isEnded(), world.lateEdits()]).toEqual([true, isLate ? 1 : 0])
    world.close()
  },
)
