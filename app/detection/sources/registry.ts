// Every address source by the name that a policy has for it. A source that app/contract/address-sources.ts describes and
// that is missing here is a type error.
import type { ADDRESS_SOURCES, SourcePolicyIn } from '../../contract/address-sources.ts'
import type { SourceTable } from '../../contract/source-description.ts'
import { createAdapterSource } from './adapter/adapter-source.ts'
import { createCommandSource } from './command/command-source.ts'
import { createDnsSource } from './dns/dns-source.ts'
import { createEchoSource } from './echo/echo-source.ts'
import { createFileSource } from './file/file-source.ts'
import { createGatewaySource } from './gateway/gateway-source.ts'
import { createNeighbourSource } from './neighbour/neighbour-source.ts'
import { createCurrentPrefix } from './prefix/current-prefix.ts'
import { createPrefixSource } from './prefix/prefix-source.ts'
import type { AddressSource, SourcePorts } from './source.ts'
import { createStaticSource } from './static/static-source.ts'
import { createStunSource } from './stun/stun-source.ts'

/** One address source for each description in the table. */
export type SourceRegistry<T extends SourceTable = typeof ADDRESS_SOURCES> = {
  readonly [S in keyof T & string]: AddressSource<SourcePolicyIn<T, S>>
}

export function createSources(ports: SourcePorts): SourceRegistry {
  // Shared, so that all names of a round that follow the prefix ask about it once.
  const currentPrefix = createCurrentPrefix(ports)
  return {
    adapter: createAdapterSource(ports),
    echo: createEchoSource(ports),
    gateway: createGatewaySource(ports),
    dns: createDnsSource(ports),
    stun: createStunSource(ports),
    command: createCommandSource(ports),
    file: createFileSource(ports),
    static: createStaticSource(),
    prefix: createPrefixSource(currentPrefix),
    neighbour: createNeighbourSource(currentPrefix, ports),
  }
}
