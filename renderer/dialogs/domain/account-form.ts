// An account while it is being edited, checked with the rules of the settings and the provider's description. Pure. A typed
// secret leaves the draft only in the call that saves the account.
import * as z from 'zod/mini'
import type { Payload } from '../../../app/contract/ipc.ts'
import type { MessageKey } from '../../../app/contract/messages/translate.ts'
import { cleanPasted } from '../../../app/contract/pasted-text.ts'
import type { ProviderInfo } from '../../../app/contract/provider-info.ts'
import { isSameScope, secretScope } from '../../../app/contract/secret-scope.ts'
import { accountIdSchema, accountSettingsSchema } from '../../../app/contract/settings.ts'
import type { AccountStatus } from '../../../app/contract/snapshot.ts'
import { valueMistake } from '../../../app/contract/value-mistake.ts'

export interface AccountDraft {
  readonly id: string
  readonly provider: string
  readonly endpoint: string
  readonly ca: string | null
  readonly allowPlainHttp: boolean
  /** Settings that the form does not show, as they are. */
  readonly hidden?: Pick<AccountStatus, 'dialect' | 'dns'>
  readonly fields: Readonly<Record<string, string>>
  /** Only typed secrets. An absent or empty one leaves the stored secret as it is. */
  readonly secrets: Readonly<Record<string, string>>
}

/** Problems by field: `id`, `endpoint`, `field.KEY` and `secret.KEY`. */
export type Problems = Readonly<Record<string, MessageKey>>

/** A name that no account has yet: the provider's id, with a number if that is taken. */
export function freeAccountId(provider: string, taken: readonly string[]): string {
  const base = provider.replace(/[^A-Za-z0-9._-]/g, '-').slice(0, 56)
  if (!taken.includes(base)) return base
  let number = 2
  while (taken.includes(`${base}-${number}`)) number += 1
  return `${base}-${number}`
}

export function newAccountDraft(info: ProviderInfo, taken: readonly string[]): AccountDraft {
  return {
    id: freeAccountId(info.id, taken),
    provider: info.id,
    endpoint: '',
    ca: null,
    allowPlainHttp: false,
    fields: {},
    secrets: {},
  }
}

export function draftOfAccount(account: AccountStatus): AccountDraft {
  const { id, provider, ca, allowPlainHttp, dialect, dns, fields } = account
  const hidden = { ...(dialect === undefined ? {} : { dialect }), ...(dns === undefined ? {} : { dns }) }
  return { id, provider, endpoint: account.endpoint ?? '', ca, allowPlainHttp, hidden, fields, secrets: {} }
}

/** Plain http to another computer needs the user's consent; loopback does not. */
export function needsPlainHttpConsent(endpoint: string): boolean {
  const host = /^http:\/\/(\[[^\]]*\]|[^/:?#\s]+)/i.exec(cleanPasted(endpoint))?.[1]?.toLowerCase()
  return host !== undefined && host !== 'localhost' && host !== '[::1]' && !/^127(\.\d{1,3}){3}$/.test(host)
}

/** The states of the account's secrets, if the draft were saved: a secret stored for the old server counts as missing at a new one. */
export function secretsInDraft(
  draft: AccountDraft,
  info: ProviderInfo,
  account: AccountStatus,
): AccountStatus['secrets'] {
  const scopeOf = ({ provider, endpoint, fields }: AccountDraft) => {
    const server = cleanPasted(endpoint)
    return secretScope({ provider, fields, ...(server === '' ? {} : { endpoint: server }) }, info)
  }
  if (isSameScope(scopeOf(draft), scopeOf(draftOfAccount(account)))) return account.secrets
  return Object.fromEntries(
    Object.entries(account.secrets).map(([key, state]) => [key, state === 'missing' ? 'missing' : 'other-server']),
  )
}

export const isUsable = (state: AccountStatus['secrets'][string]): boolean =>
  state === 'present' || state === 'unreadable'

/**
 * @param stored the states of the account's secrets, empty for a new account; a stored secret need not be typed again
 * @param taken ids of the other accounts
 */
export function accountProblems(
  draft: AccountDraft,
  info: ProviderInfo,
  stored: AccountStatus['secrets'],
  taken: readonly string[],
): Problems {
  const problems: Record<string, MessageKey> = {}
  if (!accountIdSchema.safeParse(draft.id).success) problems.id = 'window.problem.account-id'
  else if (taken.includes(draft.id)) problems.id = 'window.problem.account-taken'

  const endpoint = cleanPasted(draft.endpoint)
  if (endpoint === '') {
    if (info.endpoint === 'required') problems.endpoint = 'window.problem.endpoint-needed'
  } else if (!accountSettingsSchema.shape.endpoint.safeParse(endpoint).success) {
    problems.endpoint = 'window.problem.endpoint'
  }

  for (const field of info.fields) {
    const typed = cleanPasted((field.secret ? draft.secrets : draft.fields)[field.key] ?? '')
    const isStored = field.secret && isUsable(stored[field.key] ?? 'missing')
    const key = `${field.secret ? 'secret' : 'field'}.${field.key}`
    const mistake = valueMistake(field, typed)
    if (field.required && typed === '' && !isStored) problems[key] = 'window.problem.field'
    else if (mistake !== null) problems[key] = `value-mistake.${mistake}`
  }
  return problems
}

/** What to send to save it. The draft must have no problems. Removes the white space around values, which pasting often adds. */
export function accountPayload(draft: AccountDraft, info: ProviderInfo): Payload<'account.save'> {
  const endpoint = cleanPasted(draft.endpoint)
  const filled = (values: Readonly<Record<string, string>>, secret: boolean) => {
    const keys = info.fields.filter((field) => field.secret === secret).map((field) => field.key)
    return Object.fromEntries(
      keys.map((key) => [key, cleanPasted(values[key] ?? '')]).filter(([, value]) => value !== ''),
    )
  }
  return {
    account: z.parse(accountSettingsSchema, {
      id: draft.id,
      provider: draft.provider,
      ...(endpoint === '' ? {} : { endpoint }),
      ...(draft.ca === null ? {} : { ca: draft.ca }),
      ...(draft.allowPlainHttp && needsPlainHttpConsent(endpoint) ? { allowPlainHttp: true } : {}),
      ...draft.hidden,
      fields: filled(draft.fields, false),
    }),
    secrets: filled(draft.secrets, true),
  }
}
