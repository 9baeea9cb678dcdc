import { describe, expect, it } from 'vitest'
import type { FailureKind } from '../../contract/failure.ts'
import type { HostAnswer } from '../../model/provider.ts'
import { readReply } from './reply.ts'

const V4 = '11.22.33.44'
const V6 = '2a0e:1111::44'
const NOW = 1_800_000_000_000
const HALF_AN_HOUR = 30 * 60_000

interface Asked {
  readonly hosts?: number
  readonly sent?: readonly string[]
}

const read = (body: string, { hosts = 1, sent = [V4] }: Asked = {}) =>
  readReply(body, { hosts, sent, now: NOW, quote: (text) => text.trim() })
const word = (answer: HostAnswer | undefined): string | undefined => {
  if (answer?.kind === 'confirmed') return answer.changed ? 'good' : 'nochg'
  return answer?.failure.code
}
/** What each host's IPv4 answer comes to. */
const words = (body: string, hosts: number) =>
  Array.from({ length: hosts }, (_, index) => word(read(body, { hosts })?.(index, 'ipv4', V4)))
const families = (body: string) => {
  const answers = read(body, { sent: [V4, V6] })
  return [word(answers?.(0, 'ipv4', V4)), word(answers?.(0, 'ipv6', V6))]
}

describe('the words of dyndns2', () => {
  it.each<[string, FailureKind, number | null]>([
    ['badauth', 'credentials', null],
    ['!donator', 'account', null],
    ['!active', 'hostname', null],
    ['notfqdn', 'hostname', null],
    ['nofqdn', 'hostname', null],
    ['nohost', 'hostname', null],
    ['!yours', 'hostname', null],
    ['numhost', 'hostname', null],
    ['abuse', 'blocked', null],
    ['badagent', 'account', null],
    ['badsys', 'account', null],
    ['badrequest', 'account', null],
    ['unknown', 'account', null],
    ['dnserr', 'provider', NOW + HALF_AN_HOUR],
    ['911', 'provider', NOW + HALF_AN_HOUR],
    ['servererror', 'provider', NOW + HALF_AN_HOUR],
    ['w90s', 'throttled', NOW + 90_000],
    ['w15m', 'throttled', NOW + 900_000],
    ['w2h', 'throttled', NOW + 7_200_000],
    ['w86400s', 'throttled', NOW + 86_400_000],
    ['w99999999999h', 'throttled', NOW + 30 * 24 * 3_600_000],
    ['w999999999999999s', 'throttled', NOW + 30 * 24 * 3_600_000],
    ['w0s', 'throttled', null],
  ])('%s is of kind %s', (code, kind, retryAt) => {
    for (const body of [code, code.toUpperCase(), `\uFEFF${code}\r\n`, `\n ${code} with more words\n\n`]) {
      expect(read(body)?.(0, 'ipv4', V4)).toMatchObject({ kind: 'failed', failure: { kind, code, retryAt } })
    }
  })

  it('are good and nochg where it succeeded', () => {
    expect(words('good', 1)).toEqual(['good'])
    expect(words(`nochg ${V4}`, 1)).toEqual(['nochg'])
  })

  it.each([
    '',
    '\n',
    '<html>good</html>',
    '[200 OK] nohost',
    'goodbye',
    'deleted A',
    'constructor',
    'toString',
    'w5d',
    'w9999999999999999m',
  ])('are not found in %j', (body) => {
    expect(read(body)).toBeNull()
  })
})

describe('an answer of several lines', () => {
  it('speaks of one hostname a line, in the order asked', () => {
    expect(words(`good ${V4}\r\nnohost\r\nnochg ${V4}\r\n`, 3)).toEqual(['good', 'nohost', 'nochg'])
  })

  it('speaks of every hostname where it is a single line', () => {
    expect(words(`good ${V4}`, 3)).toEqual(['good', 'good', 'good'])
    expect(words('nohost', 2)).toEqual(['nohost', 'nohost'])
    expect(words('badauth', 2)).toEqual(['badauth', 'badauth'])
  })

  it('fails a hostname without a line rather than assume the best', () => {
    expect(words(`good ${V4}\nnochg ${V4}`, 3)).toEqual(['good', 'nochg', 'missing-line'])
  })

  it('may have more lines than hostnames', () => {
    expect(words(`good ${V4}\nnochg ${V4}\nabuse`, 2)).toEqual(['good', 'nochg'])
  })

  it('confirms nothing for a hostname whose line is not understood', () => {
    expect(words(`good ${V4}\nwhat? good`, 2)).toEqual(['good', 'unknown-word'])
  })

  it('confirms nothing at all where it does not begin with a word', () => {
    expect(read(`Hello\ngood ${V4}`, { hosts: 2 })).toBeNull()
  })

  it('fails every hostname where it begins with a word about the whole account', () => {
    expect(words(`badauth\ngood ${V4}`, 2)).toEqual(['badauth', 'badauth'])
  })
})

describe('an answer to both families of one hostname', () => {
  it('confirms both from one line with both addresses, however they are written', () => {
    expect(families(`good ${V4},${V6}`)).toEqual(['good', 'good'])
    expect(families(`nochg ${V4} 2A0E:1111:0:0:0:0:0:44`)).toEqual(['nochg', 'nochg'])
    expect(families('good')).toEqual(['good', 'good'])
  })

  it('may have a line for each family where they fared differently', () => {
    expect(families(`good ${V4}\nnochg ${V6}`)).toEqual(['good', 'nochg'])
    expect(families(`nochg ${V6}\ngood ${V4}`)).toEqual(['good', 'nochg'])
  })

  it('does not confirm a family whose address it leaves out', () => {
    expect(families(`good ${V4}`)).toEqual(['good', 'other-address'])
  })
})
