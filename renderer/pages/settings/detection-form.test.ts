import { describe, expect, it } from 'vitest'
import { DETECTION_NUMBERS, detectionSettingsSchema } from '../../../app/contract/settings.ts'
import { draftOfDetection, NUMBERS, readDetection } from './detection-form.ts'

const saved = detectionSettingsSchema.parse({ echo: { ipv4: ['https://a.example/ip', 'https://b.example/ip'] } })
const draft = draftOfDetection(saved)

describe('the detection settings as a form', () => {
  it('come back unchanged', () => {
    expect(readDetection(draft)).toEqual({ ok: true, settings: saved })
  })

  it('name the limits of the settings', () => {
    for (const name of NUMBERS) {
      const { min, max } = DETECTION_NUMBERS[name]
      const withNumber = (value: number) =>
        readDetection({ ...draft, numbers: { ...draft.numbers, [name]: `${value}` } })
      expect(withNumber(min).ok).toBe(true)
      expect(withNumber(max).ok).toBe(true)
      expect(withNumber(max + 1)).toEqual({
        ok: false,
        problems: { [name]: { key: 'window.problem.number', params: { min, max } } },
      })
      if (min > 0) expect(withNumber(min - 1).ok).toBe(false)
    }
  })

  it.each(['', '5.5', 'soon', '-1', '1e3'])('refuse "%s" as a number', (text) => {
    const read = readDetection({ ...draft, numbers: { ...draft.numbers, debounceMs: text } })
    expect(read.ok).toBe(false)
  })

  it('treat an empty list as the built-in services', () => {
    const read = readDetection({ ...draft, echo: { ipv4: ' \n', ipv6: '' } })
    expect(read.ok && read.settings.echo).toEqual({})
  })

  it.each([undefined, true, false])('keep %s as the answer to whether to listen to the router', (announcements) => {
    const gateway = { ask: false, events: true, ...(announcements === undefined ? {} : { announcements }) }
    const settings = detectionSettingsSchema.parse({ gateway })
    expect(readDetection(draftOfDetection(settings))).toEqual({ ok: true, settings })
  })

  it('keep what the form does not show, and the answer about new networks', () => {
    const operators = [
      { url: 'http://one.example/', status: 200 },
      { url: 'http://two.example/', status: 204 },
    ]
    for (const networks of [undefined, 'ask', 'publish', 'known-only'] as const) {
      const given = { vpnAdapters: { wg0: false }, portal: { probe: false, operators } }
      const settings = detectionSettingsSchema.parse({ ...given, ...(networks === undefined ? {} : { networks }) })
      expect(readDetection(draftOfDetection(settings))).toEqual({ ok: true, settings })
    }
  })

  it('mark the family whose list is wrong', () => {
    const read = readDetection({ ...draft, echo: { ipv4: 'https://a.example', ipv6: 'ftp://b.example' } })
    expect(read.ok ? [] : Object.keys(read.problems)).toEqual(['ipv6'])
  })
})

it('keeps what the form does not show', () => {
  const settings = detectionSettingsSchema.parse({ commands: true, throughProxy: true })
  expect(readDetection(draftOfDetection(settings))).toEqual({ ok: true, settings })
})
