// Mistakes that no single key shows: names that point nowhere, doubles, and what a provider asks of its accounts.
import type { ProviderField, ProviderInfo } from '../../contract/provider-info.ts'
import type { AccountSettings, RecordSettings, Settings } from '../../contract/settings.ts'
import { secretVariable } from '../secret-variable.ts'
import type { Finding } from './settings-problem.ts'

export type ProviderLookup = (id: string) => ProviderInfo | null

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
  const info = providerOf(account.provider)
  if (info === null) return [{ path: [...path, 'provider'], problem: 'names no provider that Homeward knows' }]
  const endpoint =
    info.endpoint === 'required' && account.endpoint === undefined
      ? [{ path: [...path, 'endpoint'], problem: `is missing: ${info.label} has no address of its own` }]
      : urlFindings(account.endpoint, [...path, 'endpoint'])
  return [...endpoint, ...fieldFindings(account, info, path)]
}

/** Two secrets that one environment variable would serve are told apart by nobody. */
function variableFindings(accounts: readonly AccountSettings[], providerOf: ProviderLookup): Finding[] {
  const owners = new Map<string, string>()
  return accounts.flatMap((account, index) => {
    const secrets = (providerOf(account.provider)?.fields ?? []).filter((field) => field.secret)
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
  account: AccountSettings | undefined,
  providerOf: ProviderLookup,
): Finding[] {
  if (account === undefined) return [{ path: [...path, 'account'], problem: 'names no account of this file' }]
  const families = providerOf(account.provider)?.families
  return (['ipv4', 'ipv6'] as const).flatMap((family): Finding[] => {
    const policy = record[family]
    if (policy === 'off') return []
    if (families !== undefined && !families.includes(family)) {
      return [{ path: [...path, family], problem: `must be off: this provider holds no ${family} addresses` }]
    }
    return policy !== 'auto' && policy.source === 'echo' ? urlFindings(policy.url, [...path, family, 'url']) : []
  })
}

/** Everything that is wrong with settings whose shape is right, in the order of the file. */
export function semanticFindings(settings: Settings, providerOf: ProviderLookup): Finding[] {
  const accounts = new Map<string, AccountSettings>()
  const perAccount = settings.accounts.flatMap((account, index) => {
    const path = ['accounts', index]
    const twice = accounts.has(account.id)
      ? [{ path: [...path, 'id'], problem: `is used twice: another account is called "${account.id}"` }]
      : []
    accounts.set(account.id, account)
    return [...twice, ...accountFindings(account, path, providerOf)]
  })
  const seen = new Set<string>()
  const perRecord = settings.records.flatMap((record, index) => {
    const path = ['records', index]
    const key = `${record.account} ${record.hostname.toLowerCase()}`
    const twice = seen.has(key) ? [{ path, problem: 'is there twice: same account, same hostname' }] : []
    seen.add(key)
    return [...twice, ...recordFindings(record, path, accounts.get(record.account), providerOf)]
  })
  const echo = (['ipv4', 'ipv6'] as const).flatMap((family) =>
    (settings.detection.echo[family] ?? []).flatMap((url, i) => urlFindings(url, ['detection', 'echo', family, i])),
  )
  return [...perAccount, ...variableFindings(settings.accounts, providerOf), ...perRecord, ...echo]
}
