// What the guards make of NAT, captive portals and content networks, through rounds, restarts and the user's answers.
import { describe, expect, it } from 'vitest'
import { reason } from '../../contract/reason.ts'
import type { HttpResult } from '../../model/ports.ts'
import { commandsOf } from '../../testing/cli-world.ts'
import { MINUTE, SECOND } from '../../testing/engine-scene.ts'
import { oneRecord } from '../../testing/engine-world.ts'
import { explained } from '../../testing/explanation.ts'
import { guardedScene, PUBLIC, reading, seenBy, settingsWith, withoutWan } from '../../testing/guarded-scene.ts'

const { scene, begin, answer, check, snapshotNow, recordNow, rowNow, sentNow } = guardedScene()

/** The router tells this outer address. */
function routerTells(address: string): void {
  scene.world.facts = ({ family }) => (family === 'ipv4' ? { gateways: [reading(address)] } : {})
}

describe('behind the provider’s NAT', () => {
  it.each([
    ['a carrier’s', '100.64.0.10', 'nat-carrier'],
    ['a DS-Lite', '192.0.0.2', 'nat-ds-lite'],
    ['a private', '10.0.0.7', 'nat-double'],
  ])('%s address at the router: the name is published, and needs the user', async (_, outer, code) => {
    await begin()
    routerTells(outer)
    await check()
    expect(sentNow()).toEqual([PUBLIC])
    expect(snapshotNow()).toMatchObject({ overall: 'attention', questions: [{ guard: 'nat', isAsked: true }] })
    expect(recordNow()).toMatchObject({ state: 'attention' })
    expect(rowNow()).toMatchObject({ state: 'confirmed', question: expect.stringContaining(code) })
    expect(explained(scene.world, 'en')).toContain('over IPv4')
  })

  it('asks until the user keeps it, and never again, also not after a restart', async () => {
    await begin()
    routerTells('100.64.0.10')
    await check()
    await scene.restart()
    // Before anything is observed, and after.
    expect(snapshotNow()).toMatchObject({ overall: 'attention', questions: [{ guard: 'nat' }] })
    await check()
    expect(snapshotNow().questions).toHaveLength(1)
    await answer('keep')
    expect(snapshotNow()).toMatchObject({ overall: 'ok', questions: [] })
    expect(rowNow()).toMatchObject({ state: 'confirmed', message: null })
    await scene.restart()
    routerTells('100.64.99.1')
    await check()
    expect(snapshotNow()).toMatchObject({ overall: 'ok', questions: [] })
    expect(sentNow()).toEqual([])
  })

  it('asks again when the situation is another one, or was over meanwhile', async () => {
    await begin()
    routerTells('100.64.0.10')
    await check()
    await answer('keep')
    routerTells('192.168.178.2')
    await check()
    expect(snapshotNow().questions).toMatchObject([{ id: expect.stringContaining('nat-double') }])
    await answer('keep')
    expect(snapshotNow().questions).toEqual([])
    routerTells(PUBLIC)
    await check()
    routerTells('192.168.178.2')
    await check()
    expect(snapshotNow().questions).toHaveLength(1)
  })

  it('asks no more once the name uses IPv6 alone', async () => {
    await begin({ settings: settingsWith({ ipv6: 'off' }) })
    routerTells('100.64.0.10')
    await check()
    expect(recordNow()?.state).toBe('attention')
    const [record] = scene.world.settings.records
    if (record === undefined) throw new Error('there is no record')
    scene.world.observe = async ({ family }) => {
      const address = family === 'ipv6' ? '2a0e:1111::1' : PUBLIC
      return { kind: 'known', address, why: reason('address-chosen', { address }) }
    }
    scene.world.settings = { ...scene.world.settings, records: [{ ...record, ipv4: 'off', ipv6: 'auto' }] }
    scene.world.engine.request('config-change')
    await scene.world.pass(SECOND)
    expect(snapshotNow()).toMatchObject({ overall: 'ok', questions: [] })
  })

  it('says nothing of a record that ignores the guard', async () => {
    await begin({ settings: settingsWith({ guards: { nat: 'ignore' } }) })
    routerTells('100.64.0.10')
    await check()
    expect(snapshotNow()).toMatchObject({ overall: 'ok', questions: [] })
  })

  it('keeps the question open while the router says nothing', async () => {
    await begin()
    routerTells('100.64.0.10')
    await check()
    scene.world.facts = () => ({})
    await check()
    expect(snapshotNow()).toMatchObject({ overall: 'attention', questions: [{ guard: 'nat' }] })
  })

  it('`homeward keep` answers it, and `update` exits for the user before', async () => {
    await begin()
    routerTells('100.64.0.10')
    await check()
    const { control } = commandsOf(scene.world)
    const unknown = await control.keep({ hostname: 'other.example.org', answer: 'keep' })
    expect(unknown).toMatchObject({ ok: false, usage: true })
    const kept = control.keep({ hostname: 'nas.example.org', answer: 'keep' })
    await scene.world.pass(20 * SECOND)
    expect(await kept).toMatchObject({ ok: true, rows: [{ state: 'unchanged', message: null }, {}] })
    expect(await control.keep({ hostname: null, answer: 'keep' })).toMatchObject({ ok: false })
  })

  it('counts a router before the router only once the address was published, and two services see it', async () => {
    await begin()
    const services = [seenBy('a', PUBLIC), seenBy('b', PUBLIC)]
    scene.world.facts = () => ({ gateways: [reading('11.22.33.77')], answers: services })
    await check()
    expect(snapshotNow().questions).toMatchObject([{ id: expect.stringContaining('nat-before') }])
    // The router tells the new address before the services see it, or the other way round.
    scene.world.facts = () => ({ gateways: [reading(PUBLIC)], answers: services })
    await check()
    expect(snapshotNow().questions).toEqual([])
  })
})

