// Mistakes that no single key shows: names that point nowhere, doubles, and what a provider asks of its accounts.
import ipaddr from 'ipaddr.js'
import type { ProviderField, ProviderInfo } from '../../contract/provider-info.ts'
import type { AccountSettings, RecordSettings } from '../../contract/settings.ts'
import type { Provider } from '../../model/provider.ts'
import { secretVariable } from '../credentials/secret-variable.ts'
import { plainHttpRefusal } from '../http/plain-http.ts'
import { authorityFileProblem } from '../http/trust.ts'
import type { Finding } from './settings-problem.ts'
import type { Entry, SettingsParts } from './valid-parts.ts'

/** What is known of a provider: its description, and what it has to say of an account's fields. */
export type ProviderLookup = (id: string) => Pick<Provider, 'info' | 'fieldProblems'> | null

/** Why a URL of the settings cannot be used; null when it can. Passwords in it would be secrets in a file. */
function urlProblem(text: string): string | null {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    return 'is not a valid address'
  }
  return url.username === '' && url.password === '' ? null : 'must hold no user name or password'
}

function urlFindings(text: string | undefined, path: Finding['path']): Finding[] {
  const problem = text === undefined ? null : urlProblem(text)
  return problem === null ? [] : [{ path, problem }]
}

/** What the HTTP client would refuse at the first update, as far as the settings show it. */
function plainHttpFindings(text: string | undefined, account: AccountSettings, path: Finding['path']): Finding[] {
  if (text === undefined || !/^http:\/\//i.test(text)) return []
  const host = hostOf(text)
  if (host === null || host === 'localhost') return []
  const refusal = ipaddr.isValid(host) ? plainHttpRefusal(host, account.allowPlainHttp ?? false) : null
  if (refusal !== null) return [{ path, problem: `must begin with https. ${refusal.message}` }]
  return ipaddr.isValid(host) || account.allowPlainHttp
    ? []
    : [{ path, problem: 'must begin with https; plain http needs allowPlainHttp, and a server on your own network' }]
}

/** Placeholders of a custom address are no part of a host: it is read as far as it is one. */
function hostOf(text: string): string | null {
  const [, host] = /^http:\/\/(\[[0-9a-f:.]+\]|[^/:?#\s]+)/i.exec(text) ?? []
  return host?.replace(/^\[|\]$/g, '').toLowerCase() ?? null
}

function fieldFindings(account: AccountSettings, info: ProviderInfo, path: Finding['path']): Finding[] {
  const known = new Map(info.fields.map((field): [string, ProviderField] => [field.key, field]))
  const given = Object.keys(account.fields).flatMap((key): Finding[] => {
    const at = { path: [...path, 'fields', key], atKey: true }
    const field = known.get(key)
    if (field === undefined) return [{ ...at, problem: `is not a field of ${info.label}` }]
    if (!field.secret) return []
    return [{ ...at, problem: 'is a secret: it belongs in the credential store, not in this file' }]
  })
  const missing = info.fields
    .filter((field) => field.required && !field.secret && (account.fields[field.key] ?? '') === '')
    .map((field) => ({ path: [...path, 'fields', field.key], problem: `is missing: ${info.label} needs it` }))
  return [...given, ...missing]
}

function accountFindings(account: AccountSettings, path: Finding['path'], providerOf: ProviderLookup): Finding[] {
  const authority = account.ca === undefined ? null : authorityFileProblem(account.ca)
  const ca = authority === null ? [] : [{ path: [...path, 'ca'], problem: authority }]
  const provider = providerOf(account.provider)
  if (provider === null) {
    return [{ path: [...path, 'provider'], problem: 'names no provider that Homeward knows' }, ...ca]
  }
  const { info } = provider
  const ofFields = provider.fieldProblems?.(account.fields) ?? []
  const endpoint =
    info.endpoint === 'required' && account.endpoint === undefined
      ? [{ path: [...path, 'endpoint'], problem: `is missing: ${info.label} has no address of its own` }]
      : [
          ...urlFindings(account.endpoint, [...path, 'endpoint']),
          ...plainHttpFindings(account.endpoint, account, [...path, 'endpoint']),
        ]
  const fields = ofFields.map(({ field, problem }) => ({ path: [...path, 'fields', field], problem }))
  const address = plainHttpFindings(account.endpoint ?? account.fields.url, account, [...path, 'fields', 'url'])
  const plain = account.endpoint === undefined ? address : []
  return [...endpoint, ...plain, ...ca, ...fieldFindings(account, info, path), ...fields]
}

/** Two secrets that one environment variable would serve are told apart by nobody. */
function variableFindings(accounts: readonly Entry<AccountSettings>[], providerOf: ProviderLookup): Finding[] {
  const owners = new Map<string, string>()
  return accounts.flatMap(({ value: account, index }) => {
    const secrets = (providerOf(account.provider)?.info.fields ?? []).filter((field) => field.secret)
    return secrets.flatMap((field): Finding[] => {
      const variable = secretVariable(account.id, field.key)
      const owner = owners.get(variable)
      if (owner === undefined) owners.set(variable, account.id)
      if (owner === undefined || owner === account.id) return []
      const problem = `and the account "${owner}" would share the environment variable ${variable}: rename one of them`
      return [{ path: ['accounts', index, 'id'], problem }]
    })
  })
}

function recordFindings(
  record: RecordSettings,
  path: Finding['path'],
  families: ProviderInfo['families'] | undefined,
): Finding[] {
  return (['ipv4', 'ipv6'] as const).flatMap((family): Finding[] => {
    const policy = record[family]
    if (policy === 'off') return []
    if (families !== undefined && !families.includes(family)) {
      return [{ path: [...path, family], problem: `must be off: this provider holds no ${family} addresses` }]
    }
    return policy !== 'auto' && policy.source === 'echo' ? urlFindings(policy.url, [...path, family, 'url']) : []
  })
}

/** Everything that is wrong with the meaning of settings, or of those parts of them whose shape is right. */
export function semanticFindings(parts: SettingsParts, providerOf: ProviderLookup): Finding[] {
  const accounts = new Map<string, AccountSettings>()
  const perAccount = parts.accounts.flatMap(({ value: account, index }) => {
    const path = ['accounts', index]
    const twice = accounts.has(account.id)
      ? [{ path: [...path, 'id'], problem: `is used twice: another account is called "${account.id}"` }]
      : []
    accounts.set(account.id, account)
    return [...twice, ...accountFindings(account, path, providerOf)]
  })
  const seen = new Set<string>()
  const perRecord = parts.records.flatMap(({ value: record, index }) => {
    const path = ['records', index]
    const key = `${record.account} ${record.hostname.toLowerCase()}`
    const twice = seen.has(key) ? [{ path, problem: 'is there twice: same account, same hostname' }] : []
    seen.add(key)
    const dangling =
      parts.accountIds?.has(record.account) === false
        ? [{ path: [...path, 'account'], problem: 'names no account of this file' }]
        : []
    const account = accounts.get(record.account)
    const families = account === undefined ? undefined : providerOf(account.provider)?.info.families
    return [...twice, ...dangling, ...recordFindings(record, path, families)]
  })
  const echo = (['ipv4', 'ipv6'] as const).flatMap((family) =>
    (parts.echo[family] ?? []).flatMap((url, i) => urlFindings(url, ['detection', 'echo', family, i])),
  )
  return [...perAccount, ...variableFindings(parts.accounts, providerOf), ...perRecord, ...echo]
}
