// Asks one gateway for its external address by NAT-PMP: two bytes, sent again after 250 ms, doubled (RFC 6886, section 3.1).
import type { Gateway } from '../../../model/gateway.ts'
import type { DatagramSocket } from '../../../model/lan.ts'
import type { Disposer } from '../../../model/ports.ts'
import type { GatewayPorts } from './gateway-ports.ts'
import { externalAddressRequest, GATEWAY_PORT, type NatPmpAnswer, readNatPmp } from './wire/nat-pmp.ts'

export type NatPmpResult =
  | NatPmpAnswer
  /** No answer: `absent` when the gateway says that it has no such service, or the system sends nothing. */
  | { readonly kind: 'absent' | 'silent' | 'garbage' }

const FIRST_RETRY_MS = 250

/** @param budgetMs how long to wait for an answer in all. Never rejects. */
export function askNatPmp(
  gateway: Gateway,
  budgetMs: number,
  { lan, clock }: Pick<GatewayPorts, 'lan' | 'clock'>,
): Promise<NatPmpResult> {
  return new Promise((resolve) => {
    const request = externalAddressRequest()
    let socket: DatagramSocket | null = null
    let isGarbage = false
    let isDone = false
    let cancelRetry: Disposer = () => {}

    const finish = (result: NatPmpResult): void => {
      if (isDone) return
      isDone = true
      cancelRetry()
      cancelBudget()
      socket?.close()
      resolve(result)
    }
    const send = (waitMs: number): void => {
      if (isDone) return
      socket?.send(request)
      cancelRetry = clock.setTimer(waitMs, () => send(waitMs * 2))
    }
    const cancelBudget = clock.setTimer(budgetMs, () => finish({ kind: isGarbage ? 'garbage' : 'silent' }))
    const opening = lan.openDatagrams({
      localAddress: gateway.localAddress,
      peer: { address: gateway.address, port: GATEWAY_PORT },
      onDatagram: ({ bytes, from, port }) => {
        if (from !== gateway.address || port !== GATEWAY_PORT) return
        const answer = readNatPmp(bytes)
        // Anybody in the local network may forge one. The real answer may still come.
        if (answer === null) isGarbage = true
        else finish(answer)
      },
      onError: () => finish({ kind: 'absent' }),
    })
    opening.then(
      (opened) => {
        socket = opened
        if (isDone) opened?.close()
        else if (opened === null) finish({ kind: 'absent' })
        else send(FIRST_RETRY_MS)
      },
      () => finish({ kind: 'absent' }),
    )
  })
}
