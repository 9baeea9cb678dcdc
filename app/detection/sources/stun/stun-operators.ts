// Operators of STUN servers that anybody may ask.
import type { STUN_OPERATORS } from '../../../contract/address-sources.ts'

export type StunOperatorId = keyof typeof STUN_OPERATORS

export interface StunOperator {
  readonly id: StunOperatorId
  /** Spelt as in `echo-operators.ts`: a company has one vote. */
  readonly operator: string
  /** The operator's page about the server. */
  readonly docs: string
  readonly host: string
  /** UDP. */
  readonly port: number
}

/** In the order in which they are asked. */
export const STUN_SERVERS: readonly StunOperator[] = [
  {
    id: 'cloudflare',
    operator: 'Cloudflare',
    docs: 'https://developers.cloudflare.com/realtime/turn/',
    host: 'stun.cloudflare.com',
    port: 3_478,
  },
  {
    id: 'google',
    operator: 'Google',
    docs: 'https://webrtc.org/getting-started/peer-connections',
    host: 'stun.l.google.com',
    port: 19_302,
  },
  {
    id: 'nextcloud',
    operator: 'Nextcloud',
    docs: 'https://nextcloud-talk.readthedocs.io/en/latest/TURN/',
    host: 'stun.nextcloud.com',
    port: 443,
  },
]
