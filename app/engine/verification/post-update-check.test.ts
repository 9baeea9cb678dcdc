import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { FamilyKey, FamilyState } from '../../model/store.ts'
import { createHandClock, type HandClock } from '../../testing/hand-clock.ts'
import { createPostUpdateCheck, type PostUpdateCheck } from './post-update-check.ts'
import type { Verification, Verifier } from './verifier.ts'

const OURS = '11.22.33.1'
const MINUTE = 60_000
const keyOf = (name: string): FamilyKey => ({ account: 'home', hostname: `${name}.example.org`, family: 'ipv4' })
const key = keyOf('nas')

let clock: HandClock
let sleptMs: number
let confirmed: string | null
let check: Verifier['check']
let checkedAt: number[]
let onFound: (key: FamilyKey, address: string, verification: Verification) => Promise<boolean>
let postUpdateCheck: PostUpdateCheck
const note = vi.fn()
const log = vi.fn()

const found = (state: Verification['state']): Verification => ({
  ...{
    state,
    found: [],
    source: 'dns',
    zone: 'example.org',
    servers: [],
    proxied: false,
    isComplete: true,
    correctable: false,
  },
})

/** Resolves when no update is under way. */
let quiet: Promise<void>

beforeEach(() => {
  clock = createHandClock()
  sleptMs = 0
  quiet = Promise.resolve()
  confirmed = OURS
  checkedAt = []
  onFound = async () => true
  check = async () => found('differs')
  note.mockClear()
  log.mockClear()
  const sleepy = { ...clock, sinceBoot: () => clock.sinceBoot() + sleptMs }
  postUpdateCheck = createPostUpdateCheck({
    states: { state: () => ({ confirmed }) as FamilyState },
    verifier: {
      check: (...all) => {
        checkedAt.push(clock.monotonic() / 1_000)
        return check(...all)
      },
    },
    cache: { note },
    onFound: (...all) => onFound(...all),
    clock: sleepy,
    log,
    onChange: () => {},
    whenQuiet: () => quiet,
  })
})

it('checks at growing intervals, then ends without a timer', async () => {
  postUpdateCheck.watch(key, OURS)
  await clock.advance(60 * MINUTE)
  expect(checkedAt).toEqual([2, 10, 60, 300, 1_800])
  expect(clock.pendingTimers()).toBe(0)
})

it('runs the checks that fell due during a sleep at once', async () => {
  postUpdateCheck.watch(key, OURS)
  await clock.advance(MINUTE)
  sleptMs = 10 * 60 * MINUTE
  postUpdateCheck.wake()
  await clock.advance(1_000)
  expect(checkedAt).toEqual([2, 10, 60, 60, 60])
  expect(clock.pendingTimers()).toBe(0)
})

it('checks nothing early when it is woken without a sleep', async () => {
  postUpdateCheck.watch(key, OURS)
  for (let second = 0; second < 9; second += 1) {
    postUpdateCheck.wake()
    await clock.advance(1_000)
  }
  expect(checkedAt).toEqual([2])
})

it('goes on when what was found could not be written down', async () => {
  check = async () => found('holds')
  onFound = () => (checkedAt.length < 3 ? Promise.reject(new Error('database or disk is full')) : Promise.resolve(true))
  postUpdateCheck.watch(key, OURS)
  await clock.advance(60 * MINUTE)
  expect(checkedAt).toEqual([2, 10, 60])
  expect(log).toHaveBeenCalledTimes(2)
})

it('keeps one timer for each record, however often it is confirmed', async () => {
  for (let time = 0; time < 50; time += 1) postUpdateCheck.watch(key, OURS)
  expect(clock.pendingTimers()).toBe(1)
  postUpdateCheck.watch(keyOf('cam'), OURS)
  expect(clock.pendingTimers()).toBe(2)
  postUpdateCheck.stop()
  expect(clock.pendingTimers()).toBe(0)
})

it.each(['is removed', 'gets another address'])('ends when the record %s', async (what) => {
  postUpdateCheck.watch(key, OURS)
  confirmed = what === 'is removed' ? null : '11.22.33.2'
  await clock.advance(60 * MINUTE)
  expect(checkedAt).toEqual([])
  expect(clock.pendingTimers()).toBe(0)
})

it('ends for a record whose check throws, and logs it', async () => {
  check = () => Promise.reject(new Error('a bug'))
  postUpdateCheck.watch(key, OURS)
  await clock.advance(60 * MINUTE)
  expect(checkedAt).toEqual([2])
  expect(log).toHaveBeenCalledWith('error', expect.any(String), expect.objectContaining({ error: 'a bug' }))
  expect(clock.pendingTimers()).toBe(0)
})

it('checks at most four records of an account at once', async () => {
  let running = 0
  let mostAtOnce = 0
  check = async () => {
    running += 1
    mostAtOnce = Math.max(mostAtOnce, running)
    await new Promise<void>((resolve) => clock.setTimer(100, resolve))
    running -= 1
    return found('holds')
  }
  for (let name = 0; name < 20; name += 1) postUpdateCheck.watch(keyOf(`n${name}`), OURS)
  await clock.advance(MINUTE)
  expect(note).toHaveBeenCalledTimes(20)
  expect(mostAtOnce).toBe(4)
})

it('does not delay other accounts when one hangs', async () => {
  check = (checked) => (checked.account === 'home' ? new Promise(() => {}) : Promise.resolve(found('holds')))
  for (const name of ['a', 'b', 'c', 'd', 'e']) postUpdateCheck.watch(keyOf(name), OURS)
  const other = { ...key, account: 'other' }
  postUpdateCheck.watch(other, OURS)
  await clock.advance(2_000)
  expect(note.mock.calls).toEqual([[other, OURS, found('holds')]])
})

describe('while updates are under way', () => {
  let end: () => void

  beforeEach(async () => {
    quiet = new Promise((resolve) => {
      end = resolve
    })
    postUpdateCheck.watch(key, OURS)
    await clock.advance(8_000)
  })

  it('waits', async () => {
    expect(checkedAt).toEqual([])
    end()
    await clock.advance(0)
    expect(checkedAt).toEqual([8])
  })

  it('is dropped when another address is confirmed', async () => {
    confirmed = '11.22.33.2'
    end()
    await clock.advance(60 * MINUTE)
    expect(checkedAt).toEqual([])
    expect(clock.pendingTimers()).toBe(0)
  })
})

it('makes sixteen checks at once at most, however many accounts were updated', async () => {
  let now = 0
  let most = 0
  check = async () => {
    now += 1
    most = Math.max(most, now)
    await new Promise<void>((resolve) => clock.setTimer(100, resolve))
    now -= 1
    return found('holds')
  }
  for (let index = 0; index < 200; index += 1) postUpdateCheck.watch({ ...key, account: `a${index}` }, OURS)
  await clock.advance(10_000)
  expect(most).toBe(16)
  expect(checkedAt).toHaveLength(200)
})
