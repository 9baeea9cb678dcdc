import { describe, expect, it } from 'vitest'
import { FAILURE_KINDS } from '../failure.ts'
import { ATTEMPT_RESULTS } from '../history.ts'
import { LOCALES } from '../locale.ts'
import type { ReasonCode } from '../reason.ts'
import { ROW_STATES, TRIGGERS } from '../snapshot.ts'
import { en } from './en/index.ts'
import { type MessageKey, sentence, translator } from './translate.ts'
import { zhCN } from './zh-cn/index.ts'

type Tree = { readonly [key: string]: string | Tree }

const flatten = (tree: Tree, prefix = ''): Map<string, string> => {
  const found = new Map<string, string>()
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') found.set(prefix + key, value)
    else for (const [path, text] of flatten(value, `${prefix}${key}.`)) found.set(path, text)
  }
  return found
}

const parametersOf = (text: string) => [...text.matchAll(/\{\{([a-zA-Z]+)\}\}/g)].map((match) => match[1] ?? '').sort()
const english = flatten(en)
const chinese = flatten(zhCN)

describe('the catalogues', () => {
  it('hold the same messages, except the singular forms that Chinese does not have', () => {
    const wanted = [...english.keys()].filter((key) => !key.endsWith('_one')).sort()
    expect([...chinese.keys()].sort()).toEqual(wanted)
  })

  it('use the same parameters in every language', () => {
    for (const [key, text] of chinese) {
      expect({ key, parameters: parametersOf(text) }).toEqual({ key, parameters: parametersOf(english.get(key) ?? '') })
    }
  })

  it('name every plural in both of its forms', () => {
    for (const key of english.keys()) {
      if (key.endsWith('_one')) expect(english.has(key.replace(/_one$/, '_other'))).toBe(true)
    }
  })

  it('say nothing in Chinese that is still the English sentence', () => {
    for (const [key, text] of chinese) {
      if (/[a-z]{3,} [a-z]{3,} [a-z]{3,}/.test(english.get(key) ?? '')) {
        expect({ key, same: text === english.get(key) }).toEqual({ key, same: false })
      }
    }
  })
})

describe.each(LOCALES)('in %s', (locale) => {
  const t = translator(locale)

  it('every trigger, state, result and failure kind has a word', () => {
    const keys: MessageKey[] = [
      ...TRIGGERS.map((trigger) => `trigger.${trigger}` as const),
      ...ROW_STATES.map((state) => `row-state.${state}` as const),
      ...ATTEMPT_RESULTS.map((result) => `row-state.${result}` as const),
      ...FAILURE_KINDS.map((kind) => `failure-kind.${kind}` as const),
    ]
    for (const key of keys) expect({ key, text: t(key) }).not.toEqual({ key, text: key })
  })

  it('every reason becomes a sentence with no parameter left open', () => {
    for (const code of Object.keys(en.reason) as ReasonCode[]) {
      const params = Object.fromEntries(parametersOf(en.reason[code]).map((name) => [name, `<${name}>`]))
      const text = sentence(locale, { code, params })
      expect(text).not.toContain('{{')
      expect(text).not.toBe(`reason.${code}`)
      for (const value of Object.values(params)) expect(text).toContain(value)
    }
  })

  it('leaves the text of a parameter exactly as it is', () => {
    const address = '<b>&amp;{{metric}}$t(reason.off)</b>'
    expect(sentence(locale, { code: 'address-chosen', params: { address } })).toContain(address)
  })
})

it('tells a time among the parameters as a local time, not as a machine writes it', () => {
  const until = '2026-03-01T12:00:00.000Z'
  expect(sentence('en', { code: 'hold-until', params: { until } })).not.toContain(until)
  expect(sentence('en', { code: 'hold-until', params: { until } })).toContain('2026')
})
