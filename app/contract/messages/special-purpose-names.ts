// What the special-purpose blocks are called in each language.
import type { Locale } from '../locale.ts'
import { specialPurposeZhCN } from './zh-cn/special-purpose.ts'

/** Null where the language takes the names of the IANA registries, as app/model/special-purpose.ts has them. */
const NAMES: Readonly<Record<Locale, Readonly<Record<string, string>> | null>> = {
  en: null,
  'zh-CN': specialPurposeZhCN,
}

/** @param name as app/model/special-purpose.ts calls the block; a name without a translation is returned as it is. */
export function blockName(locale: Locale, name: string): string {
  const names = NAMES[locale]
  return names !== null && Object.hasOwn(names, name) ? (names[name] ?? name) : name
}
