import { describe, expect, it } from 'vitest'
import { formatsFor, formattingTag } from './formats.ts'

const now = Date.parse('2026-03-01T12:00:00.000Z')
const at = (secondsFromNow: number) => new Date(now + secondsFromNow * 1_000).toISOString()

describe('relative times', () => {
  const { ago } = formatsFor('en')
  it.each([
    [-2, 'now'],
    [-45, '45 seconds ago'],
    [-61, '1 minute ago'],
    [-3 * 60, '3 minutes ago'],
    [-119 * 60, '1 hour ago'],
    [-26 * 3_600, 'yesterday'],
    [-72 * 3_600, '3 days ago'],
    [150, 'in 2 minutes'],
  ])('%d seconds from now is "%s"', (seconds, words) => {
    expect(ago(at(seconds), now)).toBe(words)
  })

  it('speak Chinese', () => {
    expect(formatsFor('zh-CN').ago(at(-180), now)).toBe('3分钟前')
  })
})

describe('countdowns', () => {
  const { left } = formatsFor('en')
  it('show minutes and seconds below an hour, and never a rounded-down nothing', () => {
    expect(left(at(245), now)).toBe('4:05')
    expect(left(at(0.2), now)).toBe('0:01')
  })

  it('show hours and minutes above', () => {
    expect(left(at(2 * 3_600 + 300), now)).toBe('2 hr 5 min')
  })

  it('end', () => {
    expect(left(at(0), now)).toBeNull()
    expect(left(at(-5), now)).toBeNull()
  })
})

describe('spans', () => {
  it('name the two largest units', () => {
    const { span } = formatsFor('en')
    expect(span(604_799)).toBe('6 days 23 hr')
    expect(span(86_400 + 30)).toBe('1 day')
    expect(span(0)).toBe('0 sec')
  })

  it('of requests are short', () => {
    expect(formatsFor('en').took(1_240)).toBe('1.2 sec')
    expect(formatsFor('en').took(87.4)).toBe('87 ms')
  })
})

describe('lists', () => {
  it('join two addresses as the language does, apart from the characters around them', () => {
    expect(formatsFor('en').list(['11.22.33.4', '2a0e::1'])).toBe('11.22.33.4 and 2a0e::1')
    expect(formatsFor('zh-CN').list(['11.22.33.4', '2a0e::1'])).toBe('11.22.33.4 和 2a0e::1')
    expect(formatsFor('zh-CN').list(['11.22.33.4'])).toBe('11.22.33.4')
  })
})

it('the regional form follows the system when it speaks the language', () => {
  expect(formattingTag('en', ['de-DE', 'en-GB'])).toBe('en-GB')
  expect(formattingTag('zh-CN', ['zh-Hans-CN', 'en-US'])).toBe('zh-Hans-CN')
  expect(formattingTag('en', ['fr-FR', 'de-DE'])).toBe('en')
})
