// Cloudflare DNS with an API token: finds the zones, then the records of each, and changes their content only. One
// request at a time, and as few as there can be: a user's requests are counted over all of their clients.
import type { Failure } from '../../contract/failure.ts'
import type { ProviderInfo } from '../../contract/provider-info.ts'
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
import { bringTo, createRecordFinder, type FindRecords, ofFamily, type RecordPlace } from './records.ts'
import { createZoneFinder, type FindZone } from './zone.ts'

const info: ProviderInfo = {
  id: 'cloudflare',
  label: 'Cloudflare',
  homepage: 'https://www.cloudflare.com',
  docs: 'https://developers.cloudflare.com/api/resources/dns/subresources/records/',
  fields: [
    {
      key: 'token',
      label: { en: 'API token', 'zh-CN': 'API 令牌' },
      help: {
        en: 'A token with the rights Zone: Read and DNS: Edit for this zone, not the global key.',
        'zh-CN': '对该区域拥有“区域：读取”和“DNS：编辑”权限的令牌，不是全局密钥。',
      },
      secret: true,
      required: true,
    },
    {
      key: 'zone',
      label: { en: 'Zone ID', 'zh-CN': '区域 ID' },
      help: {
        en: 'Only if the token may not list zones: the 32 characters on the zone’s overview page.',
        'zh-CN': '仅当令牌无权列出区域时需要：区域概览页上的 32 位字符。',
      },
      secret: false,
      required: false,
    },
  ],
  endpoint: 'optional',
  families: ['ipv4', 'ipv6'],
  // The API documents no number. So many names share the look for their zones and records, and no batch takes long.
  batchSize: 20,
  minIntervalS: null,
  // Of one user, over everything that user's tokens do: https://developers.cloudflare.com/fundamentals/api/reference/limits/
  quota: { requests: 1_200, perS: 300 },
  keepAliveDays: null,
  canReadBack: true,
}

function problemOf(account: ProviderAccount): Failure | null {
  const problem = accountProblem(info, account)
  if (problem !== null) return problem
  if (!/^[\x21-\x7e]+$/.test(account.secrets.token ?? '')) {
    return refusal('credentials', 'field-malformed', 'The API token contains characters that no token has.')
  }
  const [mistake] = fieldProblems(account.fields)
  return mistake === undefined ? null : refusal('account', 'field-malformed', `Zone ID: it ${mistake.problem}.`)
}

function fieldProblems({ zone = '' }: ProviderAccount['fields']): readonly FieldProblem[] {
  const isSound = zone === '' || /^[0-9a-f]{32}$/i.test(zone)
  return isSound
    ? []
    : [{ field: 'zone', problem: 'must be 32 hexadecimal digits, as on the overview page of the zone' }]
}

/** The zone that the account names, else the one that is found. */
function zonesOf(api: CloudflareApi, account: ProviderAccount): FindZone {
  const { zone = '' } = account.fields
  return zone === '' ? createZoneFinder(api) : async () => ({ ok: true, value: zone })
}

/** A change, and the zone in which it is to be made. */
interface Located {
  readonly change: HostChange
  readonly zone: Result<string>
}

/** What the names of the request hold, each zone asked once for all of its names. */
function createReader(api: CloudflareApi, located: readonly Located[]) {
  const finders = new Map<string, FindRecords>()
  const families = FAMILIES.filter((family) => located.some(({ change }) => change[family] !== null))

  return async ({ change, zone }: Located): Promise<Result<Pick<RecordPlace, 'zone' | 'records'>>> => {
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
  // All zones before any record, so that the names of one zone are known when its records are asked for.
  const located: Located[] = []
  for (const change of changes) located.push({ change, zone: await findZone(change.hostname) })
  const read = createReader(api, located)

  const outcomes: HostOutcome[] = []
  for (const one of located) {
    const { hostname } = one.change
    const held = await read(one)
    // Each with an outcome of its own: a family that fails takes nothing from the other.
    for (const family of familiesOf(one.change)) {
      const address = one.change[family] ?? ''
      const answer = held.ok
        ? await bringTo(api, { ...held.value, hostname, family }, address)
        : failed(held.failure, true)
      outcomes.push({ hostname, family, answer })
    }
  }
  return { outcomes, raw: api.lastWords(), requests: api.requests }
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
