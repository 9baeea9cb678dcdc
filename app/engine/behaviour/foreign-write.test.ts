// What somebody else does to the zone of a server that nobody knows says nothing about how that server reads requests: one
// name's trouble must not cost the other names their IPv6 address, nor the account its updates.
import { describe, expect, it, vi } from 'vitest'
import { dialectScene, NAS, V4, V6 } from '../../testing/dialect-scene.ts'
import { familiesHeld } from '../../testing/dialect-server.ts'
import { HOUR, MINUTE, SECOND } from '../../testing/engine-scene.ts'

const scene = dialectScene()
const { begin, pass, move, holds } = scene
const CAM = 'cam.example.org'
const names = [NAS, CAM, 'tv.example.org']
const others = names.filter((name) => name !== CAM)

/** The claims are not compared while the zone differs from them: that is drift, which takes hours to be found. */
const passWithDrift = (ms: number) => scene.world.pass(ms)

async function moveWithDrift(): Promise<void> {
  scene.world.observe = async ({ family }) => {
    const address = family === 'ipv4' ? V4[1] : V6[1]
    return { kind: 'known', address, why: { code: 'address-chosen', params: { address } } }
  }
  scene.world.engine.request('poll')
  await passWithDrift(HOUR)
}

describe('a name that the server has no more', () => {
  it.each(['list', 'single', 'refusing:myipv6'] as const)('costs no other name anything (%s)', async (addresses) => {
    const existing = [...names]
    await begin({ addresses, echoes: true, hostnames: existing }, { hostnames: names })
    await pass(10 * MINUTE)
    const learnt = scene.world.engine.learnt('home')
    existing.splice(1, 1)
    scene.server.zone.delete(CAM)
    await passWithDrift(10 * HOUR)
    expect(scene.world.engine.learnt('home')).toEqual(learnt)
    await moveWithDrift()
    for (const name of others) expect(familiesHeld(scene.server, name), name).toEqual([V4[1], V6[1]])
    expect(new Set(holds().map(([hostname]) => hostname))).toEqual(new Set([CAM]))
  })

  it('is asked for once when a form is tried with it, and the trial ends', async () => {
    const existing = [...names]
    await begin({ addresses: 'list', echoes: true, hostnames: existing }, { hostnames: names })
    await pass(10 * MINUTE)
    existing.splice(1, 1)
    scene.server.zone.set(CAM, { ipv4: V4[0] })
    await passWithDrift(10 * HOUR)
    expect(scene.server.queries.filter((query) => query.includes(CAM))).toHaveLength(3)
    expect(scene.world.engine.learnt('home')).toMatchObject({ trial: null, failed: [], oneFamily: false })
    await moveWithDrift()
    for (const name of others) expect(familiesHeld(scene.server, name), name).toEqual([V4[1], V6[1]])
  })
})

describe('an address that somebody else wrote, long after the last request', () => {
  it.each([
    ['list', { ipv4: V4[0], ipv6: '2a0e:1111::99' }],
    ['single', { ipv4: V4[0] }],
    ['single', { ipv4: '11.22.44.99', ipv6: '2a0e:1111::99' }],
    ['refusing:myipv6', { ipv4: V4[0], ipv6: '2a0e:1111::99' }],
    ['refusing:myipv6', { ipv4: V4[0] }],
  ] as const)('is drift, and teaches nothing (%s, %j)', async (addresses, written) => {
    await begin({ addresses, echoes: true }, { hostnames: names })
    await pass(40 * MINUTE)
    const learnt = scene.world.engine.learnt('home')
    const before = scene.server.queries.length
    scene.server.zone.set(CAM, { ...written })
    await passWithDrift(10 * HOUR)
    expect(scene.server.queries).toHaveLength(before)
    expect(scene.world.engine.learnt('home')).toEqual(learnt)
    await moveWithDrift()
    for (const name of names) expect(familiesHeld(scene.server, name), name).toEqual([V4[1], V6[1]])
    expect(holds()).toEqual([])
  })
})

it('an address that somebody else wrote stays beside an update of the other family, while its own family waits for the user', async () => {
  const dialect = { addresses: 'separate:myip6', unnamedFamily: 'removed' } as const
  await begin({ addresses: 'replacing:myip6' }, { account: { dialect } })
  await pass(10 * MINUTE)
  scene.server.failNext.push('nohost')
  await move({ ipv4: V4[1] })
  await pass(MINUTE)
  expect(holds()).toEqual([[NAS, 'ipv4', 'needs-user', 'nohost']])
  scene.server.zone.set(NAS, { ipv4: '11.22.44.50', ipv6: V6[0] })
  await moveWithDrift()
  expect(familiesHeld(scene.server, NAS)).toEqual(['11.22.44.50', V6[1]])
})

it('an address stays that was sent just before its family was switched off, although the zone does not show it yet', async () => {
  const dialect = { addresses: 'separate:myip6', unnamedFamily: 'removed' } as const
  await begin({ addresses: 'replacing:myip6' }, { account: { dialect }, families: ['ipv6'] })
  await pass(SECOND)
  scene.world.zone = () => [[]]
  const records = scene.world.settings.records.map((record) => ({ ...record, ipv4: 'auto', ipv6: 'off' }) as const)
  scene.world.settings = { ...scene.world.settings, records }
  scene.world.engine.request('config-change')
  await passWithDrift(10 * SECOND)
  expect(familiesHeld(scene.server, NAS)).toEqual([V4[0], V6[0]])
})

it('a clock that is set back after a server’s form was learnt makes nothing be sent twice', async () => {
  await begin({ addresses: 'list-only' })
  await pass(2 * HOUR)
  expect(scene.world.engine.learnt('home')).toMatchObject({ oneFamily: true })
  vi.setSystemTime(Date.now() - 8 * HOUR)
  await pass(10 * SECOND)
  const before = scene.server.queries.length
  const { zone } = scene.world
  // The zone lags behind.
  scene.world.zone = (hostname, family) => (family === 'ipv4' ? [[V4[0]]] : zone(hostname, family))
  await move({ ipv4: V4[1] })
  await passWithDrift(3 * MINUTE)
  expect(scene.server.queries).toHaveLength(before + 1)
})
