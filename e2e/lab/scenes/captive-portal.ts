// A captive portal in the router of a home: whatever asks for a page gets the portal's, everything else is dropped, until the user has
// signed in.
import process from 'node:process'
import { createInterface } from 'node:readline'
import { bundleTool } from '../process/bundle-tool.ts'
import { until } from '../process/process-group.ts'
import type { LabNet } from './lab-net.ts'
import { type NatPlace, ROUTER } from './nat-home.ts'

export interface PortalRequest {
  readonly method: string
  readonly host: string
  readonly url: string
  /** Whether it carried a password or a token. */
  readonly hasCredentials: boolean
}

export interface CaptivePortal {
  /** What programs asked the portal without knowing it. */
  readonly requests: readonly PortalRequest[]
  /** Puts the portal before the internet. */
  capture(): Promise<void>
  /** The user has signed in. */
  free(): Promise<void>
}

/** Names are still answered: the user's browser needs them to be led to the portal. */
const RULES = `table ip portal {
  chain pre { type nat hook prerouting priority -110; iifname "lan1" tcp dport 80 redirect to :8080; }
  chain forward { type filter hook forward priority -10;
    iifname "lan1" udp dport 53 accept
    iifname "lan1" drop
  }
}`

export async function startCaptivePortal(net: LabNet<NatPlace>): Promise<CaptivePortal> {
  const program = await bundleTool('e2e/lab/scenes/portal-server.ts')
  const child = net.start('rtr', process.execPath, [program, ROUTER], { stdio: ['ignore', 'pipe', 'inherit'] })
  if (child.stdout === null) throw new Error('the portal has no standard output')
  const requests: PortalRequest[] = []
  let isReady = false
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line === 'ready') isReady = true
    else requests.push(JSON.parse(line))
  })
  await until('the portal', () => isReady)
  return {
    requests,
    capture: () => net.nft('rtr', RULES),
    free: () => net.nft('rtr', 'delete table ip portal'),
  }
}
