// A family's policy in a few words, for lists.
import type { Translate } from '../../../app/contract/messages/translate.ts'
import type { FamilyPolicy } from '../../../app/contract/settings.ts'

export function policyText(t: Translate, policy: FamilyPolicy): string {
  if (typeof policy === 'string') return t(`window.policy.${policy}`)
  if (policy.source === 'adapter') return t('window.policy.from-adapter', { adapter: policy.adapter })
  return t('window.policy.from-echo', { host: hostOf(policy.url) })
}

function hostOf(url: string): string {
  return /^https?:\/\/([^/?#]+)/i.exec(url)?.[1] ?? url
}
