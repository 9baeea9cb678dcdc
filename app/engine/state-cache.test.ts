import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Hold, Store } from '../model/store.ts'
import { createStoreFile, nas, newAttempt, noAnswer, type StoreFile } from '../testing/store-file.ts'
import { createStateCache, type StateCache } from './state-cache.ts'

let file: StoreFile
let store: Store
let states: StateCache
beforeEach(() => {
  file = createStoreFile()
  store = file.open()
  states = createStateCache(store)
})
afterEach(() => file.close())

const cam = { ...nas, hostname: 'Cam.example.org' }
const hold: Hold = { ...nas, class: 'parked', failure: noAnswer, since: 1, until: 2, attempts: 1, fingerprint: '' }
const ofAccount: Hold = { ...hold, hostname: null, family: null }
const { kind, code, detail } = noAnswer
const dismissed = { address: '11.22.33.2', failure: { kind, code, detail }, since: 5, attempts: 2 }
const confirm = (key: typeof nas | typeof cam, to: string, at: number) =>
  states.settle(states.begin([newAttempt(to, { ...key, at })]).map((attempt) => ({ ...settlement, attempt, at })))
const settlement = { attempt: 0, at: 0, result: 'confirmed', raw: null } as const

/** What another process would read from the file now. */
const reloaded = () => createStateCache(store)

describe('memory and file', () => {
  const steps: Readonly<Record<string, () => unknown>> = {
    'an attempt': () => states.begin([newAttempt('11.22.33.9')]),
    'a confirmed attempt': () => confirm(nas, '11.22.33.9', 50),
    'an attempt at another destination': () => states.begin([newAttempt('11.22.33.1', { destination: 'elsewhere' })]),
    'an attempt that failed, with its hold': () => {
      const [attempt = 0] = states.begin([newAttempt('11.22.33.9')])
      states.settle([{ attempt, at: 60, result: 'failed', failure: noAnswer, raw: null }], { holds: [ofAccount] })
    },
    'an attempt that failed while another is in doubt': () => {
      states.begin([newAttempt('11.22.33.8')])
      const [attempt = 0] = states.begin([newAttempt('11.22.33.9')])
      states.settle([{ attempt, at: 60, result: 'failed', failure: noAnswer, raw: null }])
    },
    'an attempt in doubt that was applied': () => {
      states.begin([newAttempt('11.22.33.9')])
      states.confirmUnsettled(nas, 70)
    },
    'an attempt in doubt that was not applied': () => {
      states.begin([newAttempt('11.22.33.9')])
      states.dropUnsettled(nas, 70)
    },
    'a verification': () => states.setVerified([{ key: nas, address: '11.22.33.1', at: 80 }]),
    'an undo': () => states.setUndo(nas, { to: '11.22.33.7', from: '11.22.33.1' }),
    'a correction': () => states.setCorrections(nas, 2),
    'a dismissal': () => states.setDismissed(nas, dismissed),
    'a step of the clock': () => {
      states.putHold(hold)
      states.setDismissed(cam, dismissed)
      states.shiftTimes(1_000, { wall: 1, boot: 1 }, 'all')
    },
    'a step that moves only waits': () => states.shiftTimes(1_000, { wall: 1, boot: 1 }, 'waits'),
    'a removal': () => {
      states.putHold(hold)
      states.setDismissed(nas, dismissed)
      states.deleteState([nas])
    },
    'a hold that is lifted': () => {
      states.putHold(hold)
      states.liftHold('home', 'NAS.example.org', 'ipv4')
    },
  }
  const seen = (cache: StateCache) => ({
    states: [nas, cam].map((key) => cache.state(key)),
    holds: cache.holds(),
    dismissed: cache.dismissed(),
  })

  it.each(Object.keys(steps))('know the same after %s', (name) => {
    confirm(nas, '11.22.33.7', 10)
    confirm(nas, '11.22.33.1', 20)
    confirm(cam, '11.22.33.1', 20)
    steps[name]?.()
    expect(seen(states)).toEqual(seen(reloaded()))
  })

  it.each(Object.keys(steps))('both stay as they were when %s cannot be written', (name) => {
    confirm(nas, '11.22.33.1', 20)
    confirm(cam, '11.22.33.1', 20)
    const full = () => {
      throw new Error('database or disk is full')
    }
    const before = seen(states)
    const { beginAttempts, settleAttempts, putFamily, putFamilies, putShifted, deleteFamilies, putHold, liftHold } =
      store
    const ofFamilies = { putFamily, putFamilies, putShifted, deleteFamilies }
    const writes = { beginAttempts, settleAttempts, ...ofFamilies, putHold, liftHold }
    Object.assign(store, Object.fromEntries(Object.keys(writes).map((write) => [write, full])))
    expect(() => steps[name]?.()).toThrow('full')
    expect(seen(states)).toEqual(before)
    Object.assign(store, writes)
    expect(seen(reloaded())).toEqual(before)
  })
})

describe('a family without a state', () => {
  it('gets none by a single fact, nor by the result of a request that was under way when it was removed', () => {
    states.setVerified([{ key: nas, address: '11.22.33.1', at: 80 }])
    states.setUndo(nas, { to: '11.22.33.7', from: '11.22.33.1' })
    states.setDismissed(nas, dismissed)
    const [attempt = 0] = states.begin([newAttempt('11.22.33.1')])
    states.deleteState([nas])
    states.settle([{ ...settlement, attempt }])
    expect([states.state(nas), reloaded().state(nas)]).toEqual([null, null])
    expect(states.dismissed()).toEqual([])
    expect(store.history({ limit: 1 }).attempts).toMatchObject([{ result: 'confirmed' }])
  })
})

describe('a cell', () => {
  it('holds the newest state of its family, in whichever case the hostname is written', () => {
    const cell = states.cell({ ...nas, hostname: 'NAS.example.org' })
    expect(cell.state).toBeNull()
    confirm(nas, '11.22.33.1', 20)
    expect(cell.state).toMatchObject({ hostname: 'nas.example.org', confirmed: '11.22.33.1' })
    confirm({ ...nas, hostname: 'NAS.example.org' } as never, '11.22.33.2', 30)
    expect(store.families()).toMatchObject([{ hostname: 'nas.example.org', confirmed: '11.22.33.2' }])
    states.deleteState([nas])
    expect(cell.state).toBeNull()
  })
})

describe('the hold to show', () => {
  it('is the account’s, unless only the record’s own needs the user', () => {
    const own: Hold = { ...hold, class: 'needs-user', until: null }
    states.putHold(hold)
    expect(states.holdOn(nas)).toEqual(hold)
    states.putHold(ofAccount)
    expect(states.holdOn(nas)).toEqual(ofAccount)
    states.putHold(own)
    expect(states.holdOn(nas)).toEqual(own)
    states.putHold({ ...ofAccount, class: 'blocked', until: null })
    expect(states.holdOn(nas)).toMatchObject({ class: 'blocked' })
    expect(states.holdOn(cam)).toMatchObject({ class: 'blocked' })
  })
})
