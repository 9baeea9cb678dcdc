// The form of what is said about a name: whole sentences, each language by its own rules, with a next step where one is due.
import { describe, expect, it } from 'vitest'
import { LOCALES, type Locale } from '../locale.ts'
import type { ReasonCode } from '../reason.ts'
import { TRIGGERS } from '../snapshot.ts'
import { CATALOGUES } from './translate.ts'

type Tree = { readonly [key: string]: string | Tree }

const flat = (tree: Tree, prefix: string): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${prefix}.${key}`, value] as [string, string]] : flat(value, `${prefix}.${key}`),
  )

const ROOMS = ['reason', 'failure', 'why', 'hold', 'breaker', 'verify', 'notice', 'intent'] as const
/** How a sentence ends, and what stands between the parts of one. */
const FORMS: Readonly<Record<Locale, { readonly end: RegExp; readonly between: RegExp }>> = {
  en: { end: /[.…]$|\}\}$/, between: /[.;]\s|, (?:so|then) |: / },
  'zh-CN': { end: /[。…]$|\}\}$/, between: /[。；：]|，因此|，再/ },
}
/** Headings, and what is put into another sentence. */
const NO_SENTENCES = /^why\.(head-|of-family)/

const sentencesOf = (locale: Locale) =>
  ROOMS.flatMap((room) => flat(CATALOGUES[locale][room] as Tree, room)).filter(([key]) => !NO_SENTENCES.test(key))

const wrong = (locale: Locale, isWrong: (text: string) => boolean) =>
  sentencesOf(locale)
    .filter(([, text]) => isWrong(text))
    .map(([key, text]) => `${key}: ${text}`)

describe.each(LOCALES)('what is said in %s', (locale) => {
  it('is there for every trigger, as a word and as a cause', () => {
    const { trigger, cause } = CATALOGUES[locale] as { trigger: Tree; cause: Tree }
    for (const tree of [trigger, cause]) {
      expect(Object.keys(tree).sort()).toEqual([...TRIGGERS].sort())
      expect(new Set(Object.values(tree)).size).toBe(TRIGGERS.length)
    }
  })

  it('is a whole sentence', () => {
    expect(wrong(locale, (text) => !FORMS[locale].end.test(text))).toEqual([])
  })

  it('is not said in the same words of two different reasons', () => {
    const texts = Object.values(CATALOGUES[locale].reason as Tree)
    expect(texts.filter((text, index) => texts.indexOf(text) !== index)).toEqual([])
  })
})

describe('in English', () => {
  it('a sentence begins with a capital letter or with a name, and is spaced as prose is', () => {
    expect(wrong('en', (text) => !/^[A-Z{"]/.test(text))).toEqual([])
    expect(wrong('en', (text) => / {2}| [,.;:](\s|$)|[a-z]\.[A-Z]/.test(text))).toEqual([])
  })
})

describe('in Chinese', () => {
  it('Latin words and parameters stand apart from the characters around them', () => {
    expect(wrong('zh-CN', (text) => /\p{Script=Han}(\{\{|[A-Za-z])|(\}\}|[A-Za-z])\p{Script=Han}/u.test(text))).toEqual(
      [],
    )
  })

  it('punctuation is Chinese beside Chinese characters', () => {
    expect(
      wrong('zh-CN', (text) => /\p{Script=Han}\s*[,.;:!?()](?!\w)|[,;:!?()]\s*\p{Script=Han}/u.test(text)),
    ).toEqual([])
  })

  it('no sentence is left in English', () => {
    expect(wrong('zh-CN', (text) => !/\p{Script=Han}/u.test(text))).toEqual([])
  })
})

describe.each(LOCALES)('what holds something back, in %s,', (locale) => {
  const parts = (text: string) => text.split(FORMS[locale].between).filter(Boolean).length

  it('says what is true and what comes next', () => {
    const HOLDS: readonly ReasonCode[] = [
      ...(['echo-disagree', 'echo-not-enough', 'echo-none', 'echo-differs', 'echo-unconfirmed'] as const),
      ...(['sources-none', 'via-no-address', 'via-no-route', 'via-other-route'] as const),
      ...(['adapter-missing', 'no-route', 'vpn-carries', 'offline', 'keep-unknown', 'update-unsettled'] as const),
      ...(['hold-needs-user', 'hold-blocked', 'hold-until', 'hold-parked', 'hold-forgotten', 'hold-interval'] as const),
    ]
    const short = HOLDS.filter((code) => parts((CATALOGUES[locale].reason as Record<string, string>)[code] ?? '') < 2)
    expect(short).toEqual([])
  })

  it('says of every guard what was seen, what follows and what to do', () => {
    const GUARDED: readonly ReasonCode[] = [
      ...(['nat-carrier', 'nat-carrier-adapter', 'nat-ds-lite', 'nat-double', 'nat-before', 'portal-captive'] as const),
      ...(['cdn-range', 'network-new', 'network-not-known', 'network-away', 'vpn-carries'] as const),
    ]
    const short = GUARDED.filter((code) => parts((CATALOGUES[locale].reason as Record<string, string>)[code] ?? '') < 3)
    expect(short).toEqual([])
  })

  it('says so of every failure, too', () => {
    const short = flat(CATALOGUES[locale].failure as Tree, 'failure').filter(([, text]) => parts(text) < 2)
    expect(short).toEqual([])
  })
})
