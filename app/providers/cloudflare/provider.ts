// Cloudflare DNS with an API token: finds the zones, then their records, and changes the records' content only. Requests
// go one at a time and as few as possible, as the quota counts all requests of a user.
import type { Failure } from '../../contract/failure.ts'
import { FAMILIES } from '../../model/address.ts'
import type { HttpClient } from '../../model/ports.ts'
import type {
  FieldProblem,
  HostChange,
  HostOutcome,
  Provider,
  ProviderAccount,
  ReadBack,
  ReadBackRequest,
  UpdateReport,
  UpdateRequest,
} from '../../model/provider.ts'
import { accountProblem, refusal } from '../shared/account-request.ts'
import { allFailed, failed, familiesOf } from '../shared/update-report.ts'
import { type CloudflareApi, createCloudflareApi, type Result } from './api.ts'
import { info } from './info.ts'
import { createRecordFinder, type FindRecords, type HeldRecords, ofFamily, setAddress } from './records.ts'
import { createZoneCheck, createZoneFinder, type FindZone } from './zone.ts'

function problemOf(account: ProviderAccount): Failure | null {
  const problem = accountProblem(info, account)
  if (problem !== null) return problem
  if (!/^[\x21-\x7e]+$/.test(account.secrets.token ?? '')) {
    return refusal('credentials', 'field-malformed', 'The API token contains characters that no token has.')
  }
  const [first] = fieldProblems(account.fields)
  return first === undefined ? null : refusal('account', 'field-malformed', `Zone ID: it ${first.problem}.`)
}

function fieldProblems({ zone = '' }: ProviderAccount['fields']): readonly FieldProblem[] {
  const isValid = zone === '' || /^[0-9a-f]{32}$/i.test(zone)
  return isValid
    ? []
    : [{ field: 'zone', problem: 'must be 32 hexadecimal digits, as on the overview page of the zone' }]
}

/** The zone that the account names, else the one that the API lists. */
function zonesOf(api: CloudflareApi, account: ProviderAccount): FindZone {
  const { zone = '' } = account.fields
  return zone === '' ? createZoneFinder(api) : async () => ({ ok: true, value: zone })
}

/** A change and its zone. */
interface Located {
  readonly change: HostChange
  readonly zone: Result<string>
}

/** Reads what the names of the request hold, with one lookup per zone for all of its names. */
function createReader(api: CloudflareApi, located: readonly Located[]) {
  const finders = new Map<string, FindRecords>()
  const families = FAMILIES.filter((family) => located.some(({ change }) => change[family] !== null))

  return async ({ change, zone }: Located): Promise<Result<Pick<HeldRecords, 'zone' | 'records'>>> => {
    if (!zone.ok) return zone
    const inZone = located.filter((other) => other.zone.ok && other.zone.value === zone.value)
    const hostnames = inZone.map((other) => other.change.hostname)
    const find = finders.get(zone.value) ?? createRecordFinder(api, { zone: zone.value, hostnames, families })
    finders.set(zone.value, find)
    const records = await find(change.hostname)
    return records.ok ? { ok: true, value: { zone: zone.value, records: records.value } } : records
  }
}

async function update(request: UpdateRequest, http: HttpClient): Promise<UpdateReport> {
  const { account, changes } = request
  const problem = problemOf(account)
  if (problem !== null) return allFailed(changes, problem)
  const api = createCloudflareApi(request, http)
  const findZone = zonesOf(api, account)
  // All zones before any record, so that one lookup can serve all names of a zone.
  const located: Located[] = []
  for (const change of changes) located.push({ change, zone: await findZone(change.hostname) })
  const read = createReader(api, located)
  const checkZone = (account.fields.zone ?? '') === '' ? null : createZoneCheck(api)

  const outcomes: HostOutcome[] = []
  for (const one of located) {
    const { hostname } = one.change
    const held = await read(one)
    // Each family has its own outcome: one may fail while the other succeeds.
    for (const family of familiesOf(one.change)) {
      const address = one.change[family] ?? ''
      const answer = held.ok
        ? await setAddress(api, { ...held.value, hostname, family }, address, checkZone)
        : failed(held.failure, true)
      outcomes.push({ hostname, family, answer })
    }
  }
  return { outcomes, raw: api.lastReply(), requests: api.requests }
}

async function readBack(request: ReadBackRequest, http: HttpClient): Promise<ReadBack> {
  const { account, hostname } = request
  const problem = problemOf(account)
  if (problem !== null) return { ok: false, failure: problem }
  const api = createCloudflareApi(request, http)
  const zone = await zonesOf(api, account)(hostname)
  if (!zone.ok) return zone
  const found = await createRecordFinder(api, { zone: zone.value, hostnames: [hostname], families: FAMILIES })(hostname)
  if (!found.ok) return found
  const [ipv4, ipv6] = [ofFamily(found.value, 'ipv4'), ofFamily(found.value, 'ipv6')]
  return {
    ok: true,
    ipv4: ipv4.map((record) => record.content),
    ipv6: ipv6.map((record) => record.content),
    proxied: [...ipv4, ...ipv6].some((record) => record.proxied === true),
  }
}

export const cloudflare: Provider = { info, fieldProblems, update, readBack }
