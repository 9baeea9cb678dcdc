// Turns message keys and reasons into sentences of one language, the same for page, tray and command line.
import { createInstance, type i18n } from 'i18next'
import { shownHostname } from '../hostname.ts'
import { LOCALES, type Locale } from '../locale.ts'
import type { Reason } from '../reason.ts'
import type { Catalogue, MessageKey, MessageParams } from './catalogue.ts'
import { en } from './en/index.ts'
import { blockName } from './special-purpose-names.ts'
import { zhCN } from './zh-cn/index.ts'

export type { MessageKey, MessageParams } from './catalogue.ts'

/** One catalogue for each language: a language without one is a type error. */
export const CATALOGUES: Readonly<Record<Locale, Catalogue<typeof en>>> = { en, 'zh-CN': zhCN }

/** `count` in the parameters chooses the plural form by the rules of Intl.PluralRules. */
export type Translate = (key: MessageKey, params?: MessageParams) => string

let shared: i18n | null = null

const messages = (): i18n => {
  if (shared !== null) return shared
  shared = createInstance({
    lng: 'en',
    fallbackLng: 'en',
    resources: Object.fromEntries(LOCALES.map((locale) => [locale, { translation: CATALOGUES[locale] }])),
    initAsync: false,
    nsSeparator: false,
    // Text goes into text nodes, menus and terminals: escaping would show through.
    interpolation: { escapeValue: false, skipOnVariables: true },
  })
  void shared.init()
  return shared
}

export function translator(locale: Locale): Translate {
  const translate = messages().getFixedT(locale)
  return (key, params = {}) => translate(key, withShownHostname(params))
}

/** Hostnames are kept in ASCII, and shown as people write them. */
const withShownHostname = (params: MessageParams): MessageParams =>
  typeof params.hostname === 'string' ? { ...params, hostname: shownHostname(params.hostname) } : params

/** Sentences one after the other: some languages put a space between two, some do not. */
export const joinSentences = (locale: Locale, sentences: readonly string[]): string =>
  sentences.join(CATALOGUES[locale]['sentence-separator'])

const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/

/** The sentence of a reason, in the language given; times among its parameters (ISO 8601 UTC) are written as local time. */
export function sentence(locale: Locale, reason: Reason): string {
  const clock = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })
  const written = (name: string, value: string | number) => {
    if (typeof value !== 'string') return value
    if (name === 'name' && reason.code === 'address-special-purpose') return blockName(locale, value)
    return ISO_TIME.test(value) ? clock.format(new Date(value)) : value
  }
  const params = Object.entries(reason.params).map(([name, value]) => [name, written(name, value)])
  return translator(locale)(`reason.${reason.code}`, Object.fromEntries(params))
}
