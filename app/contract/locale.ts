// The languages the interface speaks, and text that carries all of them.
import * as z from 'zod/mini'

export const LOCALES = ['en', 'zh-CN'] as const
export const localeSchema = z.enum(LOCALES)
export type Locale = (typeof LOCALES)[number]
export type LocalText = Readonly<Record<Locale, string>>

/** Picks the closest language we speak for a BCP 47 tag such as "zh-Hans-CN" or "en-GB". */
export function closestLocale(tag: string): Locale {
  return tag.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en'
}
