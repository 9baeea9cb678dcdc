// One request of the real dyndns2 client to a practice server in memory: what the client makes of the reply, and what the
// server does to its zone. Nothing is written here: the simulated server decides whether and when.
import { FAMILIES } from '../../../app/model/address.ts'
import type { HttpClient } from '../../../app/model/ports.ts'
import type { HostChange, UpdateReport, UpdateRequest } from '../../../app/model/provider.ts'
import { speak } from '../../servers/dialects/dialect.ts'
import { createZone, type Zone } from '../../servers/live-zone.ts'
import { readBasic } from '../../servers/practice-http.ts'
import type { DialectPair } from './dialects.ts'
import type { ServerRecordKey, ServerRecords } from './server-records.ts'

/** The client always connects from here, and no network of a run ever has it. */
export const CONNECTION = '11.22.44.200'

export interface ZoneWrite extends ServerRecordKey {
  /** Null: the record is removed. */
  readonly address: string | null
}

export interface Exchange {
  readonly report: UpdateReport
  readonly writes: readonly ZoneWrite[]
}

const TYPES = { ipv4: 'A', ipv6: 'AAAA' } as const

function zoneOf(hostnames: readonly string[], records: ServerRecords): Zone {
  const held = hostnames.flatMap((name) =>
    FAMILIES.flatMap((family) => {
      const content = records.holds({ hostname: name, family })
      return content === null ? [] : [{ name, type: TYPES[family], content }]
    }),
  )
  const apexes = hostnames.map((name) => name.split('.').slice(1).join('.'))
  return createZone({ hostnames, apexes: [...new Set(apexes)], records: held })
}

/** @param hostnames all that the account has at the server */
export async function exchange(
  { server, client }: DialectPair,
  request: UpdateRequest,
  hostnames: readonly string[],
  records: ServerRecords,
): Promise<Exchange> {
  const zone = zoneOf(hostnames, records)
  const protocol = speak(server)
  const http: HttpClient = {
    request: async ({ url, headers = {} }) => {
      const basic = readBasic(headers.authorization)
      const accounts = basic === null ? [] : [{ ...basic, token: '', hostnames }]
      const asked = { method: 'GET', url: new URL(url), headers, body: '', basic, remoteAddress: CONNECTION }
      const { status, headers: named = {}, body } = protocol.answer({ accounts, zone, bannedAgents: [] }, asked)
      return { ok: true, status, headers: named, body }
    },
    reset: () => {},
  }
  const report = await client.update(request, http)
  const writes = hostnames.flatMap((hostname) =>
    FAMILIES.flatMap((family): ZoneWrite[] => {
      const [record] = zone.records({ name: hostname, type: TYPES[family] })
      const address = record?.content ?? null
      return address === records.holds({ hostname, family }) ? [] : [{ hostname, family, address }]
    }),
  )
  return { report, writes }
}

/** What the request names of a family, updated or kept. */
export const namedAddress = ({ ipv4, ipv6, kept }: HostChange): readonly string[] =>
  [ipv4, ipv6, kept ?? null].filter((address) => address !== null)
