import { describe, expect, it } from 'vitest'
import { answerMessage, type FamilyPolicy, familyPolicySchema, policySummary, policyText } from './address-sources.ts'
import { LOCALES } from './locale.ts'
import { translator } from './messages/translate.ts'

const POLICIES: readonly [FamilyPolicy, text: string, summary: string][] = [
  ['auto', 'auto', 'Automatic'],
  ['off', 'off', 'Off'],
  [{ source: 'adapter', adapter: 'Ethernet 2' }, 'adapter Ethernet 2', 'From Ethernet 2'],
  [{ source: 'echo', url: 'https://echo.example.org/ip' }, 'echo https://echo.example.org/ip', 'From echo.example.org'],
]

describe('a policy', () => {
  it.each(POLICIES)('%j is one line in the history, and a few words in lists', (policy, text, summary) => {
    expect(familyPolicySchema.parse(policy)).toEqual(policy)
    expect(policyText(policy)).toBe(text)
    expect(policySummary(translator('en'), policy)).toBe(summary)
  })

  it('fills every parameter of its summary, in every language', () => {
    for (const locale of LOCALES) {
      for (const [policy] of POLICIES) expect(policySummary(translator(locale), policy)).not.toContain('{{')
    }
  })
})

it('an answer in the history has a message even when its source no longer exists', () => {
  expect(answerMessage('adapter')).toBe('why.adapter-answer')
  expect(answerMessage('removed-source')).toBe('why.answer')
})
