import { describe, expect, it } from 'vitest'
import { affectedBy } from '../../contract/failure.ts'
import type { AccountSettings } from '../../contract/settings.ts'
import type { HttpRequest } from '../../model/ports.ts'
import type { HostChange, Provider, ProviderAccount } from '../../model/provider.ts'
import { anyDyndns2Server, dyndns2Services } from './provider.ts'

const V4 = '11.22.33.44'
const V6 = '2a0e:1111::44'
function serviceOf(id: string): Provider {
  const found = dyndns2Services.find(({ info }) => info.id === id)
  if (found === undefined) throw new Error(`there is no service ${id}`)
  return found
}
const [noip, dynu] = [serviceOf('noip'), serviceOf('dynu')]
const ENCODED_V6 = '2a0e%3A1111%3A%3A44'

interface Setting {
  readonly changes?: readonly HostChange[]
  readonly endpoint?: string | null
  readonly status?: number
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly account?: Partial<ProviderAccount>
}
const change = (ipv4: string | null, ipv6: string | null, hostname = 'nas.example.org'): HostChange => ({
  hostname,
  ipv4,
  ipv6,
})

async function update(provider: Provider, setting: Setting = {}) {
  const { changes = [change(V4, V6)], endpoint = null, status = 200, body = 'good', headers = {} } = setting
  const sent: HttpRequest[] = []
  const http = {
    request: async (request: HttpRequest) => {
      sent.push(request)
      return { ok: true, status, headers, body } as const
    },
    reset: () => {},
  }
  const account: ProviderAccount = {
    id: 'home',
    endpoint,
    ca: null,
    allowPlainHttp: false,
    fields: { username: 'ü' },
    secrets: { password: 'p:w' },
    ...setting.account,
  }
  const report = await provider.update({ account, changes, userAgent: 'Homeward/0', now: () => 0 }, http)
  const failures = report.outcomes.map(({ answer }) => (answer.kind === 'failed' ? answer.failure : null))
  const codes = failures.map((failure) => failure?.code ?? 'confirmed')
  return { sent, codes, failures, urls: sent.map(({ url }) => url) }
}

describe('the address of the server', () => {
  it.each([
    ['http://h/dyndns/', 'http://h/dyndns/?hostname='],
    ['http://h/dyndns', 'http://h/dyndns?hostname='],
    ['http://h/dyndns/?key=1', 'http://h/dyndns/?key=1&hostname='],
    ['http://h', 'http://h/nic/update?hostname='],
    ['http://h/', 'http://h/nic/update?hostname='],
    ['http://h//', 'http://h/nic/update?hostname='],
  ])('%s is asked as it is given, and for the usual path where it has none', async (endpoint, url) => {
    const { urls } = await update(anyDyndns2Server, { endpoint })
    expect(urls[0]?.startsWith(url), urls[0]).toBe(true)
  })

  it('gets no user name that Basic authentication would cut', async () => {
    const { sent, failures } = await update(anyDyndns2Server, {
      endpoint: 'http://h',
      account: { fields: { username: 'me:too' } },
    })
    expect(sent).toEqual([])
    expect(failures[0]).toMatchObject({
      kind: 'account',
      code: 'field-malformed',
      detail: expect.stringContaining('no colon'),
    })
  })
})

describe('the facts of the dyndns2 services', () => {
  it('make nothing wait, and send nothing unchanged, which no vendor asks for', () => {
    for (const { info } of [noip, dynu, anyDyndns2Server]) {
      // No-IP wants its free names confirmed by their owner, not updated.
      expect([info.minIntervalS, info.quota, info.keepAliveDays], info.id).toEqual([null, null, null])
    }
  })

  it('put several names into one request only where the service answers each', () => {
    expect([noip, dynu, anyDyndns2Server].map(({ info }) => info.batchSize)).toEqual([20, 1, 1])
  })
})

