// Who needs the router: without them nothing is sent to it, and nothing listens.
import { sourcesOf } from '../../../contract/address-sources.ts'
import type { Settings } from '../../../contract/settings.ts'

/** Whether the address of any name is found with the help of the router. */
export const needsGateways = ({ records, detection }: Settings): boolean =>
  records.some(({ ipv4 }) =>
    ipv4 === 'auto' ? detection.gateway.ask : sourcesOf(ipv4).some(({ source }) => source === 'gateway'),
  )
