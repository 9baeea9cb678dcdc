import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { HostAnswer } from '../../model/provider.ts'
import type { Hold } from '../../model/store.ts'
import { confirmed, failed } from '../../testing/engine-world.ts'
import {
  CAM,
  createJobScene,
  FIRST,
  type JobScene,
  NAS,
  refused,
  SECOND,
  unavailable,
  update,
} from '../../testing/job-scene.ts'

const seconds = (times: readonly number[]) => times.map((at) => Math.round(at / 1_000))

let scene: JobScene
beforeEach(() => {
  scene = createJobScene()
})
afterEach(() => scene.close())

describe('retries', () => {
  it('follow 1, 2 and 4 seconds apart; then the account is parked, and one try follows each longer wait', async () => {
    scene.answer = () => refused
    await scene.submit(update(FIRST))
    await scene.pass(10_000)
    expect(seconds(scene.sent.map(({ at }) => at))).toEqual([0, 1, 3, 7])
    expect(scene.hold()).toMatchObject({ class: 'parked', attempts: 1, until: scene.clock.now() - 3_000 + 60_000 })
    await scene.pass(60_000)
    await scene.submit(update(FIRST))
    await scene.pass(10_000)
    expect(scene.sent).toHaveLength(5)
    expect(scene.hold()).toMatchObject({ attempts: 2 })
  })

  it('are left out after a parked hold of an earlier process: one try tells enough', async () => {
    scene.answer = () => refused
    await scene.submit(update(FIRST))
    await scene.pass(70_000)
    scene.replaceJob()
    await scene.submit(update(FIRST))
    await scene.pass(10_000)
    expect(scene.sent).toHaveLength(5)
    expect(scene.hold()).toMatchObject({ attempts: 2 })
  })

  it('keep their growing waits until everything pending has come through', async () => {
    scene.info = { batchSize: 1 }
    scene.answer = () => refused
    await scene.submit(update(FIRST), update(FIRST, CAM))
    await scene.pass(70_000)
    // One name comes through, which ends the hold, and the other fails: that is not a first failure.
    scene.answer = (hostname) => (hostname === NAS.hostname ? confirmed : refused)
    await scene.submit(update(FIRST), update(FIRST, CAM))
    await scene.pass(10_000)
    expect(scene.hold()).toMatchObject({ class: 'parked', attempts: 2 })
    await scene.pass(120_000)
    scene.answer = () => confirmed
    await scene.submit(update(FIRST, CAM))
    await scene.pass(0)
    expect(scene.hold()).toBeNull()
    // Everything came through: the next failure is a first one.
    scene.sent.length = 0
    scene.answer = () => refused
    await scene.submit(update(SECOND))
    await scene.pass(10_000)
    expect(scene.sent).toHaveLength(4)
    expect(scene.hold()).toMatchObject({ attempts: 1 })
  })

  it('send the newest address', async () => {
    scene.answer = () => unavailable
    await scene.submit(update(FIRST))
    scene.answer = () => confirmed
    scene.job.pending.add(update(SECOND))
    await scene.pass(2_000)
    expect(scene.sent.map(({ addresses }) => addresses)).toEqual([
      'nas.example.org 11.22.33.1',
      'nas.example.org 11.22.33.2',
    ])
    expect(scene.states.state(NAS)).toMatchObject({ confirmed: SECOND })
  })

  it('end when the user pauses, and leave no hold', async () => {
    scene.answer = () => unavailable
    await scene.submit(update(FIRST))
    scene.isPaused = true
    await scene.pass(10_000)
    expect(scene.sent).toHaveLength(1)
    expect(scene.job.pending.size).toBe(0)
    expect(scene.hold()).toBeNull()
  })
})

describe('a network that is back', () => {
  it('ends the wait between two tries at once, and the series begins again', async () => {
    scene.answer = () => refused
    await scene.submit(update(FIRST))
    await scene.pass(3_500)
    expect(scene.sent).toHaveLength(3)
    scene.job.networkRestored()
    await scene.pass(100)
    expect(scene.sent).toHaveLength(4)
    await scene.pass(10_000)
    expect(seconds(scene.sent.map(({ at }) => at - 3_500)).slice(3)).toEqual([0, 1, 3, 7])
  })

  it('does not end the wait for a provider that was reached and failed', async () => {
    scene.answer = () => unavailable
    await scene.submit(update(FIRST))
    await scene.pass(3_500)
    scene.job.networkRestored()
    await scene.pass(100)
    expect(scene.sent).toHaveLength(3)
  })

  it('repeats no request that is under way', async () => {
    scene.answer = () => refused
    await scene.submit(update(FIRST))
    let finish = (_: HostAnswer) => {}
    scene.answer = () =>
      new Promise((resolve) => {
        finish = resolve
      })
    await scene.pass(1_100)
    expect(scene.sent).toHaveLength(2)
    scene.job.networkRestored()
    await scene.pass(5_000)
    expect(scene.sent).toHaveLength(2)
    finish(confirmed)
    await scene.pass(100)
    expect(scene.sent).toHaveLength(2)
    expect(scene.states.state(NAS)).toMatchObject({ confirmed: FIRST })
  })

  it('closes the breaker', async () => {
    scene.answer = () => refused
    await scene.submit(update(FIRST))
    await scene.pass(70_000)
    await scene.submit(update(FIRST))
    expect(scene.job.breaker).toBe('open')
    scene.job.networkRestored()
    expect(scene.job.breaker).toBe('closed')
  })
})