describe('behind a router that names no address', () => {
  const say = (gateway: ReturnType<typeof reading>) => {
    scene.world.facts = () => ({ gateways: [gateway], answers: [seenBy('a', PUBLIC)] })
  }

  it('the user is asked once that has lasted, and no more once it names the public one', async () => {
    await begin()
    say(withoutWan())
    await check()
    expect(snapshotNow()).toMatchObject({ overall: 'ok', questions: [] })
    await scene.world.pass(MINUTE)
    await check()
    expect(snapshotNow().questions).toMatchObject([{ id: expect.stringContaining('nat-unnamed') }])
    expect(rowNow()).toMatchObject({ state: 'confirmed', message: expect.stringContaining('no public address') })
    say(reading(PUBLIC))
    await check()
    expect(snapshotNow()).toMatchObject({ overall: 'ok', questions: [] })
  })

  it('a line that is dialled again and again asks nobody', async () => {
    await begin()
    for (let time = 0; time < 5; time += 1) {
      say(withoutWan())
      await check()
      say(reading(PUBLIC))
      await scene.world.pass(MINUTE)
      await check()
      expect(snapshotNow().questions).toEqual([])
    }
  })
})

const OWN: HttpResult = { ok: true, status: 204, headers: {}, body: '' }
const PAGE: HttpResult = { ok: true, status: 302, headers: { location: 'http://login.example/' }, body: '' }
const own = (url: string): HttpResult => {
  if (url.includes('firefox')) return { ...OWN, status: 200, body: 'success\n' }
  return url.includes('gstatic') ? OWN : { ...OWN, status: 200, body: 'Microsoft Connect Test' }
}

