import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Failure } from '../../contract/failure.ts'
import { confirmed } from '../../testing/engine-world.ts'
import {
  CAM,
  createJobScene,
  FIRST,
  inDoubt,
  type JobScene,
  NAS,
  SECOND,
  unavailable,
  update,
} from '../../testing/job-scene.ts'

const BADAUTH = { kind: 'credentials', code: 'badauth', detail: null, retryAt: null } as Failure

let scene: JobScene
beforeEach(() => {
  scene = createJobScene()
})
afterEach(() => scene.close())

describe('before anything is sent', () => {
  /** Nobody knows whether FIRST was applied. */
  async function leaveInDoubt(): Promise<void> {
    scene.answer = () => inDoubt
    await scene.submit(update(FIRST))
    scene.job.stop()
    scene.replaceJob()
    expect(scene.states.state(NAS)?.unsettled).toMatchObject({ address: FIRST })
    scene.answer = () => confirmed
    Object.assign(scene, { sent: [], settled: [], checks: 0 })
  }

  it('a name in doubt is checked once, and not sent when the address was applied', async () => {
    await leaveInDoubt()
    scene.check = async () => ({ state: 'holds', source: 'provider' })
    await scene.submit(update(FIRST))
    expect(scene.checks).toBe(1)
    expect(scene.sent).toHaveLength(0)
    expect(scene.settled).toMatchObject([{ failure: null }])
    expect(scene.states.state(NAS)).toMatchObject({ confirmed: FIRST, unsettled: null })
  })

  it('a name in doubt is checked once, although a round hands over the same address during the check', async () => {
    await leaveInDoubt()
    let finish = () => {}
    scene.check = () =>
      new Promise((resolve) => {
        finish = () => resolve({ state: 'differs', source: 'provider' })
      })
    await scene.submit(update(FIRST))
    scene.job.pending.add(update(FIRST, NAS, { roundId: 2 }))
    await scene.pass(200)
    finish()
    await scene.pass(0)
    expect(scene.checks).toBe(1)
    expect(scene.sent).toHaveLength(1)
  })

  it('a name that came into doubt while the job waited for a slot is checked first', async () => {
    await leaveInDoubt()
    for (const other of ['a', 'b', 'c', 'd']) {
      void scene.limiter.run(
        { account: other, host: 'host', priority: 'update' },
        () => new Promise((resolve) => void scene.clock.setTimer(500, () => resolve(null))),
      )
    }
    await scene.submit(update(FIRST, CAM))
    expect(scene.checks).toBe(0)
    scene.check = async () => ({ state: 'holds', source: 'provider' })
    scene.job.pending.add(update(FIRST))
    await scene.pass(1_000)
    expect(scene.checks).toBe(1)
    expect(scene.sent.map(({ addresses }) => addresses)).toEqual(['cam.example.org 11.22.33.1'])
  })

  it('secrets are read again when the wait for a slot was long: an old password is not sent', async () => {
    for (const other of ['a', 'b', 'c', 'd'])
      void scene.limiter.run({ account: other, host: 'host', priority: 'update' }, () => new Promise(() => {}))
    await scene.submit(update(FIRST))
    scene.resolved = async () => scene.account('edited')
    await scene.pass(3_000)
    expect(scene.sent).toMatchObject([{ password: 'edited' }])
  })

  it('a hold that came from a query while the job waited stops it', async () => {
    scene.answer = () => unavailable
    await scene.submit(update(FIRST))
    scene.job.pending.add(update(FIRST, CAM))
    const owner = { account: 'home', hostname: null, family: null, fingerprint: 'mark' }
    scene.states.putHold({
      ...owner,
      class: 'needs-user',
      failure: BADAUTH,
      since: scene.clock.now(),
      until: null,
      attempts: 1,
    })
    await scene.pass(10_000)
    expect(scene.sent).toHaveLength(1)
    expect(scene.hold()).toMatchObject({ class: 'needs-user' })
  })

  it('an account that is gone from the settings drops its updates and gets no hold', async () => {
    const failure = { kind: 'account', code: 'unknown-account', detail: 'home', retryAt: null } as const
    scene.resolved = async () => ({ ok: false, failure, fingerprint: '' })
    await scene.submit(update(FIRST))
    expect(scene.job.pending.size).toBe(0)
    expect(scene.hold()).toBeNull()
  })

  it('an account whose secret could not be read does not count as failing: it gets the slot beside three that retry', async () => {
    const failure = { kind: 'credentials', code: 'secret-unreadable', detail: 'locked', retryAt: null } as const
    scene.resolved = async () => ({ ok: false, failure, fingerprint: 'mark' })
    await scene.submit(update(FIRST))
    expect(scene.hold()).toMatchObject({ class: 'parked', failure })
    scene.resolved = async () => scene.account('hunter2')
    for (const other of ['a', 'b', 'c'])
      void scene.limiter.run({ account: other, host: 'host', priority: 'retry' }, () => new Promise(() => {}))
    scene.states.deleteHold('home', null, null)
    await scene.submit(update(SECOND))
    expect(scene.sent).toMatchObject([{ addresses: 'nas.example.org 11.22.33.2' }])
  })

  it('an account whose secret is missing is held', async () => {
    const failure = { kind: 'credentials', code: 'secret-missing', detail: 'password', retryAt: null } as const
    scene.resolved = async () => ({ ok: false, failure, fingerprint: 'mark' })
    await scene.submit(update(FIRST))
    expect(scene.sent).toHaveLength(0)
    expect(scene.hold()).toMatchObject({ class: 'needs-user', failure })
    expect(scene.settled).toMatchObject([{ failure }])
  })
})
