import { describe, expect, it } from 'vitest'
import { findSuccess, findText, isOpening, type SuccessRules } from './success.ts'

const rules = (over: Partial<SuccessRules>): SuccessRules => ({
  ...{ begins: [], holds: [], emptyStatuses: [], failures: [] },
  ...over,
})

describe('a text in a reply', () => {
  it.each([
    ['OK', 'ok'],
    ['<p>Update OK.</p>', 'ok'],
    ['{"status":"ok","ip":"x"}', '"status":"ok"'],
    ['token, but ok', 'ok'],
    ['已更新成功。', '更新成功'],
    ['result=0;', 'result=0'],
  ])('%j holds %j', (body, text) => {
    expect(findText(body, text)).not.toBeNull()
  })

  it.each([
    ['token', 'ok'],
    ['okay', 'ok'],
    ['result=01', 'result=0'],
    ['', 'ok'],
  ])('%j does not hold %j', (body, text) => {
    expect(findText(body, text)).toBeNull()
  })
})

describe('a success', () => {
  it('is what the reply begins with, or holds, or a status without text', () => {
    const all = rules({ begins: ['ok'], holds: ['updated'], emptyStatuses: [204] })
    expect(findSuccess(all, 200, '\n OK 11.22.33.44\nmore')).toEqual({ by: 'begins', rest: ' 11.22.33.44' })
    expect(findSuccess(all, 200, '<p>Record updated</p>')).toEqual({ by: 'holds', rest: '</p>' })
    expect(findSuccess(all, 204, ' \n')).toEqual({ by: 'status', rest: '' })
    for (const [status, body] of [
      [200, ''],
      [204, 'x'],
      [200, 'not OK'],
    ] as const) {
      expect(findSuccess(all, status, body)).toBeNull()
    }
  })
})

it.each([
  '{',
  '[',
  '{"',
  '<',
  '<?xml',
  '<?xml version="1.0"?>',
  '<html',
  '<!doctype html>',
  '<r><code>',
  '{"success"',
  '{"success":',
  '"success":',
  '...',
])('the text %s is only an opening', (text) => {
  expect(isOpening(text)).toBe(true)
})

it.each([
  'ok',
  'good',
  '{"success":true',
  '{"status":"ok"',
  '{"code":0',
  '["ok"',
  '<code>0',
  '<p>updated',
  '"ok"',
  '200',
  '更新成功',
])('the text %s is more than an opening', (text) => {
  expect(isOpening(text)).toBe(false)
})
