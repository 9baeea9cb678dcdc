// Who needs the router: without them nothing is sent to it, and nothing listens.
import type { Settings } from '../../../contract/settings.ts'

/** Whether the address of any name is found with the help of the router. */
export const needsGateways = ({ records, detection }: Settings): boolean =>
  records.some(({ ipv4 }) =>
    typeof ipv4 === 'string' ? ipv4 === 'auto' && detection.gateway.ask : ipv4.source === 'gateway',
  )
