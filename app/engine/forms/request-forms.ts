// The form of an account's requests as it counts now: the provider's own, with what was learnt about the server.
import type { AccountSettings } from '../../contract/settings.ts'
import type { FormAccount, Provider } from '../../model/provider.ts'
import { type LearntForm, learntFor, plainForm, type UpdateForm } from '../../model/update-form.ts'
import type { AccountResolver } from '../account-resolver.ts'
import { formKeyOf } from '../destination.ts'
import type { LearntForms } from './learnt-forms.ts'

export function formOf(provider: Provider, account: FormAccount, learnt: LearntForm): UpdateForm {
  const form = provider.form?.(account, learnt) ?? plainForm(provider.info.batchSize)
  // Whatever the provider documents: this server did not answer a list.
  return learnt.hosts === 'one' ? { ...form, hosts: 1, listTrial: null } : form
}

/** The form that an account's settings lead to, with nobody's secrets read. */
export interface AccountForm {
  readonly settings: AccountSettings
  readonly key: string
  readonly learnt: LearntForm
  /** As it counts for the hostname. */
  form(hostname: string): UpdateForm
}

/** @returns null for an account or provider that does not exist */
export function accountFormOf(
  {
    accounts,
    learnt,
  }: { readonly accounts: Pick<AccountResolver, 'settings' | 'provider'>; readonly learnt: LearntForms },
  account: string,
): AccountForm | null {
  const settings = accounts.settings(account)
  const provider = accounts.provider(account)
  if (settings === null || provider === null) return null
  const key = formKeyOf(settings)
  const known = learnt.of(key)
  return { settings, key, learnt: known, form: (hostname) => formOf(provider, settings, learntFor(known, hostname)) }
}
