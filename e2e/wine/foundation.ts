// What adapters stand on, as Windows tells it: hardware, tunnels, and the stack of interfaces below an adapter.
import { expect, test } from 'vitest'
import { vpnReason } from '../../app/detection/vpn-guard.ts'
import { hasHardware } from '../../app/model/adapter-stack.ts'
import type { Adapter } from '../../native-addon/index.d.cts'
import type { WineLab } from './lab.ts'
import type { WineStage } from './stage.ts'

type Environment = Readonly<Record<string, string>>

const CARD = 93

export function describeFoundation(stage: () => WineStage, lab: () => WineLab): void {
  const list = async (environment: Environment = {}): Promise<Adapter[]> => {
    const end = await stage().runWith(environment, 'list').ended
    expect({ code: end.code, errors: end.errors }).toEqual({ code: 7, errors: '' })
    return end.rows[0] as unknown as Adapter[]
  }
  const uplinkOf = (adapters: readonly Adapter[]): Adapter => {
    const found = adapters.find((one) => one.name === lab().namespace.device)
    if (!found) throw new Error('the uplink is not listed')
    return found
  }
  const indexOfUplink = async (): Promise<number> => uplinkOf(await list()).index
  /** The uplink with other fields in its row, and with another description. */
  const uplinkWith = async (fields: string, description = ''): Promise<Adapter> => {
    const rows = { STANDIN_ROWS: `${await indexOfUplink()}:${fields}` }
    return uplinkOf(await list(description === '' ? rows : { ...rows, STANDIN_DESCRIPTION: description }))
  }

  test.each([
    ['hardware=1 connector=1', '', { isHardware: true, isTunnel: false, kind: 'wired' }],
    ['hardware=1 connector=1 medium=9', '', { isHardware: true, isTunnel: false, kind: 'wireless' }],
    ['hardware=1 connector=1', 'VMware Virtual Ethernet', { isHardware: true, isTunnel: false, kind: 'wired' }],
    ['hardware=1 connector=0', 'Example VPN Adapter', { isHardware: false, isTunnel: false, kind: 'tunnel' }],
    ['hardware=0 connector=1', 'Example Adapter', { isHardware: false, isTunnel: false, kind: 'wired' }],
    ['hardware=0 connector=0', 'VirtualBox Host-Only', { isHardware: false, isTunnel: false, kind: 'virtual' }],
    ['hardware=0 tunnel=1', 'Example Adapter', { isHardware: false, isTunnel: true, kind: 'tunnel' }],
    ['hardware=0 media=15', 'Example Adapter', { isHardware: false, isTunnel: true, kind: 'tunnel' }],
    ['hardware=0 media=19', 'Example Adapter', { isHardware: false, isTunnel: true, kind: 'tunnel' }],
    ['hardware=1 connector=1 media=19', 'Mobile Modem', { isHardware: true, isTunnel: false, kind: 'wired' }],
  ])('an adapter with %s, described as "%s", is what its row says', async (fields, description, expected) => {
    expect(await uplinkWith(fields, description)).toMatchObject(expected)
  })

  test('a virtual switch is followed through filters down to the card that it took', async () => {
    const uplink = await indexOfUplink()
    const adapters = await list({
      STANDIN_ROWS: `${uplink}:hardware=0 connector=0;91:filter=1;92:hardware=0;${CARD}:hardware=1 connector=1`,
      STANDIN_STACK: `${uplink}>91 91>92 92>91 92>${CARD}`,
      STANDIN_DESCRIPTION: 'Hyper-V Virtual Ethernet Adapter',
    })
    const card = adapters.find(({ index }) => index === CARD)
    expect(card).toMatchObject({
      name: `Ethernet ${CARD}`,
      id: expect.stringMatching(/^\{0000005D-/),
      isHardware: true,
      lowerIds: [],
      state: 'up',
      mtu: 1_500,
      addresses: [],
      defaultRoutes: [],
    })
    expect(adapters.filter(({ index }) => index === 91 || index === 92)).toEqual([])
    const top = uplinkOf(adapters)
    expect(top).toMatchObject({ isHardware: false, lowerIds: [card?.id] })
    expect(hasHardware(top, adapters)).toBe(true)
  })

  test('an adapter that stands on nothing says so, and a virtual switch without a stack says that it is unknown', async () => {
    expect((await uplinkWith('hardware=0', 'Example Adapter')).lowerIds).toEqual([])
    expect((await uplinkWith('hardware=0', 'Hyper-V Virtual Ethernet Adapter')).lowerIds).toBeNull()
  })

  test('an adapter without hardware is a VPN beside a card that leads out, and real as the only way out', async () => {
    const adapters = await list({ STANDIN_ROWS: `${await indexOfUplink()}:hardware=0 connector=1` })
    const uplink: Adapter = {
      ...uplinkOf(adapters),
      defaultRoutes: [{ family: 'ipv4', gateway: '11.22.33.1', gatewayPhysicalAddress: null, metric: 1 }],
    }
    const card: Adapter = { ...uplink, id: 'card', name: 'card', isHardware: true }
    expect(vpnReason('ipv4', uplink, uplink, [uplink])).toBeNull()
    expect(vpnReason('ipv4', card, uplink, [uplink, card])?.code).toBe('vpn-carries')
  })

  test('nothing is told of the stack where Windows does not tell, as in Wine itself', async () => {
    for (const adapter of await list({ WINEDLLOVERRIDES: 'iphlpapi=b' })) expect(adapter.lowerIds).toBeNull()
  })
}
