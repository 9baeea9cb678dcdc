// Gateways for tests that are about something else: there is none, and `auto` asks none.
import type { SourcePorts } from '../detection/sources/source.ts'

export const noGateways: Pick<SourcePorts, 'gateway' | 'gateways'> = {
  gateway: () => ({ ask: false, events: false }),
  gateways: { ask: () => [] },
}
