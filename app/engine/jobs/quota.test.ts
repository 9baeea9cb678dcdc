import { describe, expect, it, vi } from 'vitest'
import { engineScene, MINUTE, SECOND } from '../../testing/engine-scene.ts'
import { confirmed, failed, oneRecord } from '../../testing/engine-world.ts'

const scene = engineScene()
const QUOTA = { requests: 120, perS: 300 }
const hostnames = (count: number) => Array.from({ length: count }, (_, index) => `h${index}.example.org`)
const many = (count: number) => ({
  ...oneRecord,
  records: hostnames(count).map((hostname) => ({ account: 'home', hostname })),
})

/** Most requests within any window of the given length. */
function most(times: readonly number[], windowMs: number): number {
  return Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + windowMs).length))
}

describe('a documented quota', () => {
  it('is never exceeded, and everything is sent in the end', async () => {
    // The practice provider sends one request a call. The estimate before each call is higher, and is kept free.
    await scene.begin({ settings: many(200), info: { batchSize: 1, quota: QUOTA } })
    await scene.world.pass(30 * MINUTE)
    const times = scene.world.sent.map(({ at }) => at)
    expect(times).toHaveLength(200)
    expect(most(times, 300 * SECOND)).toBeLessThanOrEqual(QUOTA.requests)
    expect(most(times, 300 * SECOND)).toBeGreaterThan(QUOTA.requests / 2)
  })

  it('is not bypassed by a restart, whatever the wall clock says then', async () => {
    await scene.begin({ settings: many(90), info: { batchSize: 1, quota: QUOTA } })
    await scene.world.pass(MINUTE)
    const before = scene.world.sent.length
    expect(before).toBeGreaterThan(80)
    vi.setSystemTime(Date.now() - 30 * MINUTE)
    scene.world.address = '11.22.33.2'
    await scene.restart()
    await scene.world.pass(3 * MINUTE)
    expect(before + scene.world.sent.length).toBeLessThanOrEqual(QUOTA.requests)
    await scene.world.pass(20 * MINUTE)
    expect(scene.world.sent.length).toBeGreaterThanOrEqual(90)
  })
})

describe('a return code for one name of several', () => {
  it('holds that name alone', async () => {
    await scene.begin({ settings: many(2) })
    scene.world.answer = (hostname) =>
      hostname.startsWith('h0') ? confirmed : failed('provider', 'dnserr', Date.now() + 30 * MINUTE)
    scene.move('11.22.33.2')
    await scene.world.pass(SECOND)
    scene.world.sent.length = 0
    scene.world.answer = () => confirmed
    scene.move('11.22.33.3')
    await scene.world.pass(10 * MINUTE)
    expect(scene.world.sent.flatMap(({ changes }) => changes.map(({ hostname }) => hostname))).toEqual([
      'h0.example.org',
    ])
    await scene.world.pass(25 * MINUTE)
    expect(scene.world.sent.at(-1)?.changes).toMatchObject([{ hostname: 'h1.example.org', ipv4: '11.22.33.3' }])
  })
})
