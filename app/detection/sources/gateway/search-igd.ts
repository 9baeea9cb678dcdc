// Searches one gateway's Internet Gateway Device by SSDP: to the gateway itself first, since many answer that at once, then to
// the group. Answers count only from the gateway, and only when they point to it.
import type { Gateway } from '../../../model/gateway.ts'
import type { DatagramSocket, Destination } from '../../../model/lan.ts'
import type { Disposer } from '../../../model/ports.ts'
import type { GatewayPorts } from './gateway-ports.ts'
import {
  GATEWAY_DEVICES,
  readSearchAnswer,
  type SearchAnswer,
  SSDP_GROUP,
  SSDP_PORT,
  searchRequest,
} from './wire/ssdp.ts'

/** When to send, in milliseconds from the beginning. UDP loses datagrams, and devices answer within MX, a second. */
const SENDS_MS = [0, 300, 900] as const
const BUDGET_MS = 2_000

/** @returns the first usable answer; null when none comes in time. Never rejects. */
export function searchIgd(
  gateway: Gateway,
  { lan, clock }: Pick<GatewayPorts, 'lan' | 'clock'>,
): Promise<SearchAnswer | null> {
  return new Promise((resolve) => {
    const timers: Disposer[] = []
    let socket: DatagramSocket | null = null
    let isDone = false

    const finish = (answer: SearchAnswer | null): void => {
      if (isDone) return
      isDone = true
      for (const cancel of timers) cancel()
      socket?.close()
      resolve(answer)
    }
    const send = (): void => {
      const to = (address: string): Destination => ({ address, port: SSDP_PORT })
      for (const host of [gateway.address, SSDP_GROUP]) {
        for (const target of GATEWAY_DEVICES) socket?.send(searchRequest(host, target), to(host))
      }
    }
    timers.push(clock.setTimer(BUDGET_MS, () => finish(null)))
    const opening = lan.openDatagrams({
      localAddress: gateway.localAddress,
      onDatagram: ({ bytes, from }) => {
        // From any port: some devices answer from another one than 1900.
        const answer = from === gateway.address ? readSearchAnswer(bytes, gateway.address) : null
        if (answer !== null) finish(answer)
      },
      // A network without multicast refuses one of the two ways; the other may work.
      onError: () => {},
    })
    opening.then(
      (opened) => {
        socket = opened
        if (isDone) return opened?.close()
        if (opened === null) return finish(null)
        for (const delayMs of SENDS_MS) timers.push(clock.setTimer(delayMs, send))
      },
      () => finish(null),
    )
  })
}
