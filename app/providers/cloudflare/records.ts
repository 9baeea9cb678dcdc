// Reads and changes the address records of a zone's names. A change is a PATCH of the content only, which keeps TTL,
// proxying, comment and tags. https://developers.cloudflare.com/api/resources/dns/subresources/records/
import * as z from 'zod/mini'
import { type Family, recordType, sameAddress } from '../../model/address.ts'
import type { HostAnswer } from '../../model/provider.ts'
import { type Query, refusal } from '../shared/account-request.ts'
import { otherAddress } from '../shared/echoed-address.ts'
import { confirmed, failed } from '../shared/update-report.ts'
import { type CloudflareApi, RECORDS, type Result } from './api.ts'
import { asciiName, type CheckZone } from './zone.ts'

const recordSchema = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  content: z.string(),
  proxied: z.optional(z.boolean()),
})
export type CloudflareRecord = z.infer<typeof recordSchema>

/** The API's default page size. */
const PAGE_SIZE = 100

export interface Names {
  readonly zone: string
  readonly hostnames: readonly string[]
  readonly families: readonly Family[]
}

/** Finds every record of one name in the families of the lookup. */
export type FindRecords = (hostname: string) => Promise<Result<readonly CloudflareRecord[]>>

/**
 * Looks up one name directly, and several names by reading all records of the zone, page by page. A zone with more pages
 * than there are names is read name by name. An incomplete list never counts as complete: it may lack an existing record.
 */
export function createRecordFinder(api: CloudflareApi, { zone, hostnames, families }: Names): FindRecords {
  const [family, other] = families
  const type = family === undefined || other !== undefined ? [] : [['type', recordType(family)] as const]
  let zoneRecords: ReturnType<typeof readZone> | null = null

  const read = (more: Query) =>
    api.list({ path: ['zones', zone, RECORDS], query: [...type, ...more, ['per_page', `${PAGE_SIZE}`]] }, recordSchema)

  /** Null when fewer requests are needed to look up each name. */
  async function readZone(): Promise<Result<readonly CloudflareRecord[] | null>> {
    const records: CloudflareRecord[] = []
    for (let page = 1; ; page++) {
      const found = await read([['page', `${page}`]])
      if (!found.ok) return found
      records.push(...found.value.items)
      const { total, items } = found.value
      if (total !== null && records.length >= total) return { ok: true, value: records }
      const isLonger = total === null || items.length === 0 || Math.ceil(total / PAGE_SIZE) > hostnames.length
      if (isLonger) return { ok: true, value: null }
    }
  }

  return async (hostname) => {
    if (hostnames.length > 1) zoneRecords ??= readZone()
    const whole = await zoneRecords
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

/** One family of a name, and what the name holds now. */
export interface HeldRecords {
  readonly zone: string
  readonly hostname: string
  readonly family: Family
  /** Of both families. */
  readonly records: readonly CloudflareRecord[]
}

/**
 * Sets the only record of this name and type to the address; creates it where there is none.
 * @param checkZone null where the API itself gave the zone for this name
 */
export async function setAddress(
  api: CloudflareApi,
  held: HeldRecords,
  address: string,
  checkZone: CheckZone | null,
): Promise<HostAnswer> {
  const { zone, hostname, family } = held
  const [record, ...others] = ofFamily(held.records, family)
  const type = recordType(family)
  if (others.length > 0) {
    const detail = `${hostname} has ${others.length + 1} ${type} records.`
    return failed(refusal('hostname', 'several-records', detail))
  }
  if (record !== undefined && sameAddress(record.content, address)) return confirmed(false)
  const path = ['zones', zone, RECORDS]
  // A record of this very name shows that the zone holds it.
  const problem = held.records.length > 0 ? null : ((await checkZone?.(zone, hostname)) ?? null)
  if (problem !== null) return failed(problem, true)
  const requestsBefore = api.requests
  const written =
    record === undefined
      ? await api.call(
          { method: 'POST', path, body: { type, name: hostname, content: address, ttl: 1, proxied: false } },
          recordSchema,
        )
      : await api.call({ method: 'PATCH', path: [...path, record.id], body: { content: address } }, recordSchema)
  // An aborted update sends nothing more.
  if (!written.ok) return failed(written.failure, api.requests === requestsBefore)
  const { name, content } = written.value
  if (asciiName(name) !== asciiName(hostname)) return failed(otherName(api.quote(asciiName(name)), hostname))
  return sameAddress(content, address) ? confirmed(true) : failed(otherAddress(api.lastReply()))
}

/** Not to be tried again: each try would change a record that is not meant. */
const otherName = (name: string | null, hostname: string) =>
  refusal('hostname', 'other-name', `Cloudflare wrote ${name} instead of ${hostname}.`)
