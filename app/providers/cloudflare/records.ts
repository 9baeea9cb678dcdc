// Reads and changes the address records of one name. A change is a PATCH of the content alone, so that TTL, proxying,
// comment and tags stay as they are. https://developers.cloudflare.com/api/resources/dns/subresources/records/
import * as z from 'zod/mini'
import { type Family, recordType, sameAddress } from '../../model/address.ts'
import type { HostAnswer } from '../../model/provider.ts'
import { refusal } from '../account-request.ts'
import { otherAddress } from '../echoed-address.ts'
import { confirmed, failed } from '../report.ts'
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

export interface RecordName {
  readonly zone: string
  readonly hostname: string
  readonly family: Family
}

export async function findRecords(
  api: CloudflareApi,
  { zone, hostname, family }: RecordName,
): Promise<Result<readonly CloudflareRecord[]>> {
  const type = recordType(family)
  const query = [
    ['type', type],
    ['name', asciiName(hostname)],
    ['per_page', '50'],
  ] as const
  const found = await api.call({ method: 'GET', path: ['zones', zone, RECORDS], query }, z.array(recordSchema))
  if (!found.ok) return found
  const isMeant = (one: CloudflareRecord) => one.type === type && asciiName(one.name) === asciiName(hostname)
  return { ok: true, value: found.value.filter(isMeant) }
}

/** Brings the one record of this name and type to the address; makes it where there is none. */
export async function bringTo(api: CloudflareApi, name: RecordName, address: string): Promise<HostAnswer> {
  const records = await findRecords(api, name)
  if (!records.ok) return failed(records.failure)
  const [record, ...others] = records.value
  const type = recordType(name.family)
  if (others.length > 0) {
    const detail = `${name.hostname} has ${records.value.length} ${type} records.`
    return failed(refusal('hostname', 'several-records', detail))
  }
  if (record !== undefined && sameAddress(record.content, address)) return confirmed(false)
  const path = ['zones', name.zone, RECORDS]
  const written =
    record === undefined
      ? await api.call(
          { method: 'POST', path, body: { type, name: name.hostname, content: address, ttl: 1, proxied: false } },
          recordSchema,
        )
      : await api.call({ method: 'PATCH', path: [...path, record.id], body: { content: address } }, recordSchema)
  if (!written.ok) return failed(written.failure)
  return sameAddress(written.value.content, address) ? confirmed(true) : failed(otherAddress(api.lastWords()))
}
