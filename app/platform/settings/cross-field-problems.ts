// Problems that no single key shows: references to nothing, duplicates, and what a provider requires of its accounts.
import ipaddr from 'ipaddr.js'
import {
  isSourceList,
  policyProblems,
  policyText,
  policyValues,
  type SourceList,
  type SourcePolicy,
} from '../../contract/address-sources.ts'
import type { ProviderField, ProviderInfo } from '../../contract/provider-info.ts'
import type { AccountSettings, RecordSettings } from '../../contract/settings.ts'
import { VALUE_PROBLEMS, valueMistake } from '../../contract/value-mistake.ts'
import { parseAddress } from '../../model/address.ts'
import type { Provider } from '../../model/provider.ts'
import { publishable } from '../../model/special-purpose.ts'
import { secretVariable } from '../credentials/environment-credentials.ts'
import type { AuthorityProblems } from '../http/authority-file.ts'
import { plainHttpRefusal } from '../http/plain-http.ts'
import type { ValueProblem } from './settings-problem.ts'
import type { Entry, SettingsParts } from './valid-parts.ts'

/** The parts of a provider that are needed here: its description, and its own check of an account's fields. */
export type ProviderLookup = (id: string) => Pick<Provider, 'info' | 'fieldProblems' | 'takesDialect'> | null

/** @returns why a URL cannot be used; null when it can. A password in it would be a secret in a file. */
function urlProblem(text: string): string | null {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    return 'is not a valid address'
  }
  return url.username === '' && url.password === '' ? null : 'must hold no user name or password'
}

function urlProblems(text: string | undefined, path: ValueProblem['path']): ValueProblem[] {
  const problem = text === undefined ? null : urlProblem(text)
  return problem === null ? [] : [{ path, problem }]
}

