// Sentences on propagation: what the servers answered for a name, and which resolvers still have an old address.
import type { Locale } from '../locale.ts'
import type { MessageKey } from '../messages/catalogue.ts'
import { translator } from '../messages/translate.ts'
import type { FamilyPropagation, Propagation } from '../propagation.ts'

/** @returns one sentence for each family, and a second one where resolvers still have the old address */
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
