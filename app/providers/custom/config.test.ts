import { describe, expect, it } from 'vitest'
import { fieldProblems } from './config.ts'

const GOOD = { url: 'https://dns.example/u?a={ip}', success: 'OK' }
const told = (fields: Readonly<Record<string, string>>) =>
  fieldProblems({ ...GOOD, ...fields }).map(({ field, problem }) => `${field} ${problem}`)

describe('the fields of a custom service', () => {
  it('have no mistake where the service can be updated by them, with its secret or before it is entered', () => {
    expect(told({})).toEqual([])
    expect(told({ method: 'post', username: 'me', url: 'https://dns.example/{username}/{secret}?a={ipv4}' })).toEqual(
      [],
    )
  })

  it('have each its own mistake, all told at once', () => {
    expect(told({ url: 'https://{hostname}/u?a={ip}', method: 'DELETE', success: ' , ' })).toEqual([
      'url must have no placeholder in its scheme, host or port',
      'success holds no text',
      'method must be GET or POST',
    ])
  })

  it('need a user name only where the URL has a place for it', () => {
    expect(told({ url: 'https://dns.example/{username}?a={ip}' })).toEqual([
      'username is missing: the URL has a place for it',
    ])
  })

  it('are not told to be missing, which the description tells', () => {
    expect(fieldProblems({})).toEqual([])
  })

  it('are not quoted: what stands in the wrong place may be a secret', () => {
    expect(told({ url: 'https://me:canary@dns.example/{canary}?a={ip}', method: 'canary' }).join()).not.toContain(
      'canary',
    )
    expect(told({ url: 'https://dns.example/{canary}?a={ip}' }).join()).not.toContain('canary')
  })
})
