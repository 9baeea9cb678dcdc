import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
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

describe('what a provider takes', () => {
  const secret = { fingerprint: 'f 1', refusals: 2 }

  it('is written with the results that show it, and known to the next process', () => {
    expect(states.provenSecret('home')).toBeNull()
    const [attempt = 0] = states.begin([newAttempt('11.22.33.9')])
    states.settle([{ ...settlement, attempt }], { proven: { account: 'home', secret } })
    expect([states.provenSecret('home'), reloaded().provenSecret('home')]).toEqual([secret, secret])
    const next = { ...secret, refusals: 3 }
    states.setProvenSecret('home', next)
    expect([states.provenSecret('home'), reloaded().provenSecret('home')]).toEqual([next, next])
    expect(states.provenSecret('office')).toBeNull()
  })

  it('is unknown where it cannot be read', () => {
    store.setValue('proven-secret/home', 'nonsense')
    expect(states.provenSecret('home')).toBeNull()
  })
})

describe('memory and file', () => {
  const steps: Readonly<Record<string, () => unknown>> = {
    'an attempt': () => states.begin([newAttempt('11.22.33.9')]),
    'a confirmed attempt': () => confirm(nas, '11.22.33.9', 50),
    'an attempt at another destination': () => states.begin([newAttempt('11.22.33.1', { destination: 'elsewhere' })]),
    'an attempt that failed, with its hold': () => {
      const [attempt = 0] = states.begin([newAttempt('11.22.33.9')])
      states.settle([{ attempt, at: 60, result: 'failed', failure: noAnswer, raw: null }], { holds: [ofAccount] })
    },
    'a refusal of a record that ends its dismissal': () => {
      states.setDismissed(nas, dismissed)
      const [attempt = 0] = states.begin([newAttempt('11.22.33.9')])
      const ofRecord: Hold = { ...hold, hostname: 'NAS.example.org', class: 'needs-user', until: null }
      states.settle([{ attempt, at: 60, result: 'failed', failure: noAnswer, raw: null }], { holds: [ofRecord] })
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
    'a hold that is deleted': () => {
      states.putHold(hold)
      states.deleteHold('home', 'NAS.example.org', 'ipv4')
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
    const { beginAttempts, settleAttempts, putFamily, putFamilies, putShifted, deleteFamilies, putHold, deleteHold } =
      store
    const ofFamilies = { putFamily, putFamilies, putShifted, deleteFamilies }
    const writes = { beginAttempts, settleAttempts, ...ofFamilies, putHold, deleteHold }
    Object.assign(store, Object.fromEntries(Object.keys(writes).map((write) => [write, full])))
    expect(() => steps[name]?.()).toThrow('full')
    expect(seen(states)).toEqual(before)
    Object.assign(store, writes)
    expect(seen(reloaded())).toEqual(before)
  })
})

describe('a step of the clock', () => {
  const timesOf = (value: unknown): readonly number[] =>
    Object.entries(value ?? {}).flatMap(([name, part]) => {
      if (/At$|^since$|^until$/.test(name) && typeof part === 'number') return [part]
      return typeof part === 'object' ? timesOf(part) : []
    })

  /** A state and two holds in which no time is missing, and no two are equal. */
  function fill(): void {
    confirm(nas, '11.22.33.1', 10_000)
    states.setVerified([{ key: nas, address: '11.22.33.1', at: 11_000 }])
    states.begin([newAttempt('11.22.33.2', { at: 12_000 })])
    states.setDismissed(nas, { ...dismissed, since: 13_000 })
    confirm(cam, '11.22.33.1', 14_000)
    const failure = { ...noAnswer, retryAt: 15_000 }
    states.putHold({ ...ofAccount, since: 18_000, until: null })
    states.putHold({ ...hold, failure, since: 16_000, until: 17_000 })
  }

  const families = (cache: StateCache) => [nas, cam].flatMap((key) => cache.state(key) ?? [])

  it.each([
    ['all', 5_000],
    ['all', -86_400_000],
    ['waits', 5_000],
    ['waits', -86_400_000],
  ] as const)('moves %s by %d ms in memory and in the file alike', (times, ms) => {
    fill()
    const before = { families: families(states), holds: states.holds() }
    expect(timesOf(before.families[0])).toHaveLength(5)
    states.shiftTimes(ms, { wall: 1, boot: 1 }, times)
    expect([families(reloaded()), reloaded().holds()]).toEqual([families(states), states.holds()])
    const moved = (value: unknown) => timesOf(value).map((at) => at + ms)
    expect(timesOf(states.holds())).toEqual(moved(before.holds))
    if (times === 'all') expect(timesOf(families(states))).toEqual(moved(before.families))
    else
      expect(families(states)).toEqual(before.families.map((state) => ({ ...state, sentAt: (state.sentAt ?? 0) + ms })))
    expect(store.clockReading()).toEqual({ wall: 1, boot: 1 })
  })

  it('leaves the rows to the store, which moves thousands of them at once', () => {
    fill()
    const putShifted = vi.spyOn(store, 'putShifted')
    states.shiftTimes(5_000, { wall: 1, boot: 1 }, 'all')
    expect(putShifted.mock.calls).toEqual([[5_000, 'all', { wall: 1, boot: 1 }]])
  })
})

describe('a dismissal', () => {
  const refuse = (changes: Partial<Hold>) => {
    confirm(nas, '11.22.33.1', 20)
    states.setDismissed(nas, dismissed)
    const [attempt = 0] = states.begin([newAttempt('11.22.33.9')])
    const holds = [{ ...hold, ...changes }]
    states.settle([{ attempt, at: 60, result: 'failed', failure: noAnswer, raw: null }], { holds })
    return states.dismissed()
  }

  it.each(['needs-user', 'blocked'] as const)('ends with a hold of its record that is %s', (name) => {
    expect(refuse({ class: name, until: null })).toEqual([])
  })

  it.each<[string, Partial<Hold>]>([
    ['of its record that ends automatically', {}],
    ['of another record', { class: 'needs-user', until: null, hostname: cam.hostname }],
    ['of its account', { class: 'needs-user', until: null, hostname: null, family: null }],
  ])('stays beside a hold %s', (_, changes) => {
    expect(refuse(changes)).toMatchObject([{ dismissed }])
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
