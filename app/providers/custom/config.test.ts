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

  it('are not reported as missing, since the description covers that', () => {
    expect(fieldProblems({})).toEqual([])
  })

  it('are not quoted, as a secret may be in the wrong field', () => {
    expect(problemsOf({ url: 'https://me:canary@dns.example/{canary}?a={ip}', method: 'canary' }).join()).not.toContain(
      'canary',
    )
    expect(problemsOf({ url: 'https://dns.example/{canary}?a={ip}' }).join()).not.toContain('canary')
  })
})
