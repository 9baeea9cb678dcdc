import { beforeEach, expect, it, vi } from 'vitest'
import type { FamilyKey, FamilyState } from '../../model/store.ts'
import { createHandClock, type HandClock } from '../../testing/hand-clock.ts'
import { type ConfirmWatch, createConfirmWatch } from './post-update-check.ts'
import type { Verification, Verifier } from './verifier.ts'

const OURS = '11.22.33.1'
const MINUTE = 60_000
const keyOf = (name: string): FamilyKey => ({ account: 'home', hostname: `${name}.example.org`, family: 'ipv4' })
const key = keyOf('nas')

let clock: HandClock
let sleptMs: number
let confirmed: string | null
let check: Verifier['check']
let asked: number[]
let watch: ConfirmWatch
const note = vi.fn()
const log = vi.fn()

const found = (state: Verification['state']): Verification => ({
  ...{ state, found: [], source: 'dns', zone: 'example.org', servers: [], proxied: false, correctable: false },
})

beforeEach(() => {
  clock = createHandClock()
  sleptMs = 0
  confirmed = OURS
  asked = []
  check = async () => found('differs')
  note.mockClear()
  log.mockClear()
  const sleepy = { ...clock, sinceBoot: () => clock.sinceBoot() + sleptMs }
  watch = createConfirmWatch({
    states: { state: () => ({ confirmed }) as FamilyState },
    verifier: {
      check: (...all) => {
        asked.push(clock.monotonic() / 1_000)
        return check(...all)
      },
    },
    cache: { note },
    clock: sleepy,
    log,
    onChange: () => {},
  })
})

it('asks further and further apart, then lets it be and leaves no timer', async () => {
  watch.confirmed(key)
  await clock.advance(60 * MINUTE)
  expect(asked).toEqual([2, 10, 60, 300, 1_800])
  expect(clock.pendingTimers()).toBe(0)
})

it('asks at once after a sleep for what fell due in it', async () => {
  watch.confirmed(key)
  await clock.advance(MINUTE)
  sleptMs = 10 * 60 * MINUTE
  watch.wake()
  await clock.advance(1_000)
  expect(asked).toEqual([2, 10, 60, 60, 60])
  expect(clock.pendingTimers()).toBe(0)
})

it('asks nothing early because somebody thought that it slept', async () => {
  watch.confirmed(key)
  for (let second = 0; second < 9; second += 1) {
    watch.wake()
    await clock.advance(1_000)
  }
  expect(asked).toEqual([2])
})

it('goes by one timer a name, however often it is confirmed', async () => {
  for (let time = 0; time < 50; time += 1) watch.confirmed(key)
  expect(clock.pendingTimers()).toBe(1)
  watch.confirmed(keyOf('cam'))
  expect(clock.pendingTimers()).toBe(2)
  watch.stop()
  expect(clock.pendingTimers()).toBe(0)
})

it.each(['is removed', 'gets another address'])('ends for a name that %s', async (what) => {
  watch.confirmed(key)
  confirmed = what === 'is removed' ? null : '11.22.33.2'
  await clock.advance(60 * MINUTE)
  expect(asked).toEqual([])
  expect(clock.pendingTimers()).toBe(0)
})

it('ends for a name whose check fails by a bug, and says so', async () => {
  check = () => Promise.reject(new Error('a bug'))
  watch.confirmed(key)
  await clock.advance(60 * MINUTE)
  expect(asked).toEqual([2])
  expect(log).toHaveBeenCalledWith('error', expect.any(String), expect.objectContaining({ error: 'Error: a bug' }))
  expect(clock.pendingTimers()).toBe(0)
})

it('asks for four names at once and not for more', async () => {
  let open = 0
  let most = 0
  check = async () => {
    open += 1
    most = Math.max(most, open)
    await new Promise<void>((resolve) => clock.setTimer(100, resolve))
    open -= 1
    return found('holds')
  }
  for (let name = 0; name < 20; name += 1) watch.confirmed(keyOf(`n${name}`))
  await clock.advance(MINUTE)
  expect(note).toHaveBeenCalledTimes(20)
  expect(most).toBe(4)
})

it('does not let the names of an account that hangs keep another account’s waiting', async () => {
  check = (asked) => (asked.account === 'home' ? new Promise(() => {}) : Promise.resolve(found('holds')))
  for (const name of ['a', 'b', 'c', 'd', 'e']) watch.confirmed(keyOf(name))
  const other = { ...key, account: 'other' }
  watch.confirmed(other)
  await clock.advance(2_000)
  expect(note.mock.calls).toEqual([[other, OURS, found('holds')]])
})
