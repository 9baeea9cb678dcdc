// Listens to what gateways announce to all hosts: NAT-PMP's and PCP's announcements on UDP 5350. One socket for all of them. A
// port that cannot be had costs nothing but the announcements.
import type { Gateway } from '../../../model/gateway.ts'
import type { DatagramSocket } from '../../../model/lan.ts'
import type { GatewayPorts } from './gateway-ports.ts'
import { type EpochReading, natPmpStateLost, pcpStateLost } from './wire/epoch.ts'
import { ANNOUNCEMENT_GROUP, ANNOUNCEMENT_PORT, GATEWAY_PORT, readNatPmp } from './wire/nat-pmp.ts'
import { readPcpAnnouncement } from './wire/pcp.ts'

export interface Announcements {
  /** Listens for these gateways, or to nobody when there are none. */
  listenFor(gateways: readonly Gateway[]): void
  close(): void
}

export interface AnnouncementsOptions extends Pick<GatewayPorts, 'lan' | 'clock' | 'log'> {
  /** @param stateLost the gateway started again, or lost what it knew */
  readonly onAnnouncement: (address: string, stateLost: boolean) => void
}

type Protocol = 'nat-pmp' | 'pcp'

export function createAnnouncements({ lan, clock, log, onAnnouncement }: AnnouncementsOptions): Announcements {
  let socket: DatagramSocket | null = null
  let addresses: readonly string[] = []
  /** What it listens for, or is about to. */
  let wanted = ''
  const epochs = new Map<string, EpochReading>()

  /** By gateway and protocol: the two may count apart. */
  function isStateLost(address: string, protocol: Protocol, epochS: number): boolean {
    const key = `${address} ${protocol}`
    const now = { epochS, atMs: clock.monotonic() }
    const before = epochs.get(key)
    epochs.set(key, now)
    if (before === undefined) return false
    return protocol === 'pcp' ? pcpStateLost(before, now) : natPmpStateLost(before, now)
  }

  function receive(bytes: Uint8Array, from: string, port: number): void {
    // Anybody can send to the group: only a gateway that is asked anyway counts.
    if (port !== GATEWAY_PORT || !addresses.includes(from)) return
    const pcp = readPcpAnnouncement(bytes)
    const natPmp = pcp === null ? readNatPmp(bytes) : null
    if (pcp !== null) onAnnouncement(from, isStateLost(from, 'pcp', pcp.epochS))
    else if (natPmp !== null && natPmp.kind !== 'refused')
      onAnnouncement(from, isStateLost(from, 'nat-pmp', natPmp.epochS))
  }

  function close(): void {
    socket?.close()
    socket = null
    addresses = []
    wanted = ''
    epochs.clear()
  }

  async function open(gateways: readonly Gateway[], key: string): Promise<void> {
    const localAddresses = [...new Set(gateways.map(({ localAddress }) => localAddress))]
    const opened = await lan.openDatagrams({
      localAddress: '0.0.0.0',
      port: ANNOUNCEMENT_PORT,
      shared: true,
      join: { group: ANNOUNCEMENT_GROUP, localAddresses },
      onDatagram: ({ bytes, from, port }) => receive(bytes, from, port),
      onError: () => {},
    })
    if (wanted !== key) {
      opened?.close()
      return
    }
    socket = opened
    // The next call tries again.
    if (opened === null) {
      wanted = ''
      log('debug', 'announcements cannot be listened to', {})
    } else log('debug', 'announcements are listened to', {})
  }

  return {
    listenFor: (gateways) => {
      const key = gateways.map(({ localAddress, address }) => `${localAddress} ${address}`).join(', ')
      if (key === wanted) return
      close()
      if (key === '') return
      wanted = key
      addresses = gateways.map(({ address }) => address)
      void open(gateways, key)
    },
    close,
  }
}
