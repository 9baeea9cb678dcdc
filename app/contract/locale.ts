// The languages the interface speaks. A language added to LOCALES is a type error everywhere it still lacks something: its
// name here, its catalogue, its names of special-purpose blocks, and the labels of the providers.
import * as z from 'zod/mini'

export const LOCALES = ['en', 'zh-CN'] as const
export const localeSchema = z.enum(LOCALES)
export type Locale = (typeof LOCALES)[number]

/** Each language in its own words, so that everyone finds theirs. */
export const LANGUAGE_NAMES: Readonly<Record<Locale, string>> = { en: 'English', 'zh-CN': '简体中文' }

/** Picks the closest language we speak for a BCP 47 tag such as "zh-Hans-CN" or "en-GB"; English where there is none. */
export function closestLocale(tag: string): Locale {
  const language = (text: string) => text.toLowerCase().split('-')[0]
  return LOCALES.find((locale) => language(locale) === language(tag)) ?? 'en'
}
