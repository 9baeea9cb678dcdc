import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRecord } from '../../testing/snapshots.ts'
import { fitted, MAX_TOOLTIP, trayTooltip } from './tray-tooltip.ts'

describe('the tooltip', () => {
  it('is the product’s name and the engine’s sentence', () => {
    const records = [createRecord('nas.example.org')]
    const snapshot = { overall: 'attention' as const, summary: 'nas.example.org needs you.', records }
    expect(trayTooltip(snapshot)).toBe('Homeward: nas.example.org needs you.')
  })

  it('adds the confirmed addresses when all is well and the sentence does not name them', () => {
    const records = [
      createRecord('a.example.org'),
      createRecord('b.example.org'),
      createRecord('c.example.org', { address: '2a0e:1111::1' }),
    ]
    expect(trayTooltip({ overall: 'ok', summary: '3 names are up to date.', records })).toBe(
      'Homeward: 3 names are up to date. (11.22.33.44, 2a0e:1111::1)',
    )
    expect(trayTooltip({ overall: 'ok', summary: 'a is at 11.22.33.44.', records: records.slice(0, 1) })).toBe(
      'Homeward: a is at 11.22.33.44.',
    )
  })

  it('leaves out addresses that do not fit, rather than cutting them', () => {
    const summary = 'x'.repeat(MAX_TOOLTIP - 'Homeward: '.length - 5)
    expect(trayTooltip({ overall: 'ok', summary, records: [createRecord('a.example.org')] })).toBe(
      `Homeward: ${summary}`,
    )
  })

  it('is one line', () => {
    expect(trayTooltip({ overall: 'paused', summary: 'one\n  two', records: [] })).toBe('Homeward: one two')
  })

  it('never exceeds the limit of Windows and never ends in half a character', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 300 })
    void fc.assert(
      fc.property(text, (summary) => {
        const tooltip = trayTooltip({ overall: 'ok', summary, records: [] })
        expect(tooltip.length).toBeLessThanOrEqual(MAX_TOOLTIP)
        expect(tooltip).not.toMatch(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/)
      }),
    )
  })

  it('does not split a joined emoji or a flag', () => {
    expect(fitted(`${'a'.repeat(8)}👨‍👩‍👧‍👦tail`, 12)).toBe('aaaaaaaa…')
    expect(fitted('a🇨🇳b', 5)).toBe('a…')
  })
})
