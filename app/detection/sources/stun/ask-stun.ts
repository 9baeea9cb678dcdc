// Asks one STUN server over UDP: again after 500 ms, doubled, until an answer comes or the time is over (RFC 8489, 6.2.1).
import type { DatagramSocket, Destination, LanSockets } from '../../../model/lan.ts'
import type { Clock, Disposer } from '../../../model/ports.ts'
import { bindingRequest, readBindingAnswer, type StunAnswer } from './wire/stun.ts'

export type StunResult =
  | StunAnswer
  /** No answer: `absent` when nobody listens there, or the system sends nothing; `garbage` when only other datagrams came. */
  | { readonly kind: 'absent' | 'silent' | 'garbage'; readonly code?: string }

const FIRST_RETRY_MS = 500

export interface StunRequest {
  readonly server: Destination
  /** '0.0.0.0' or '::' lets the system choose. */
  readonly localAddress: string
  readonly transactionId: Uint8Array
  /** Milliseconds for everything. */
  readonly budgetMs: number
}

export interface AskStunPorts {
  readonly datagrams: Pick<LanSockets, 'openDatagrams'>
  readonly clock: Pick<Clock, 'setTimer'>
}

/** Never rejects. */
export function askStun(request: StunRequest, { datagrams, clock }: AskStunPorts): Promise<StunResult> {
  const { server, localAddress, transactionId, budgetMs } = request
  return new Promise((resolve) => {
    const message = bindingRequest(transactionId)
    let socket: DatagramSocket | null = null
    let isGarbage = false
    let isDone = false
    let cancelRetry: Disposer = () => {}

    const finish = (result: StunResult): void => {
      if (isDone) return
      isDone = true
      cancelRetry()
      cancelBudget()
      socket?.close()
      resolve(result)
    }
    const send = (waitMs: number): void => {
      if (isDone) return
      socket?.send(message)
      cancelRetry = clock.setTimer(waitMs, () => send(waitMs * 2))
    }
    const cancelBudget = clock.setTimer(budgetMs, () => finish({ kind: isGarbage ? 'garbage' : 'silent' }))
    const opening = datagrams.openDatagrams({
      localAddress,
      peer: server,
      onDatagram: ({ bytes, from, port }) => {
        if (from !== server.address || port !== server.port) return
        const answer = readBindingAnswer(bytes, transactionId)
        if (answer === null) isGarbage = true
        else finish(answer)
      },
      onError: (code) => finish({ kind: 'absent', code }),
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