describe('a captive portal', () => {
  /** No service can be asked, and the network answers probes like this. */
  function trouble(portal: (url: string) => HttpResult): string[] {
    const probed: string[] = []
    scene.world.portal = (url) => {
      probed.push(url)
      return portal(url)
    }
    scene.world.address = null
    scene.world.facts = () => ({ answers: [seenBy('a', null), seenBy('b', null)] })
    return probed
  }

  it('is not looked for while all is well', async () => {
    await begin()
    const probed: string[] = []
    scene.world.portal = (url) => {
      probed.push(url)
      return own(url)
    }
    scene.world.facts = () => ({ answers: [seenBy('a', PUBLIC)] })
    for (let round = 0; round < 5; round += 1) await check()
    expect(probed).toEqual([])
  })

  it('holds everything until it lets us through, and is asked again every 30 seconds', async () => {
    await begin()
    const probed = trouble(() => PAGE)
    await check()
    expect(rowNow()?.message).toContain('sign-in page')
    await scene.world.pass(10 * MINUTE)
    // The first tries after trouble come sooner.
    expect(probed.length).toBeGreaterThanOrEqual(2 * 20)
    expect(probed.length).toBeLessThan(2 * 30)
    scene.world.address = '11.22.33.9'
    scene.world.facts = () => ({})
    await check()
    expect(sentNow()).toEqual([PUBLIC])
    scene.world.portal = own
    await scene.world.pass(31 * SECOND)
    expect(sentNow()).toEqual([PUBLIC, '11.22.33.9'])
    expect(recordNow()?.state).toBe('ok')
  })

  it.each([
    ['nobody answers', (): HttpResult => ({ ok: false, fault: 'timeout', message: 'timeout', sent: true })],
    ['one operator alone answers wrongly', (url: string) => (url.includes('firefox') ? PAGE : own(url))],
    [
      'one answers wrongly and nobody else at all',
      (url: string): HttpResult =>
        url.includes('firefox') ? PAGE : { ok: false, fault: 'dns', message: 'dns', sent: false },
    ],
  ])('is none where %s', async (_, portal) => {
    await begin()
    trouble(portal)
    await check()
    expect(rowNow()?.message).not.toContain('sign-in page')
    scene.world.address = '11.22.33.9'
    scene.world.facts = () => ({ answers: [seenBy('a', '11.22.33.9')] })
    await check()
    expect(sentNow()).toEqual([PUBLIC, '11.22.33.9'])
  })

  it('is looked for although DNS answers: the portal may answer for every server', async () => {
    await begin()
    const probed = trouble(() => PAGE)
    const lie = { ...seenBy('resolver1.opendns.com', null), source: 'dns' as const, address: '10.0.0.1' }
    scene.world.facts = () => ({ answers: [seenBy('a', null), lie] })
    await check()
    expect(probed.length).toBeGreaterThan(0)
    expect(rowNow()?.message).toContain('sign-in page')
  })

  it('is none any more once a service has answered', async () => {
    await begin()
    trouble(() => PAGE)
    await check()
    scene.world.address = '11.22.33.9'
    scene.world.facts = () => ({ answers: [seenBy('a', '11.22.33.9'), seenBy('b', '11.22.33.9')] })
    await check()
    expect(sentNow()).toEqual([PUBLIC, '11.22.33.9'])
  })

  it.each([
    ['the settings switch the probes off', settingsWith({}, { portal: { probe: false } })],
    ['the record ignores the guard', settingsWith({ guards: { portal: 'ignore' } })],
  ])('is not looked for where %s', async (_, settings) => {
    await begin({ settings })
    const probed = trouble(() => PAGE)
    await check()
    expect(probed).toEqual([])
    expect(rowNow()?.message).not.toContain('sign-in page')
  })

  it('is looked for at the pages of the settings', async () => {
    const operators = [{ url: 'http://one.example/' }, { url: 'http://two.example/', status: 204 }]
    await begin({ settings: settingsWith({}, { portal: { operators } }) })
    const probed = trouble(() => ({ ok: true, status: 204, headers: {}, body: '' }))
    await check()
    expect(probed).toEqual(['http://one.example/', 'http://two.example/'])
    expect(rowNow()?.message).not.toContain('sign-in page')
  })
})

describe('an address of a content network', () => {
  it('is held, and the sentence says so', async () => {
    await begin()
    scene.world.address = '104.16.1.1'
    await check()
    expect(sentNow()).toEqual([PUBLIC])
    expect(rowNow()).toMatchObject({ confirmed: PUBLIC, message: expect.stringContaining('Cloudflare') })
  })

  it('is published where the record ignores the guard, and only there', async () => {
    const records = ['nas', 'cam'].map((label) => ({
      ...{ account: 'home', hostname: `${label}.example.org` },
      ...(label === 'cam' ? { guards: { cdn: 'ignore' } } : {}),
    }))
    await begin({ settings: { ...oneRecord, records } })
    scene.world.sent.length = 0
    scene.world.address = '104.16.1.1'
    await check()
    expect(scene.world.sent.flatMap(({ changes }) => changes)).toMatchObject([
      { hostname: 'cam.example.org', ipv4: '104.16.1.1' },
    ])
  })
})
