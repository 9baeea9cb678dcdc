// The app's own detector with its real ports, but without a router, for programs that run in a namespace of the lab.
import { createDetector } from '../../../app/detection/detector.ts'
import type { Detector } from '../../../app/model/observation.ts'
import type { AdapterTable } from '../../../app/model/ports.ts'
import { createClock } from '../../../app/platform/clock.ts'
import { createDnsClient } from '../../../app/platform/dns/dns-client.ts'
import { createHttpClient } from '../../../app/platform/http/http-client.ts'
import { createLanSockets } from '../../../app/platform/network/lan-sockets.ts'
import { createSourcePorts } from '../../../app/platform/source-ports.ts'

export const createLabDetector = (adapters: AdapterTable): Detector =>
  createDetector({
    http: createHttpClient(),
    clock: createClock(),
    log: () => {},
    bestRoute: (to, from) => adapters.bestRoute(to, from),
    echo: () => ({}),
    gateway: () => ({ ask: false, events: false }),
    gateways: { ask: () => [] },
    ...createSourcePorts(createDnsClient(), createLanSockets()),
    commands: () => true,
  })
