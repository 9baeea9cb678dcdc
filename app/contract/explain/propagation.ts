// What was found of a name and who is behind, in sentences.
import type { Locale } from '../locale.ts'
import type { MessageKey } from '../messages/catalogue.ts'
import { translator } from '../messages/translate.ts'
import type { FamilyPropagation, Propagation } from '../propagation.ts'

/** @returns per family one sentence for what it holds, and one more where others still see something else */
export function propagationLines(locale: Locale, { hostname, families }: Propagation): string[] {
  const t = translator(locale)
  const clock = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' })
  return families.flatMap((it) => {
    const params = {
      hostname,
      family: t(`family.${it.family}`),
      zone: it.zone ?? hostname,
      address: it.expected ?? '',
      found: it.found.join(', '),
    }
    const verdict = t(verdictKey(it), params)
    return it.oldUntil === null ? [verdict] : [verdict, t('verify.old', { at: clock.format(new Date(it.oldUntil)) })]
  })
}

function verdictKey({ expected, state, source, found }: FamilyPropagation): MessageKey {
  if (expected === null) return 'verify.unconfirmed'
  if (state === 'holds' && source === 'provider') return 'verify.provider-holds'
  return state === 'differs' && found.length === 0 ? 'verify.gone' : `verify.${state}`
}
