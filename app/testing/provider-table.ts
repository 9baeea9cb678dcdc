// The page docs/providers.md, made from the providers' descriptions.
import { LIMITS, type ProviderInfo } from '../contract/provider-info.ts'

const HEAD = `# Providers

The services that Homeward updates. "Settings" are keys of an account's \`fields\` in the settings file; "secrets" go into the
credential store. An account may also name an \`endpoint\`, which replaces the service's own server; where \`endpoint\` is listed
below, the account must name one.

Generated from the providers' descriptions by \`npx vitest run app/providers/provider-docs -u\`. Do not edit.

| provider | service | families | settings | secrets | names per request | limits |
| --- | --- | --- | --- | --- | --- | --- |
`

const FAMILY_NAMES = { ipv4: 'IPv4', ipv6: 'IPv6' } as const

const number = (value: number): string => value.toLocaleString('en')

/** The limits that the service documents, with their pages. */
function limitsOf(info: ProviderInfo): string {
  const { minIntervalS, quota, keepAliveDays } = info
  const texts = {
    minIntervalS: minIntervalS === null ? null : `${number(minIntervalS)} s between updates`,
    quota: quota === null ? null : `${number(quota.requests)} requests in ${number(quota.perS)} s`,
    keepAliveDays: keepAliveDays === null ? null : `expires after ${number(keepAliveDays)} days`,
  }
  const documented = LIMITS.filter((limit) => texts[limit] !== null)
  return documented.map((limit) => `[${texts[limit]}](${info.sources?.[limit] ?? info.docs ?? ''})`).join(', ')
}

function keysOf(info: ProviderInfo, isSecret: boolean): string {
  const endpoint = info.endpoint === 'required' && !isSecret ? ['`endpoint`'] : []
  const fields = info.fields.filter(({ secret }) => secret === isSecret)
  return [...endpoint, ...fields.map(({ key, required }) => `\`${key}\`${required ? '' : ' (optional)'}`)].join(', ')
}

function rowOf(info: ProviderInfo): string {
  const { id, label, homepage, docs, families, batchSize } = info
  const cells = [
    `\`${id}\``,
    homepage === null || docs === null ? label : `[${label}](${homepage}) ([protocol](${docs}))`,
    families.map((family) => FAMILY_NAMES[family]).join(', '),
    keysOf(info, false),
    keysOf(info, true),
    String(batchSize),
    limitsOf(info),
  ]
  return `| ${cells.join(' | ')} |\n`
}

const TAIL = `
## Custom URL

The \`url\` may have these placeholders in its path and query, each filled percent-encoded; no others exist:

| placeholder | stands for |
| --- | --- |
| \`{hostname}\` | the name |
| \`{ipv4}\`, \`{ipv6}\` | the address of this family; a query parameter that holds nothing else is left out when the family is not updated |
| \`{ip}\` | the address of either family: two families take two requests. Not beside the two above |
| \`{username}\` | the field \`username\` |
| \`{secret}\` | the secret. Without this placeholder the secret goes as the password of HTTP Basic authentication |

The \`url\` needs a placeholder for an address. The account needs at least one of the fields \`success\`, \`contains\` and
\`status\`, by which a success is recognised. \`status\` is 200, 204, or both, separated by a comma.
`

export const providerPage = (infos: readonly ProviderInfo[]): string => HEAD + infos.map(rowOf).join('') + TAIL