describe('the breaker', () => {
  /** Five failures in a row: a series of four, and one try after a minute. */
  async function open(): Promise<void> {
    scene.answer = () => unavailable
    await scene.submit(update(FIRST))
    await scene.pass(70_000)
    await scene.submit(update(FIRST))
    expect(scene.sent).toHaveLength(5)
    expect(scene.job.breaker).toBe('open')
  }

  it('sends nothing for a minute, for no trigger, and does not count that as a failure', async () => {
    await open()
    const before = scene.hold()
    scene.states.putHold({ ...(before as Hold), until: scene.clock.now() })
    await scene.pass(20_000)
    await scene.submit(update(SECOND))
    expect(scene.sent).toHaveLength(5)
    expect(scene.job.pending.size).toBe(0)
    expect(scene.hold()).toMatchObject({
      class: 'parked',
      attempts: before?.attempts,
      until: scene.clock.now() + 40_000,
    })
    expect(scene.scheduled.at(-1)).toBe(40_000)
    expect(scene.settled.at(-1)).toMatchObject({ update: { address: SECOND }, failure: { code: 'http-503' } })
  })

  it('holds the account when the user has lifted its hold', async () => {
    await open()
    scene.states.deleteHold('home', null, null)
    await scene.submit(update(FIRST))
    expect(scene.sent).toHaveLength(5)
    expect(scene.hold()).toMatchObject({ class: 'parked', attempts: 1, until: scene.clock.now() + 60_000 })
  })

  it('leaves a stricter hold as it is', async () => {
    await open()
    scene.states.putHold({ ...(scene.hold() as Hold), class: 'blocked', until: null })
    await scene.submit(update(FIRST))
    expect(scene.hold()).toMatchObject({ class: 'blocked', until: null })
  })

  it('lets one request decide after the minute', async () => {
    await open()
    await scene.pass(120_000)
    expect(scene.job.breaker).toBe('half-open')
    scene.answer = () => confirmed
    await scene.submit(update(FIRST))
    expect(scene.sent).toHaveLength(6)
    expect(scene.job.breaker).toBe('closed')
  })
})

describe('a provider that takes fewer names than it documents', () => {
  const names = ['a', 'b', 'c', 'd'].map((name) => update(FIRST, { ...NAS, hostname: `${name}.example.org` }))

  beforeEach(() => {
    scene.answer = (_, { changes }) => (changes.length > 2 ? failed('hostname', 'numhost') : confirmed)
  })

  it('gets each of them alone, now and from then on', async () => {
    await scene.submit(...names)
    await scene.pass(100)
    expect(scene.sent.map(({ addresses }) => addresses.split(', ').length)).toEqual([4, 1, 1, 1, 1])
    expect(scene.hold()).toBeNull()
    expect(scene.job.pending.size).toBe(0)
    scene.sent = []
    // Remembered in the store: another process knows it too.
    scene.replaceJob()
    await scene.submit(...names.map((name) => ({ ...name, address: SECOND })))
    await scene.pass(100)
    expect(scene.sent.map(({ addresses }) => addresses.split(', ').length)).toEqual([1, 1, 1, 1])
  })

  it('gets nothing before its minimum interval is over', async () => {
    scene.info = { minIntervalS: 300 }
    await scene.submit(...names)
    await scene.pass(10_000)
    expect(scene.sent).toHaveLength(1)
    expect(scene.job.pending.size).toBe(0)
    expect(scene.scheduled).toEqual([300_000])
  })
})

describe('a stop', () => {
  it('ends the series and leaves what is under way unsettled', async () => {
    scene.answer = () => new Promise(() => {})
    await scene.submit(update(FIRST))
    scene.job.stop()
    await scene.pass(60_000)
    expect(scene.sent).toHaveLength(1)
    expect(scene.states.state(NAS)?.unsettled).toMatchObject({ address: FIRST })
    await scene.submit(update(SECOND))
    expect(scene.sent).toHaveLength(1)
  })
})
