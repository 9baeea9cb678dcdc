// Reads and changes the address records of a zone's names. A change is a PATCH of the content alone, so that TTL,
// proxying, comment and tags stay as they are. https://developers.cloudflare.com/api/resources/dns/subresources/records/
import * as z from 'zod/mini'
import { type Family, recordType, sameAddress } from '../../model/address.ts'
import type { HostAnswer } from '../../model/provider.ts'
import { type Query, refusal } from '../shared/account-request.ts'
import { otherAddress } from '../shared/echoed-address.ts'
import { confirmed, failed } from '../shared/update-report.ts'
import { type CloudflareApi, RECORDS, type Result } from './api.ts'
import { asciiName } from './zone.ts'

const recordSchema = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  content: z.string(),
  proxied: z.optional(z.boolean()),
})
export type CloudflareRecord = z.infer<typeof recordSchema>

/** What the API puts on a page unless it is asked for less. */
const PAGE = 100

export interface Names {
  readonly zone: string
  readonly hostnames: readonly string[]
  readonly families: readonly Family[]
}

/** Every record of one name, of the families asked about. */
export type FindRecords = (hostname: string) => Promise<Result<readonly CloudflareRecord[]>>

/**
 * Asks about one name by itself, and about several of a zone by the zone's records, page after page. A zone of more
 * pages than there are names is asked name by name: never is half a list taken for the whole, since it may lack what
 * is there.
 */
export function createRecordFinder(api: CloudflareApi, { zone, hostnames, families }: Names): FindRecords {
  const [family, other] = families
  const type = family === undefined || other !== undefined ? [] : [['type', recordType(family)] as const]
  let ofZone: ReturnType<typeof readZone> | null = null

  const read = (more: Query) =>
    api.list({ path: ['zones', zone, RECORDS], query: [...type, ...more, ['per_page', `${PAGE}`]] }, recordSchema)

  /** Null when it takes fewer requests to ask for each name. */
  async function readZone(): Promise<Result<readonly CloudflareRecord[] | null>> {
    const records: CloudflareRecord[] = []
    for (let page = 1; ; page++) {
      const found = await read([['page', `${page}`]])
      if (!found.ok) return found
      records.push(...found.value.items)
      const { total, items } = found.value
      if (total !== null && records.length >= total) return { ok: true, value: records }
      const isLonger = total === null || items.length === 0 || Math.ceil(total / PAGE) > hostnames.length
      if (isLonger) return { ok: true, value: null }
    }
  }

  return async (hostname) => {
    if (hostnames.length > 1) ofZone ??= readZone()
    const whole = await ofZone
    if (whole?.ok === false) return whole
    const name = asciiName(hostname)
    const named = (records: readonly CloudflareRecord[]) => ({
      ok: true as const,
      value: records.filter((one) => asciiName(one.name) === name),
    })
    if (whole?.value) return named(whole.value)
    const found = await read([['name', name]])
    return found.ok ? named(found.value.items) : found
  }
}

export const ofFamily = (records: readonly CloudflareRecord[], family: Family): readonly CloudflareRecord[] =>
  records.filter(({ type }) => type === recordType(family))

export interface RecordPlace {
  readonly zone: string
  readonly hostname: string
  readonly family: Family
  /** What the name holds now. */
  readonly records: readonly CloudflareRecord[]
}

/** Brings the one record of this name and type to the address; makes it where there is none. */
export async function bringTo(api: CloudflareApi, place: RecordPlace, address: string): Promise<HostAnswer> {
  const { zone, hostname, family } = place
  const [record, ...others] = ofFamily(place.records, family)
  const type = recordType(family)
  if (others.length > 0) {
    const detail = `${hostname} has ${others.length + 1} ${type} records.`
    return failed(refusal('hostname', 'several-records', detail))
  }
  if (record !== undefined && sameAddress(record.content, address)) return confirmed(false)
  const path = ['zones', zone, RECORDS]
  const requests = api.requests
  const written =
    record === undefined
      ? await api.call(
          { method: 'POST', path, body: { type, name: hostname, content: address, ttl: 1, proxied: false } },
          recordSchema,
        )
      : await api.call({ method: 'PATCH', path: [...path, record.id], body: { content: address } }, recordSchema)
  // An update that is over sends nothing more.
  if (!written.ok) return failed(written.failure, api.requests === requests)
  return sameAddress(written.value.content, address) ? confirmed(true) : failed(otherAddress(api.lastWords()))
}
