// The refusals that commands share, each built in one place.
import type { Locale } from '../contract/locale.ts'
import { translator } from '../contract/messages/translate.ts'
import type { Refusal } from '../contract/outcome.ts'
import type { ProviderField } from '../contract/provider-info.ts'
import type { ValueMistake } from '../contract/value-mistake.ts'
import { type Hold, STORE_LOCKED } from '../model/store.ts'

export type Refusals = ReturnType<typeof createRefusals>

/** @param locale the language of the sentences */
export function createRefusals(locale: () => Locale) {
  const t = (...args: Parameters<ReturnType<typeof translator>>) => translator(locale())(...args)
  const refuse = (message: string): Refusal => ({ ok: false, message })
  return {
    /** For a reason that is a sentence already. */
    because: refuse,
    paused: () => refuse(t('intent.paused')),
    noRound: () => refuse(t('intent.not-checked')),
    storeUnwritable: (reason: string) =>
      refuse(reason === STORE_LOCKED ? t('notice.store-locked') : t('notice.store-unwritable', { reason })),
    unknownRecord: (hostname: string): Refusal => ({
      ...refuse(t('intent.unknown-record', { hostname })),
      usage: true,
    }),
    /** No refusal: a sentence beside the rows. */
    accountOnHold: ({ account, hostname }: { account: string; hostname: string | null }, hold: Hold): string =>
      t(hold.class === 'until-time' ? 'intent.account-waits' : 'intent.account-on-hold', {
        account,
        hostname: hostname ?? account,
      }),
    noSuchQuestion: () => refuse(t('intent.no-question')),
    nothingToUndo: (hostname: string) => refuse(t('intent.nothing-to-undo', { hostname })),
    unknownProvider: (provider: string) => refuse(t('intent.unknown-provider', { provider })),
    unknownField: (field: string, provider: string) => refuse(t('intent.unknown-field', { field, provider })),
    badValue: ({ label }: ProviderField, mistake: ValueMistake) =>
      refuse(`${label[locale()]}: ${t(`value-mistake.${mistake}`)}`),
    forcedJustNow: (hostname: string, count: number) => refuse(t('intent.forced-just-now', { hostname, count })),
    plainEcho: () => refuse(t('intent.plain-echo')),
    newPortalPage: () => refuse(t('intent.portal-page')),
    badPath: () => refuse(t('intent.bad-path')),
    badAddressFile: () => refuse(t('intent.bad-address-file')),
    fileOnly: () => refuse(t('intent.file-only')),
    oldSecretLeft: (reason: string) => refuse(t('intent.old-secret-left', { reason })),
    secretLeft: (reason: string) => refuse(t('intent.secret-left', { reason })),
  }
}
