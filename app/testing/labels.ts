// Labels of made-up providers: what they say does not matter, but every language needs one.
import { LOCALES } from '../contract/locale.ts'
import type { LocalText } from '../contract/provider-info.ts'

export const inAllLanguages = (text: string): LocalText =>
  Object.fromEntries(LOCALES.map((locale) => [locale, text])) as LocalText
