import { describe, expect, it } from 'vitest'
import type { FailureKind } from '../../contract/failure.ts'
import type { HostAnswer } from '../../model/provider.ts'
import { answeredLines, readReply } from './reply.ts'

const V4 = '11.22.33.44'
const V6 = '2a0e:1111::44'
const NOW = 1_800_000_000_000
const HALF_AN_HOUR = 30 * 60_000

interface Sent {
  readonly hosts?: number
  readonly sent?: readonly string[]
}

const read = (body: string, { hosts = 1, sent = [V4] }: Sent = {}) =>
  readReply(body, { hosts, sent, now: NOW, quote: (text) => text.trim() })
const codeOf = (answer: HostAnswer | undefined): string | undefined => {
  if (answer?.kind === 'confirmed') return answer.changed ? 'good' : 'nochg'
  return answer?.kind === 'accepted' ? 'accepted' : answer?.failure.code
}
/** The outcome of each host's IPv4 address. */
const codes = (body: string, hosts: number) =>
  Array.from({ length: hosts }, (_, index) => codeOf(read(body, { hosts })?.(index, 'ipv4', V4)))
const families = (body: string) => {
  const answers = read(body, { sent: [V4, V6] })
  return [codeOf(answers?.(0, 'ipv4', V4)), codeOf(answers?.(0, 'ipv6', V6))]
}

describe('the return codes of dyndns2', () => {
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
    for (const body of [code, code.toUpperCase(), `\uFEFF${code}\r\n`, `\n ${code} with more text\n\n`]) {
      expect(read(body)?.(0, 'ipv4', V4)).toMatchObject({ kind: 'failed', failure: { kind, code, retryAt } })
    }
  })

  it('are good and nochg for a success', () => {
    expect(codes(`good ${V4}`, 1)).toEqual(['good'])
    expect(codes('good', 1)).toEqual(['accepted'])
    expect(codes('nochg', 1)).toEqual(['accepted'])
    expect(codes(`nochg ${V4}`, 1)).toEqual(['nochg'])
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

describe('a return code with a tail', () => {
  it.each([
    ['badauth2', 'badauth'],
    ['badauth: the account is locked', 'badauth'],
    ['BADAUTH,', 'badauth'],
    ['badauth<br>', 'badauth'],
    ['nohost.', 'nohost'],
    ['nohost; nas.example.org', 'nohost'],
    ['notfqdn:nas', 'notfqdn'],
    ['nofqdn!', 'nofqdn'],
    ['!yours.', '!yours'],
    ['!active,', '!active'],
    ['!donator: offline', '!donator'],
    ['numhost (20)', 'numhost'],
    ['numhost=20', 'numhost'],
    ['badagent/Homeward', 'badagent'],
    ['badsys:', 'badsys'],
    ['badrequest.', 'badrequest'],
    ['unknown:', 'unknown'],
    ['abuse.', 'abuse'],
    ['dnserr; try later', 'dnserr'],
    ['911: maintenance', '911'],
    ['911.', '911'],
    ['servererror!', 'servererror'],
    ['w15m.', 'w15m'],
    ['w2h: slow down', 'w2h'],
  ])('%j is %s', (body, code) => {
    expect(codes(body, 1)).toEqual([code])
  })

  it.each(['badauthor', 'nohosts', 'unknowns', 'unknown-word', 'abuse@example.org', 'abusers', 'nohost.example.org'])(
    '%j is another word',
    (body) => {
      expect(read(body)).toBeNull()
    },
  )
  it.each(['9112', '911.5', '911-1234', 'w5m.example.org', 'w15m30s', 'w5day'])('%j is another word, too', (body) => {
    expect(read(body)).toBeNull()
  })

  it('is never a success', () => {
    for (const body of [`good: ${V4}`, `good, ${V4}`, `good; ${V4}`, 'good.', `nochg; ${V4}`, 'nochg:', 'good2']) {
      expect(read(body), body).toBeNull()
      expect(codes(`nochg ${V4}\n${body}`, 2), body).toEqual(['nochg', 'unknown-word'])
    }
  })
})

describe('a reply of several lines', () => {
  it('has a line per hostname, in the order of the request', () => {
    expect(codes(`good ${V4}\r\nnohost\r\nnochg ${V4}\r\n`, 3)).toEqual(['good', 'nohost', 'nochg'])
  })

  it('applies to every hostname where it is a single line', () => {
    expect(codes(`good ${V4}`, 3)).toEqual(['good', 'good', 'good'])
    expect(codes('nohost', 2)).toEqual(['nohost', 'nohost'])
    expect(codes('badauth', 2)).toEqual(['badauth', 'badauth'])
  })

  it('fails a hostname that has no line', () => {
    expect(codes(`good ${V4}\nnochg ${V4}`, 3)).toEqual(['good', 'nochg', 'missing-line'])
  })

  it('may have more lines than hostnames', () => {
    expect(codes(`good ${V4}\nnochg ${V4}\nabuse`, 2)).toEqual(['good', 'nochg'])
  })

  it('confirms nothing for a hostname whose line has no known code', () => {
    expect(codes(`good ${V4}\nwhat? good`, 2)).toEqual(['good', 'unknown-word'])
  })

  it('confirms nothing where it does not begin with a code', () => {
    expect(read(`Hello\ngood ${V4}`, { hosts: 2 })).toBeNull()
  })

  it('fails every hostname where it begins with a code about the whole account', () => {
    expect(codes(`badauth\ngood ${V4}`, 2)).toEqual(['badauth', 'badauth'])
  })
})

describe('a reply to both families of one hostname', () => {
  it('confirms both from one line with both addresses, in any notation', () => {
    expect(families(`good ${V4},${V6}`)).toEqual(['good', 'good'])
    expect(families(`nochg ${V4} 2A0E:1111:0:0:0:0:0:44`)).toEqual(['nochg', 'nochg'])
    expect(families('good')).toEqual(['accepted', 'accepted'])
  })

  it('may have a line for each family where their outcomes differ', () => {
    expect(families(`good ${V4}\nnochg ${V6}`)).toEqual(['good', 'nochg'])
    expect(families(`nochg ${V6}\ngood ${V4}`)).toEqual(['good', 'nochg'])
  })

  it('does not confirm a family whose address it leaves out', () => {
    expect(families(`good ${V4}`)).toEqual(['good', 'other-address'])
  })
})

describe('a reply to a list of hostnames', () => {
  it.each([
    [`good ${V4}\nnochg ${V4}\nnohost`, 'each'],
    ['good\ngood\ngood', 'each'],
    [`good ${V4}\nwhat?\nnohost`, 'each'],
    ['nohost', 'none'],
    ['notfqdn', 'none'],
    ['!yours', 'none'],
    ['numhost', 'none'],
    ['badrequest', 'none'],
    [`good ${V4}`, 'none'],
    [`good ${V4}\nnohost`, 'none'],
    ['good\ngood\ngood\ngood', 'none'],
    ['badauth', undefined],
    ['abuse', undefined],
    ['!donator', undefined],
    ['badagent', undefined],
    ['badsys', undefined],
    ['911', undefined],
    ['dnserr', undefined],
    ['w30m', undefined],
    ['<html>nohost</html>', undefined],
  ])('%j speaks of %s', (body, expected) => {
    expect(answeredLines(body, 3)).toBe(expected)
  })
})
