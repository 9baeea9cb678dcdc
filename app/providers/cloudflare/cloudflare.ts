// Cloudflare DNS with an API token: finds the zone, then the record of each family, and changes its content only.
import type { Failure } from '../../contract/failure.ts'
import type { ProviderInfo } from '../../contract/provider-info.ts'
import type { HttpClient } from '../../model/ports.ts'
import type {
  HostOutcome,
  Provider,
  ProviderAccount,
  ReadBack,
  ReadBackRequest,
  UpdateReport,
  UpdateRequest,
} from '../../model/provider.ts'
import { accountProblem, refusal } from '../account-request.ts'
import { allFailed, failed, familiesOf } from '../report.ts'
import { type CloudflareApi, createCloudflareApi, type Result } from './api.ts'
import { bringTo, findRecords } from './records.ts'
import { findZone } from './zone.ts'

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
  batchSize: 1,
  minIntervalS: null,
  keepAliveDays: null,
  canReadBack: true,
}

function problemOf(account: ProviderAccount): Failure | null {
  const problem = accountProblem(info, account)
  if (problem !== null) return problem
  if (!/^[\x21-\x7e]+$/.test(account.secrets.token ?? '')) {
    return refusal('credentials', 'field-malformed', 'The API token contains characters that no token has.')
  }
  const { zone = '' } = account.fields
  return zone === '' || /^[0-9a-f]{32}$/i.test(zone)
    ? null
    : refusal('account', 'field-malformed', 'A zone ID is 32 hexadecimal digits.')
}

function zoneOf(api: CloudflareApi, account: ProviderAccount, hostname: string): Promise<Result<string>> {
  const { zone = '' } = account.fields
  return zone === '' ? findZone(api, hostname) : Promise.resolve({ ok: true, value: zone })
}

async function update(request: UpdateRequest, http: HttpClient): Promise<UpdateReport> {
  const { account, changes } = request
  const problem = problemOf(account)
  if (problem !== null) return allFailed(changes, problem)
  const api = createCloudflareApi(request, http)
  const outcomes: HostOutcome[] = []
  for (const change of changes) {
    const { hostname } = change
    const zone = await zoneOf(api, account, hostname)
    // At the same time, and each with an outcome of its own: a family that fails takes nothing from the other.
    const ofHost = familiesOf(change).map(async (family): Promise<HostOutcome> => {
      const address = change[family] ?? ''
      const answer = zone.ok
        ? await bringTo(api, { zone: zone.value, hostname, family }, address)
        : failed(zone.failure)
      return { hostname, family, answer }
    })
    outcomes.push(...(await Promise.all(ofHost)))
  }
  return { outcomes, raw: api.lastWords() }
}

async function readBack(request: ReadBackRequest, http: HttpClient): Promise<ReadBack> {
  const { account, hostname } = request
  const problem = problemOf(account)
  if (problem !== null) return { ok: false, failure: problem }
  const api = createCloudflareApi(request, http)
  const zone = await zoneOf(api, account, hostname)
  if (!zone.ok) return zone
  const [ipv4, ipv6] = await Promise.all([
    findRecords(api, { zone: zone.value, hostname, family: 'ipv4' }),
    findRecords(api, { zone: zone.value, hostname, family: 'ipv6' }),
  ])
  if (!ipv4.ok) return ipv4
  if (!ipv6.ok) return ipv6
  const proxied = [...ipv4.value, ...ipv6.value].some((record) => record.proxied === true)
  return {
    ok: true,
    ipv4: ipv4.value.map((record) => record.content),
    ipv6: ipv6.value.map((record) => record.content),
    proxied,
  }
}

export const cloudflare: Provider = { info, update, readBack }