/** Plain http that the HTTP client would refuse at the first update, as far as the settings show it. */
function plainHttpProblems(
  text: string | undefined,
  account: AccountSettings,
  path: ValueProblem['path'],
): ValueProblem[] {
  if (text === undefined || !/^http:\/\//i.test(text)) return []
  const host = hostOf(text)
  if (host === null || host === 'localhost') return []
  const refusal = ipaddr.isValid(host) ? plainHttpRefusal(host, account.allowPlainHttp ?? false) : null
  if (refusal !== null) {
    const isPrivate = plainHttpRefusal(host, true) === null
    const rule = isPrivate
      ? 'plain http to a private address needs allowPlainHttp'
      : 'plain http is never used but to this machine or a private network'
    return [{ path, problem: `must begin with https: ${rule}` }]
  }
  return ipaddr.isValid(host) || account.allowPlainHttp
    ? []
    : [{ path, problem: 'must begin with https; plain http needs allowPlainHttp, and a server on your own network' }]
}

/** Null where the address has no plain host, as when a custom address has a placeholder in it. */
function hostOf(text: string): string | null {
  const [, host] = /^http:\/\/(\[[0-9a-f:.]+\]|[^/:?#\s]+)/i.exec(text) ?? []
  return host?.replace(/^\[|\]$/g, '').toLowerCase() ?? null
}

function fieldProblems(account: AccountSettings, info: ProviderInfo, path: ValueProblem['path']): ValueProblem[] {
  const known = new Map(info.fields.map((field): [string, ProviderField] => [field.key, field]))
  const given = Object.keys(account.fields).flatMap((key): ValueProblem[] => {
    const at = { path: [...path, 'fields', key], atKey: true }
    const field = known.get(key)
    if (field === undefined) return [{ ...at, problem: `is not a field of ${info.label}`, isStray: true }]
    const mistake = field.secret ? null : valueMistake(field, account.fields[key] ?? '')
    if (mistake !== null) return [{ path: at.path, problem: VALUE_PROBLEMS[mistake] }]
    if (!field.secret) return []
    return [{ ...at, problem: 'is a secret: it belongs in the credential store, not in this file' }]
  })
  const missing = info.fields
    .filter((field) => field.required && !field.secret && (account.fields[field.key] ?? '') === '')
    .map((field) => ({ path: [...path, 'fields', field.key], problem: `is missing: ${info.label} needs it` }))
  return [...given, ...missing]
}

function accountProblems(
  account: AccountSettings,
  path: ValueProblem['path'],
  providerOf: ProviderLookup,
  authorities: AuthorityProblems,
): ValueProblem[] {
  const caProblem = authorities.get(account.ca ?? '')
  const ca = caProblem === undefined ? [] : [{ path: [...path, 'ca'], problem: caProblem }]
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
          ...urlProblems(account.endpoint, [...path, 'endpoint']),
          ...plainHttpProblems(account.endpoint, account, [...path, 'endpoint']),
        ]
  const dialect =
    account.dialect === undefined || provider.takesDialect
      ? []
      : [{ path: [...path, 'dialect'], atKey: true, problem: 'is only for services that speak dyndns2' }]
  const fields = ofFields.map(({ field, problem }) => ({ path: [...path, 'fields', field], problem }))
  const address = plainHttpProblems(account.endpoint ?? account.fields.url, account, [...path, 'fields', 'url'])
  const plain = account.endpoint === undefined ? address : []
  return [...endpoint, ...plain, ...ca, ...dialect, ...fieldProblems(account, info, path), ...fields]
}

/** Two secrets must not map to the same environment variable. Ids are values of the file, so they are not quoted. */
function variableProblems(accounts: readonly Entry<AccountSettings>[], providerOf: ProviderLookup): ValueProblem[] {
  const owners = new Map<string, { readonly id: string; readonly index: number }>()
  return accounts.flatMap(({ value: account, index }) => {
    const secrets = (providerOf(account.provider)?.info.fields ?? []).filter((field) => field.secret)
    return secrets.flatMap((field): ValueProblem[] => {
      const variable = secretVariable(account.id, field.key)
      const owner = owners.get(variable)
      if (owner === undefined) owners.set(variable, { id: account.id, index })
      if (owner === undefined || owner.id === account.id) return []
      const problem = `and accounts[${owner.index}].id would share the environment variable of a secret: rename one of them`
      return [{ path: ['accounts', index, 'id'], problem }]
    })
  })
}

function recordProblems(
  record: RecordSettings,
  path: ValueProblem['path'],
  families: ProviderInfo['families'] | undefined,
): ValueProblem[] {
  return (['ipv4', 'ipv6'] as const).flatMap((family): ValueProblem[] => {
    const policy = record[family]
    if (policy === 'off') return []
    if (families !== undefined && !families.includes(family)) {
      return [{ path: [...path, family], problem: `must be off: this provider holds no ${family} addresses` }]
    }
    return policy === 'auto' ? [] : sourcesProblems(policy, family, [...path, family])
  })
}

/** Of one source, or of each in a list. */
function sourcesProblems(
  policy: SourcePolicy | SourceList,
  family: 'ipv4' | 'ipv6',
  path: ValueProblem['path'],
): ValueProblem[] {
  if (!isSourceList(policy)) return sourceProblems(policy, family, path)
  const texts = policy.map((source) => policyText(source))
  return policy.flatMap((source, index): ValueProblem[] => {
    const own = [...path, index]
    const isTwice = texts.indexOf(texts[index] ?? '') < index
    return [
      ...(isTwice ? [{ path: own, problem: 'is there twice: the same source comes before it' }] : []),
      ...sourceProblems(source, family, own),
    ]
  })
}

function sourceProblems(policy: SourcePolicy, family: 'ipv4' | 'ipv6', path: ValueProblem['path']): ValueProblem[] {
  const values = policyValues(policy)
  const urls = values.filter(({ field }) => field.kind === 'url')
  const addresses = values.filter(({ field }) => field.kind === 'address')
  return [
    ...addresses.flatMap(({ key, value }) => addressProblems(String(value), [...path, key])),
    ...urls.flatMap(({ key, value }) => urlProblems(String(value), [...path, key])),
    ...policyProblems(policy, family).map(({ field, problem }) => ({ path: [...path, field], problem })),
  ]
}

/** As the file may say it, so that nothing in it is published which may not be. */
function addressProblems(text: string, path: ValueProblem['path']): ValueProblem[] {
  if (parseAddress(text) === null) return [{ path, problem: 'must be an IP address' }]
  const verdict = publishable(text)
  return verdict.ok
    ? []
    : [{ path, problem: `belongs to ${verdict.block} (${verdict.name}), which is never published` }]
}

/**
 * @param authorities the problems of the files that the accounts name
 * @returns all problems between the valid parts of the settings
 */
export function crossFieldProblems(
  parts: SettingsParts,
  providerOf: ProviderLookup,
  authorities: AuthorityProblems,
): ValueProblem[] {
  const accounts = new Map<string, AccountSettings>()
  const firstIndex = new Map<string, number>()
  const perAccount = parts.accounts.flatMap(({ value: account, index }) => {
    const path = ['accounts', index]
    const first = firstIndex.get(account.id)
    const twice =
      first === undefined
        ? []
        : [{ path: [...path, 'id'], problem: `is used twice: accounts[${first}] has it as well` }]
    if (first === undefined) firstIndex.set(account.id, index)
    accounts.set(account.id, account)
    return [...twice, ...accountProblems(account, path, providerOf, authorities)]
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
    return [...twice, ...dangling, ...recordProblems(record, path, families)]
  })
  const echo = (['ipv4', 'ipv6'] as const).flatMap((family) =>
    (parts.echo[family] ?? []).flatMap((url, i) => urlProblems(url, ['detection', 'echo', family, i])),
  )
  // A password in it would be a secret in a file; the environment may hold one.
  const proxy = /^https?:/i.test(parts.proxy ?? '') ? urlProblems(parts.proxy, ['network', 'proxy']) : []
  return [...perAccount, ...variableProblems(parts.accounts, providerOf), ...perRecord, ...echo, ...proxy]
}