describe('the request of a dyndns2 service', () => {
  it('carries both addresses in one parameter at No-IP, and only the families to update', async () => {
    const base = 'https://dynupdate.no-ip.com/nic/update?hostname=nas.example.org'
    expect((await update(noip)).urls).toEqual([`${base}&myip=${V4},${ENCODED_V6}`])
    expect((await update(noip, { changes: [change(null, V6)] })).urls).toEqual([`${base}&myip=${ENCODED_V6}`])
    expect((await update(noip, { changes: [change(V4, null)] })).urls).toEqual([`${base}&myip=${V4}`])
  })

  it('sends "no" to Dynu for a family that is not to be updated', async () => {
    const base = 'https://api.dynu.com/nic/update?hostname=nas.example.org'
    expect((await update(dynu)).urls).toEqual([`${base}&myip=${V4}&myipv6=${ENCODED_V6}`])
    expect((await update(dynu, { changes: [change(V4, null)] })).urls).toEqual([`${base}&myip=${V4}&myipv6=no`])
    expect((await update(dynu, { changes: [change(null, V6)] })).urls).toEqual([`${base}&myip=no&myipv6=${ENCODED_V6}`])
  })

  it('goes to the account’s own server, with the path and query of its endpoint', async () => {
    const urlAt = async (endpoint: string) =>
      (await update(anyDyndns2Server, { endpoint, changes: [change(V4, null)] })).urls[0]?.replace(/hostname=.*/, '…')
    expect(await urlAt('https://ddns.example.net')).toBe('https://ddns.example.net/nic/update?…')
    expect(await urlAt('https://ddns.example.net:8443/dyn/update.php')).toBe(
      'https://ddns.example.net:8443/dyn/update.php?…',
    )
    expect(await urlAt('https://ddns.example.net/nic/update?system=dyndns')).toBe(
      'https://ddns.example.net/nic/update?system=dyndns&…',
    )
  })

  it('names several hostnames with literal commas, and signs in at once in UTF-8', async () => {
    const changes = [change(V4, null), change(V4, null, '*.example.org')]
    const { sent } = await update(noip, { changes })
    expect(sent[0]?.url).toContain('hostname=nas.example.org,%2A.example.org&')
    expect(sent[0]?.headers?.authorization).toBe(`Basic ${Buffer.from('ü:p:w').toString('base64')}`)
  })

  it.each<[string, AccountSettings['dialect'], Partial<HostChange>, string]>([
    ['one address', {}, { ipv4: V4, ipv6: null }, `myip=${V4}`],
    ['both in a list', { addresses: 'comma' }, { ipv4: V4, ipv6: V6 }, `myip=${V4},${ENCODED_V6}`],
    ['one that is only kept', { addresses: 'comma' }, { ipv4: V4, ipv6: null, kept: V6 }, `myip=${V4},${ENCODED_V6}`],
    [
      'each in its own',
      { addresses: 'separate:ip6' },
      { ipv4: null, ipv6: V6, kept: V4 },
      `myip=${V4}&ip6=${ENCODED_V6}`,
    ],
    [
      'a keep word',
      { addresses: 'separate:myipv6', keepWord: 'preserve' },
      { ipv4: V4, ipv6: null },
      `myip=${V4}&myipv6=preserve`,
    ],
    [
      'a keep parameter',
      { addresses: 'one', keepWord: 'keepipv4=1' },
      { ipv4: V4, ipv6: null },
      `myip=${V4}&keepipv6=1`,
    ],
  ])('is made as the account’s dialect says: %s', async (_, dialect, addresses, expected) => {
    const changes = [{ ...change(null, null), ...addresses }]
    const { urls } = await update(anyDyndns2Server, {
      changes,
      endpoint: 'https://ddns.example.net',
      account: { dialect },
    })
    expect(urls[0]?.replace(/^.*example.org&/, '')).toBe(expected)
  })

  it.each([
    [{ endpoint: null }, 'endpoint'],
    [{ endpoint: 'https://u:p@ddns.example.net' }, 'endpoint'],
    [{ endpoint: 'ftp://ddns.example.net' }, 'endpoint'],
    [{ endpoint: 'https://ddns.example.net', fields: {} }, 'field-missing'],
    [{ endpoint: 'https://ddns.example.net', secrets: { password: 'p\nw' } }, 'field-malformed'],
  ])('is not sent from an account that cannot work: %j', async (account, code) => {
    const { codes, sent } = await update(anyDyndns2Server, { account })
    expect(codes).toEqual([code, code])
    expect(sent).toEqual([])
  })
})

describe('the reply of a dyndns2 service', () => {
  it.each([
    [200, 'badauth'],
    [401, 'badauth'],
    [403, 'abuse'],
    [400, 'nohost'],
    [500, '911'],
  ])('counts by its return code under status %i: %s', async (status, body) => {
    expect((await update(noip, { status, body })).codes).toEqual([body, body])
  })

  it.each([
    [401, 'Sign in, please', 'http-401'],
    [401, 'good', 'http-401'],
    [502, 'good grief, a bad gateway', 'http-502'],
    [302, 'badauth', 'redirect'],
  ])('counts by its status %i where %j has no return code for it', async (status, body, code) => {
    expect((await update(noip, { status, body })).codes).toEqual([code, code])
  })

  it('with 127.0.0.1 means that this client is blocked', async () => {
    expect((await update(noip, { body: 'good 127.0.0.1' })).codes).toEqual(['good-127.0.0.1', 'good-127.0.0.1'])
  })

  it('holds only the name that its return code is about, and the account where the code may be about that', async () => {
    const affected = async (body: string) => {
      const changes = [change(V4, null), change(V4, null, 'cam.example.org')]
      const { failures } = await update(noip, { body, changes })
      const outcomes = failures.map((failure) => ({ failure }))
      return failures.map((failure) => failure && [failure.code, affectedBy(failure, outcomes), failure.retryAt])
    }
    const halfAnHour = 30 * 60_000
    expect(await affected(`good ${V4}\ndnserr`)).toEqual([null, ['dnserr', 'record', halfAnHour]])
    expect(await affected(`w2h\nnochg ${V4}`)).toEqual([['w2h', 'record', 7_200_000], null])
    expect(await affected('abuse\nnohost')).toEqual([
      ['abuse', 'record', null],
      ['nohost', 'record', null],
    ])
    expect(await affected('dnserr')).toEqual(Array(2).fill(['dnserr', 'account', halfAnHour]))
    expect(await affected(`good ${V4}\n911`)).toEqual([null, ['911', 'account', halfAnHour]])
  })

  it.each([
    [503, '911', '7200', 7_200_000],
    [503, 'dnserr', '60', 1_800_000],
    [429, 'w1m', '3600', 3_600_000],
    [200, 'w2h', '60', 7_200_000],
  ])(
    'waits as long as the longer of return code and header asks: %i %s, Retry-After %s',
    async (status, body, after, wait) => {
      const { failures } = await update(noip, { status, body, headers: { 'retry-after': after } })
      expect(failures).toMatchObject(Array(2).fill({ code: body, retryAt: wait }))
    },
  )
})
