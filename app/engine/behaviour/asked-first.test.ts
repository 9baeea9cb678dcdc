// A query may end in a hold of the account. The hold then also stops the update that the query was made for.

import { describe, expect, it } from 'vitest'
import { providerCode } from '../../contract/failure-codes.ts'
import type { ReadBack } from '../../model/provider.ts'
import { engineScene, HOUR, KEY, MINUTE, SECOND } from '../../testing/engine-scene.ts'
import { confirmed, failed, oneRecord } from '../../testing/engine-world.ts'

const scene = engineScene()
const refused = (kind: 'throttled' | 'blocked', retryAt: number | null): ReadBack => ({
  ok: false,
  failure: { kind, code: kind === 'throttled' ? 'http-429' : providerCode('abuse'), detail: null, retryAt },
})

/** An update is interrupted, and the provider refuses the query that follows. */
async function cutOff(answer: () => ReadBack): Promise<void> {
  await scene.begin({ info: { canReadBack: true } })
  scene.world.readBack = async () => answer()
  scene.world.answer = () => failed('network', 'timeout')
  scene.move('11.22.33.2')
  await scene.world.pass(800)
  scene.world.answer = () => confirmed
  scene.world.sent.length = 0
}

describe('a provider that refuses a query', () => {
  it('gets no request before the time it names', async () => {
    await cutOff(() => refused('throttled', Date.now() + HOUR))
    await scene.world.pass(59 * MINUTE)
    expect(scene.world.sent).toHaveLength(0)
    scene.world.readBack = async () => ({ ok: true, ipv4: ['11.22.33.1'], ipv6: [], proxied: false })
    await scene.world.pass(3 * MINUTE)
    expect(scene.world.sent).toHaveLength(1)
  })

  it('because of a block gets no request until the user lifts the hold', async () => {
    await cutOff(() => refused('blocked', null))
    await scene.world.pass(24 * HOUR)
    expect(scene.world.sent).toHaveLength(0)
    expect(scene.world.engine.states.holdOn(KEY)).toMatchObject({ class: 'blocked' })
  })
})

describe('a hold that comes while a job waits for its next try', () => {
  it('ends the job, and is not replaced by a less severe one', async () => {
    await scene.begin()
    scene.world.answer = () => failed('network', 'refused')
    scene.move('11.22.33.2')
    await scene.world.pass(600)
    const blocked = { kind: 'blocked', code: providerCode('abuse'), detail: null, retryAt: null } as const
    scene.world.engine.states.putHold({
      ...{ account: 'home', hostname: null, family: null, class: 'blocked', failure: blocked },
      ...{ since: Date.now(), until: null, attempts: 1, fingerprint: '' },
    })
    const before = scene.world.sent.length
    await scene.world.pass(HOUR)
    expect(scene.world.sent).toHaveLength(before)
    expect(scene.world.engine.states.accountHold('home')).toMatchObject({ class: 'blocked' })
  })
})

describe('during the wait for the next try', () => {
  it('a record that is removed is not sent', async () => {
    const records = [...oneRecord.records, { account: 'home', hostname: 'cam.example.org' }]
    await scene.begin({ settings: { ...oneRecord, records } })
    scene.world.answer = () => failed('network', 'refused')
    scene.move('11.22.33.2')
    await scene.world.pass(600)
    scene.world.answer = () => confirmed
    scene.world.sent.length = 0
    scene.world.settings = { ...scene.world.settings, records: scene.world.settings.records.slice(1) }
    await scene.world.pass(3 * SECOND)
    expect(scene.world.sent.flatMap(({ changes }) => changes.map(({ hostname }) => hostname))).toEqual([
      'cam.example.org',
    ])
  })

  it('an account that is removed leaves no hold behind', async () => {
    await scene.begin()
    scene.world.answer = () => failed('network', 'refused')
    scene.move('11.22.33.2')
    await scene.world.pass(600)
    scene.world.settings = { ...scene.world.settings, accounts: [], records: [] }
    await scene.world.pass(3 * SECOND)
    scene.world.engine.request('config-change')
    await scene.world.pass(MINUTE)
    expect(scene.world.engine.states.holds()).toEqual([])
  })
})

describe('a try that has to check an update which came while it waited for a slot', () => {
  it('is still the same try, followed by the next longer wait', async () => {
    const records = [...oneRecord.records, { account: 'home', hostname: 'cam.example.org' }]
    await scene.begin({ settings: { ...oneRecord, records }, info: { canReadBack: true } })
    const { world } = scene
    let questionMs = 0
    world.readBack = () => {
      const answer: ReadBack = { ok: true, ipv4: [world.address ?? ''], ipv6: [], proxied: false }
      return new Promise((resolve) => setTimeout(() => resolve(answer), questionMs))
    }
    world.answer = (hostname) =>
      hostname.startsWith('cam') ? failed('unrecognised', 'other-address') : { kind: 'confirmed', changed: true }
    scene.move('11.22.33.2')
    await world.pass(SECOND)
    const until = world.engine.states.familyHold({ ...KEY, hostname: 'cam.example.org' })?.until ?? 0
    world.answer = () => failed('network', 'refused')

    await world.pass(until - Date.now() - 1_800)
    world.sent.length = 0
    scene.move('11.22.33.3')
    // The first try has failed. A long query takes the account's slot before the second try, and a poll then finds that
    // the other name's hold has expired.
    await world.pass(1_300)
    questionMs = 2_000
    const [record] = world.settings.records
    if (record !== undefined) void world.engine.propagation(record, false)
    await world.pass(700)
    world.engine.request('poll')
    await world.pass(300)
    expect(world.sent).toHaveLength(1)
    expect(world.engine.jobs.isPending({ ...KEY, hostname: 'cam.example.org' })).toBe(true)
    await world.pass(30 * SECOND)
    const [first = 0, ...others] = world.sent.map(({ at }) => at)
    expect(others.map((at) => at - first)).toEqual([2_800, 4_800, 8_800])
  })
})

describe('two resumes while a reply is slow', () => {
  it('make one retry series, and report one change once', async () => {
    await scene.begin({ info: { canReadBack: true } })
    scene.world.answer = () => failed('network', 'timeout')
    scene.move('11.22.33.2')
    await scene.world.pass(800)
    scene.world.answer = () => confirmed
    scene.world.readBack = () =>
      new Promise((resolve) =>
        setTimeout(() => resolve({ ok: true, ipv4: ['11.22.33.2'], ipv6: [], proxied: false }), 2 * SECOND),
      )
    scene.world.news.length = 0
    const before = scene.world.sent.length
    await scene.world.pass(SECOND)
    scene.world.engine.request('resume')
    await scene.world.pass(100)
    scene.world.engine.request('resume')
    await scene.world.pass(MINUTE)
    expect(scene.world.news.filter(({ failure }) => failure === null)).toHaveLength(1)
    expect(scene.world.sent).toHaveLength(before)
  })
})
