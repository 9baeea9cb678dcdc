// Tests what only the Windows backend has: IP Helper's fields, buffer and registrations.
import { linkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Adapter, Neighbour } from '../../native-addon/index.d.cts'
import type { WineLab } from './lab.ts'
import type { WineStage } from './stage.ts'

type Environment = Readonly<Record<string, string>>

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

export function describeIpHelper(stage: () => WineStage, lab: () => WineLab): void {
  const probe = async (environment: Environment, scenario: string, argument?: string | number) => {
    const end = await stage().runWith(environment, scenario, argument).ended
    expect({ code: end.code, errors: end.errors }).toEqual({ code: 7, errors: '' })
    return end.rows
  }
  const list = async (environment: Environment = {}): Promise<Adapter[]> =>
    (await probe(environment, 'list'))[0] as unknown as Adapter[]
  const uplink = async (environment?: Environment): Promise<Adapter> => {
    const found = (await list(environment)).find((one) => one.name === lab().namespace.device)
    if (!found) throw new Error('the uplink is not listed')
    return found
  }

  test('an adapter has its GUID, LUID, index, hardware address and real addresses', async () => {
    const { device, ip } = lab().namespace
    await ip('addr', 'replace', '11.22.33.5/24', 'dev', device)
    await ip('addr', 'replace', '2a0e:1111::5/64', 'dev', device, 'nodad')
    const [link] = JSON.parse(await ip('-j', 'link', 'show', 'dev', device)) as { address: string; mtu: number }[]
    const found = await uplink()
    expect(found.id).toMatch(/^\{[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}\}$/)
    expect(BigInt(found.luid ?? 0)).toBeGreaterThan(BigInt(Number.MAX_SAFE_INTEGER) / 10n)
    expect(found.index).toBeGreaterThan(0)
    expect(found).toMatchObject({ physicalAddress: link?.address, mtu: link?.mtu, kind: 'wired', state: 'up' })
    expect(found.addresses.map((one) => [one.family, one.address, one.prefixLength])).toEqual(
      expect.arrayContaining([
        ['ipv4', '11.22.33.5', 24],
        ['ipv6', '2a0e:1111::5', 64],
      ]),
    )
    expect((await list()).find((one) => one.kind === 'loopback')?.physicalAddress).toBeNull()
  })

  test('metrics, origins, detection states, lifetimes, suffix and network profile come through', async () => {
    const fields = 'ipv4Metric=25 ipv6Metric=35 dad=3 prefixOrigin=4 suffixOrigin=5 valid=3600 preferred=0'
    const found = await uplink({ STANDIN_FIXTURE: `${fields} dnsSuffix=1 profile=0xa1b2c3d4` })
    expect(found).toMatchObject({
      ipv4Metric: 25,
      ipv6Metric: 35,
      dnsSuffix: '家.example',
      networkProfileId: expect.stringMatching(/^\{A1B2C3D4-/),
    })
    const addresses = Object.fromEntries(found.addresses.map((one) => [one.address, one]))
    expect(addresses['2a0e:1111::5']).toMatchObject({
      dadState: 'deprecated',
      prefixOrigin: 'router-advertisement',
      suffixOrigin: 'random',
      temporary: true,
      validLifetimeS: 3600,
      preferredLifetimeS: 0,
    })
    expect(addresses['11.22.33.5']?.temporary).toBe(false)
  })

  test.each([
    ['dad=0', { dadState: 'invalid' }],
    ['dad=1', { dadState: 'tentative' }],
    ['dad=2', { dadState: 'duplicate' }],
    ['dad=4', { dadState: 'preferred' }],
    ['prefixOrigin=1 suffixOrigin=1', { prefixOrigin: 'manual', suffixOrigin: 'manual', temporary: false }],
    ['prefixOrigin=2 suffixOrigin=4', { prefixOrigin: 'well-known', suffixOrigin: 'link-layer-address' }],
    ['prefixOrigin=3 suffixOrigin=3', { prefixOrigin: 'dhcp', suffixOrigin: 'dhcp' }],
    ['prefixOrigin=16 suffixOrigin=16', { prefixOrigin: 'other', suffixOrigin: 'other' }],
    ['valid=0xffffffff preferred=0xffffffff', { validLifetimeS: null, preferredLifetimeS: null }],
  ])('an address with %s is read as such', async (fixture, expected) => {
    const found = await uplink({ STANDIN_FIXTURE: fixture })
    expect(found.addresses.find((one) => one.address === '2a0e:1111::5')).toMatchObject(expected)
  })

  test.each([
    ['ifType=71', { kind: 'wireless' }],
    ['ifType=23', { kind: 'ppp' }],
    ['ifType=131', { kind: 'tunnel' }],
    ['ifType=53', { kind: 'virtual' }],
    ['ifType=243', { kind: 'wireless' }],
    ['ifType=1', { kind: 'other' }],
    ['operStatus=2', { state: 'down' }],
    ['operStatus=5', { state: 'dormant' }],
    ['operStatus=6', { state: 'not-present' }],
    ['operStatus=7', { state: 'lower-layer-down' }],
    ['mtu=0xffffffff', { mtu: null }],
  ])('an adapter with %s is read as such', async (fixture, expected) => {
    expect(await uplink({ STANDIN_FIXTURE: fixture })).toMatchObject(expected)
  })

  test('default routes carry the sum of route and interface metric, the gateway and its hardware address', async () => {
    const { device, ip } = lab().namespace
    await ip('route', 'replace', 'default', 'via', '11.22.33.1', 'dev', device, 'metric', '8')
    await ip('neigh', 'replace', '11.22.33.1', 'lladdr', '02:00:00:00:00:01', 'dev', device)
    const found = await uplink({ STANDIN_FIXTURE: 'ipv4Metric=25' })
    expect(found.defaultRoutes).toEqual([
      { family: 'ipv4', gateway: '11.22.33.1', gatewayPhysicalAddress: '02:00:00:00:00:01', metric: 33 },
    ])
    // The worst metrics of interface and route together do not fit into 32 bits.
    const worst = await uplink({ STANDIN_FIXTURE: 'ipv4Metric=0xffffffff' })
    expect(worst.defaultRoutes[0]?.metric).toBe(0xffffffff + 8)
  })

  test('the best route to a public address names the adapter by the same GUID', async () => {
    const route = async (to: string) => (await probe({}, 'route', to))[0]
    const own = await uplink()
    const through = { adapterId: own.id, adapterIndex: own.index }
    expect(await route('11.22.44.9')).toMatchObject({ ...through, nextHop: '11.22.33.1' })
    expect(await route('11.22.33.77')).toMatchObject({ ...through, nextHop: null })
    expect(own.addresses.map((one) => one.address)).toContain((await route('11.22.44.9'))?.sourceAddress)
    await lab().namespace.ip('-6', 'route', 'flush', 'default')
    expect(await route('2000::1')).toBeNull()
  })

  test('neighbours of both families come with the adapter’s GUID, their hardware address and their state', async () => {
    const { device, ip } = lab().namespace
    await ip('neigh', 'replace', '11.22.33.1', 'lladdr', '02:00:00:00:00:01', 'dev', device)
    const own = await uplink()
    const rows = [
      '- 0',
      '- 1',
      '0200000000a2 2',
      '0200000000a3 3',
      '0200000000a4 4',
      '0200000000a5 5',
      '0200000000a6 6',
    ]
    const fixture = rows.map((row, state) => `${own.index} 2a0e:1111::a${state} ${row}`).join(';')
    const found = (await probe({ STANDIN_NEIGHBOURS: fixture }, 'neighbours'))[0] as unknown as Neighbour[]
    expect(found.filter(({ family }) => family === 'ipv6')).toEqual(
      ['failed', 'incomplete', 'probe', 'delay', 'stale', 'reachable', 'permanent'].map((state, index) => ({
        adapterId: own.id,
        family: 'ipv6',
        address: `2a0e:1111::a${index}`,
        physicalAddress: index < 2 ? null : `02:00:00:00:00:a${index}`,
        state,
      })),
    )
    expect(found).toContainEqual(
      expect.objectContaining({
        ...{ adapterId: own.id, family: 'ipv4', address: '11.22.33.1', physicalAddress: '02:00:00:00:00:01' },
      }),
    )
  })

  test('neighbours that Windows refuses to tell are an error, and the adapters are listed all the same', async () => {
    const end = await stage().runWith({ STANDIN_NO_NEIGHBOURS: '5' }, 'neighbours').ended
    expect(end.code).toBe(1)
    expect(end.rows[0]?.failed).toMatch(/GetIpNetTable2 failed: .*\(5\)/)
    expect((await list({ STANDIN_NO_NEIGHBOURS: '5' })).length).toBeGreaterThan(1)
  })

  test('a table that grows while it is read is read again, up to five times', async () => {
    expect((await list({ STANDIN_OVERFLOWS: '4' })).length).toBeGreaterThan(1)
    const end = await stage().runWith({ STANDIN_OVERFLOWS: '5' }, 'list').ended
    expect(end.code).toBe(1)
    expect(end.rows[0]?.failed).toMatch(/GetAdaptersAddresses failed: .*\(111\)/)
  })

  test('no adapter at all is an empty list', async () => {
    expect(await list({ STANDIN_NO_DATA: '1' })).toEqual([])
  })

  test('a row that is too short is left out', async () => {
    expect(await list({ STANDIN_FIXTURE: 'length=144' })).toEqual([])
  })

  test('the addon loads in a program that is not called node.exe, as in the desktop app', async () => {
    linkSync(join(lab().folder, 'node.exe'), join(lab().folder, 'Homeward.exe'))
    const end = await stage().runIn('Homeward.exe', 'list').ended
    expect({ code: end.code, errors: end.errors }).toEqual({ code: 7, errors: '' })
    expect(end.rows[0]).toEqual(expect.arrayContaining([expect.objectContaining({ kind: 'loopback' })]))
  })

  test.each([
    ['address', '5', ['addr', 'add', '11.22.33.8/32', 'dev', 'uplink0']],
    ['route', '3', ['route', 'replace', '11.22.55.0/24', 'dev', 'uplink0']],
    ['link', '6', ['link', 'set', 'uplink0', 'mtu', '1400']],
  ])('a change of kind %s is notified on its own', async (kind, deaf, change) => {
    const watching = stage().runWith({ STANDIN_DEAF: deaf }, 'watch', 2_500)
    await watching.until((row) => row.ready === true)
    await pause(500)
    const started = Date.now()
    await lab().namespace.ip(...change)
    const row = await watching.until((one) => Number(one.at) >= started)
    expect(row).toMatchObject({ link: false, address: false, route: false, lost: false, [kind]: true })
    expect(Number(row.at) - started).toBeLessThan(1_000)
    expect((await watching.ended).code).toBe(7)
  })

  test('a registration that fails is tried again, and its success counts as a change', async () => {
    const watching = stage().runWith({ STANDIN_REFUSE: '1' }, 'watch', 2_500)
    expect((await watching.until((row) => row.ready === true)).notifications).toBe(false)
    expect(await watching.until((row) => row.at !== undefined)).toMatchObject({ lost: true })
    const end = await watching.ended
    expect(end.rows.find((row) => row.notifications === true)).toBeDefined()
    expect({ code: end.code, errors: end.errors }).toEqual({ code: 7, errors: '' })
  })

  test('a second registration that fails cancels the first', async () => {
    // The first try registers for addresses only. If it were not cancelled, the storm would call a freed listener.
    const rows = await probe({ STANDIN_REFUSE_NTH: '2', STANDIN_STORM: '1' }, 'watch', 2_500)
    expect(rows[0]?.notifications).toBe(false)
    expect(rows.find((row) => row.lost === true)).toBeDefined()
  })

  test('success without a handle, as Wine itself answers, counts as no notifications', async () => {
    const rows = await probe({ WINEDLLOVERRIDES: 'iphlpapi=b' }, 'watch', 1_000)
    expect(rows.filter((row) => row.notifications !== undefined)).toEqual([
      { ready: true, notifications: false },
      { notifications: false },
    ])
  })
}
