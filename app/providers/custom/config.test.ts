import { describe, expect, it } from 'vitest'
import { fieldProblems } from './config.ts'

const GOOD = { url: 'https://dns.example/u?a={ip}', success: 'OK' }
const problemsOf = (fields: Readonly<Record<string, string>>) =>
  fieldProblems({ ...GOOD, ...fields }).map(({ field, problem }) => `${field} ${problem}`)

describe('the fields of a custom service', () => {
  it('have no problem where they are enough for an update, with or without the secret', () => {
    expect(problemsOf({})).toEqual([])
    expect(
      problemsOf({ method: 'post', username: 'me', url: 'https://dns.example/{username}/{secret}?a={ipv4}' }),
    ).toEqual([])
  })

  it('each have their own problem, and all are reported at once', () => {
    expect(problemsOf({ url: 'https://{hostname}/u?a={ip}', method: 'DELETE', success: ' , ' })).toEqual([
      'url must have no placeholder in its scheme, host or port',
      'success holds no text',
      'method must be GET or POST',
    ])
  })

  it('need a user name only where the URL has a place for it', () => {
    expect(problemsOf({ url: 'https://dns.example/{username}?a={ip}' })).toEqual([
      'username is missing: the URL has a place for it',
    ])
  })

  it('say by a beginning, a text or a status what a success is like', () => {
    const none = ['success is missing: say by success, contains or status what a reply is like when the update worked']
    expect(fieldProblems({}).map(({ field, problem }) => `${field} ${problem}`)).toEqual(none)
    expect(problemsOf({ success: '' })).toEqual(none)
    for (const fields of [{ contains: 'updated' }, { status: '204' }, { status: '200, 204' }]) {
      expect(problemsOf({ success: '', ...fields })).toEqual([])
    }
    expect(problemsOf({ status: '302' })).toEqual(['status must be 200, 204, or both with a comma between'])
    expect(problemsOf({ failure: ',' })).toEqual(['failure holds no text'])
  })

  it('are refused where a success is only how every reply begins', () => {
    for (const [field, text] of [
      ['success', '<?xml'],
      ['success', 'OK, {'],
      ['contains', '{"success":'],
    ] as const) {
      expect(problemsOf({ [field]: text })).toEqual([
        `${field} is how a reply begins whether the update worked or not: add the text that follows`,
      ])
    }
  })

  it('need a user name that Basic authentication can carry, where it goes that way', () => {
    const withSecret = 'https://dns.example/{secret}?a={ip}'
    expect(problemsOf({ username: 'me:too' })[0]).toContain('username must hold no colon')
    expect(problemsOf({ username: 'me:too', url: withSecret })).toEqual([])
  })

  it('are not quoted, as a secret may be in the wrong field', () => {
    expect(problemsOf({ url: 'https://me:canary@dns.example/{canary}?a={ip}', method: 'canary' }).join()).not.toContain(
      'canary',
    )
    expect(problemsOf({ url: 'https://dns.example/{canary}?a={ip}' }).join()).not.toContain('canary')
  })
})
