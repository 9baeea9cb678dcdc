// What every provider owes the engine, whatever its protocol. Run for each of them, in memory and over real sockets.
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Failure, FailureKind } from '../contract/failure.ts'
import { LIMITS, type ProviderInfo, providerInfoSchema } from '../contract/provider-info.ts'
import { SERVICE_ORIGIN, secretScope } from '../contract/secret-scope.ts'
import type { HttpClient, HttpRequest, TransportFault } from '../model/ports.ts'
import type { HostAnswer, HostChange, Provider, UpdateReport } from '../model/provider.ts'
import type { Bench, CreateBench } from './provider-benches.ts'
import { type ProviderCase, writtenForms } from './provider-case.ts'

const ADDRESSES = { ipv4: '11.22.33.44', ipv6: '2a0e:1111::44' } as const
const PREFIXES = { ipv4: '11.22.33', ipv6: '2a0e' } as const
const OTHER = { ipv4: 'ipv6', ipv6: 'ipv4' } as const
const NOW = 1_800_000_000_000
const USER_AGENT = 'Homeward/0.0 (test) admin@example.org'
/** A name that belongs to no account of these tests. */
const STRANGER = 'nas.stranger.example.net'

const FAULTS: readonly (readonly [TransportFault, FailureKind])[] = [
  ['dns', 'network'],
  ['refused', 'network'],
  ['reset', 'network'],
  ['timeout', 'network'],
  ['tls', 'network'],
  ['too-large', 'unrecognised'],
]

const STATUSES: readonly (readonly [number, FailureKind])[] = [
  [400, 'account'],
  [401, 'credentials'],
  [403, 'credentials'],
  [404, 'hostname'],
  [429, 'throttled'],
  [500, 'provider'],
  [503, 'provider'],
]

/** How the services say yes. */
const SUCCESSES: readonly string[] = ['good', 'OK', '{"success":true,"result":[]}']

const STRANGE: readonly string[] = [
  '',
  ' \r\n ',
  '<html><body>good OK 200 {"success":true}</body></html>',
  'goo',
  'O',
  '{"success":tr',
  'Welcome! good nochg OK',
  'constructor',
  '__proto__',
  '{"success":true}',
  '{"success":true,"result":"good"}',
  '[]',
  'null',
]

/** An address for each family that the service takes. */
const addressesFor = (families: ProviderInfo['families']) => ({
  ipv4: families.includes('ipv4') ? ADDRESSES.ipv4 : null,
  ipv6: families.includes('ipv6') ? ADDRESSES.ipv6 : null,
})

const successOf = ({ namesAddress }: ProviderCase): HostAnswer =>
  namesAddress ? { kind: 'confirmed', changed: true } : { kind: 'accepted' }

const failuresOf = ({ outcomes }: UpdateReport): Failure[] =>
  outcomes.flatMap(({ answer }) => (answer.kind === 'failed' ? [answer.failure] : []))

/** An HTTP client that calls `around` with each request instead of sending it. */
const wrapped = (around: HttpClient['request']): HttpClient => ({ request: around, reset: () => {} })

/** One provider on a bench that is new for each test. */
interface Contract {
  readonly provider: Provider
  readonly one: ProviderCase
  readonly createBench: CreateBench
  readonly bench: () => Bench
  /** Every family that the service takes. */
  readonly changeOf: (hostname: string) => HostChange
  /** As many names as the service takes in one request, two at most. */
  readonly changes: readonly HostChange[]
  readonly send: (changes?: readonly HostChange[], over?: Pick<Bench, 'account' | 'http'>) => Promise<UpdateReport>
  /** The same value for each family that the service takes. */
  readonly perFamily: <T>(value: T) => T[]
}

function contractOf(provider: Provider, one: ProviderCase, createBench: CreateBench): Contract {
  let bench: Bench
  beforeEach(async () => {
    bench = await createBench(one)
  })
  afterEach(() => bench.close())
  const { families, batchSize } = provider.info
  const changeOf = (hostname: string): HostChange => ({ hostname, ...addressesFor(families) })
  return {
    provider,
    one,
    createBench,
    bench: () => bench,
    changeOf,
    changes: one.hostnames.slice(0, batchSize).map(changeOf),
    send: (changes = [changeOf(one.hostnames[0])], { account, http } = bench) =>
      provider.update({ account, changes, userAgent: USER_AGENT, now: () => NOW }, http),
    perFamily: (value) => families.map(() => value),
  }
}

/** @param where names the bench in the tests' titles */
export function describeProviderContract(
  where: string,
  provider: Provider,
  one: ProviderCase,
  createBench: CreateBench,
): void {
  describe(`${provider.info.id}, ${where}`, () => {
    const contract = contractOf(provider, one, createBench)
    describeRequests(contract)
    describeOutcomes(contract)
    describeFailures(contract)
    describeWaits(contract)
    describeSecrets(contract)
  })
}

/** What the rest of Homeward derives from the description. */
export function describeProviderInfo({ info, readBack }: Provider): void {
  describe(`the description of ${info.id}`, () => {
    it('can be handed to the page', () => {
      expect(providerInfoSchema.parse(structuredClone(info))).toEqual(info)
    })

    it('names the page of the protocol, and the page of each limit', () => {
      // Only of a service that the user describes there is no page.
      if (info.id === 'custom') expect([info.docs, info.homepage]).toEqual([null, null])
      else expect(info.docs).toMatch(/^https:\/\//)
      for (const limit of LIMITS) {
        const source = info.sources?.[limit]
        if (info[limit] === null) expect(source).toBeUndefined()
        else expect(source, limit).toMatch(/^https:\/\//)
      }
    })

    it('says that the provider can read back exactly when it can', () => {
      expect(info.canReadBack).toBe(readBack !== undefined)
    })
  })
}

function describeRequests({ provider, one, bench, changes, send }: Contract): void {
  const { families } = provider.info
  const [hostname] = one.hostnames

  it('sends explicit addresses, its User-Agent, and no more requests than it needs', async () => {
    const { outcomes, requests } = await send()
    expect(outcomes).toEqual(families.map((family) => ({ hostname, family, answer: successOf(one) })))
    const sent = bench().sent()
    const text = sent.map(({ url, body }) => url + body).join('\n')
    for (const family of families) expect(text).toContain(ADDRESSES[family])
    expect(sent.length).toBeLessThanOrEqual(one.mostRequests)
    expect(requests).toBe(sent.length)
    for (const { userAgent } of sent) expect(userAgent).toBe(USER_AGENT)
  })

  it.each(families)('touches only %s when no other family is to be updated', async (family) => {
    const { outcomes } = await send([{ hostname, ipv4: null, ipv6: null, [family]: ADDRESSES[family] }])
    expect(outcomes).toEqual([{ hostname, family, answer: successOf(one) }])
    for (const { url, body, method } of bench().sent()) {
      for (const [, value] of new URL(url, 'http://x').searchParams) expect(value).not.toBe('')
      expect(`${url}${body}`).not.toContain(PREFIXES[OTHER[family]])
      expect(url).not.toMatch(family === 'ipv4' ? /type=AAAA/ : /type=A(&|$)/)
      if (method !== 'GET') expect(body).toContain(ADDRESSES[family])
    }
  })

  it('makes each request with the connection settings of its account', async () => {
    const made: HttpRequest[] = []
    const http = wrapped((request) => {
      made.push(request)
      // The file does not exist, and the servers of these tests need none.
      const { ca: _, ...without } = request
      return bench().http.request(without)
    })
    const account = { ...bench().account, ca: '/etc/own-ca.pem', allowPlainHttp: true }
    expect(failuresOf(await send(undefined, { account, http }))).toEqual([])
    expect(made.length).toBeGreaterThan(0)
    for (const request of made) expect(request).toMatchObject({ ca: '/etc/own-ca.pem', allowPlainHttp: true })
  })

  it('sends only to the origin that its secrets are bound to', async () => {
    const given = bench().account
    const servers = provider.info.endpoint === 'required' ? [given.endpoint] : [given.endpoint, null]
    for (const endpoint of [...servers, 'https://own.example.net:8443/some/path']) {
      const account = { ...given, endpoint }
      const made: HttpRequest[] = []
      await send(changes, {
        account,
        http: wrapped(async (request) => {
          made.push(request)
          return { ok: false, fault: 'refused', message: 'not here', sent: false }
        }),
      })
      const { fields } = account
      const settings = { provider: provider.info.id, fields, ...(endpoint === null ? {} : { endpoint }) }
      const { origin } = secretScope(settings, provider.info)
      const allowed = origin === SERVICE_ORIGIN ? provider.info.ownOrigins : [origin]
      expect(made.length).toBeGreaterThan(0)
      for (const { url } of made) expect(allowed).toContain(new URL(url).origin)
    }
  })

  it('sends one request at a time', async () => {
    let underWay = 0
    const http = wrapped(async (request) => {
      expect(underWay).toBe(0)
      underWay += 1
      const result = await bench().http.request(request)
      underWay -= 1
      return result
    })
    const { account } = bench()
    expect(failuresOf(await send(changes, { account, http }))).toEqual([])
    const query = { account, hostname, userAgent: USER_AGENT, now: () => NOW }
    expect((await provider.readBack?.(query, http))?.ok ?? true).toBe(true)
  })
}

function describeOutcomes({ provider, one, bench, changeOf, changes, send, perFamily }: Contract): void {
  const { families } = provider.info

  it('gives one outcome per hostname and family, in the order of the request', async () => {
    const expected = changes.flatMap(({ hostname }) => families.map((family) => `${hostname} ${family}`))
    const names = ({ outcomes }: UpdateReport) => outcomes.map((outcome) => `${outcome.hostname} ${outcome.family}`)
    const success = await send(changes)
    expect(names(success)).toEqual(expected)
    expect(failuresOf(success)).toEqual([])
    bench().replyAlways({ status: 200, body: 'nonsense' })
    expect(names(await send(changes))).toEqual(expected)
  })

  if (changes.length > 1) {
    // Otherwise one misspelt name would hold the account's others.
    it('takes several names in one request, and one that the service refuses takes nothing from the others', async () => {
      const [first] = changes
      if (first === undefined) throw new Error('there is no name')
      const { outcomes } = await send([changeOf(STRANGER), first])
      const kinds = outcomes.map(({ answer }) => (answer.kind === 'failed' ? answer.failure.kind : answer.kind))
      expect(kinds).toEqual([...perFamily('hostname'), ...perFamily(successOf(one).kind)])
    })
  }

  it.each(STRANGE)('never takes %j for a success', async (body) => {
    bench().replyAlways({ status: 200, body })
    expect(failuresOf(await send()).map(({ kind }) => kind)).toEqual(perFamily('unrecognised'))
  })

  it('never takes the text of a success for one under a status of failure', async () => {
    bench().replyAlways({ status: 500, body: 'good OK' })
    expect(failuresOf(await send()).map(({ code }) => code)).toEqual(perFamily('http-500'))
  })
}

function describeFailures({ one, createBench, bench, send, perFamily }: Contract): void {
  it.each(FAULTS)('classifies the fault %s as %s', async (fault, kind) => {
    const report = await send(undefined, await bench().broken(fault))
    expect(failuresOf(report)).toMatchObject(perFamily({ kind, code: fault }))
  })

  it.each(STATUSES)('classifies the bare status %i as %s', async (status, kind) => {
    bench().replyAlways({ status, body: 'these are its words' })
    const failures = failuresOf(await send())
    expect(failures).toMatchObject(perFamily({ kind, code: `http-${status}` }))
    expect(failures[0]).toMatchObject({ detail: 'these are its words', retryAt: null })
  })

  it.each([301, 302, 307, 308])('follows no redirect with status %i', async (status) => {
    const other = await createBench(one)
    const location = `${other.origin}/moved?token=${encodeURIComponent(one.secret)}`
    for (const body of SUCCESSES) {
      const own = await createBench(one)
      own.replyAlways({ status, body, headers: { location } })
      const failures = failuresOf(await send(undefined, own))
      expect(failures).toMatchObject(perFamily({ kind: 'unrecognised', code: 'redirect' }))
      expect(failures[0]?.detail).toBe(`${other.origin}/moved`)
      expect(own.sent().length).toBeLessThanOrEqual(1)
      await own.close()
    }
    expect(other.sent()).toEqual([])
    await other.close()
  })
}

function describeWaits({ provider, bench, changeOf, one, send }: Contract): void {
  it.each([
    ['120', NOW + 120_000],
    [new Date(NOW + 3_600_000).toUTCString(), NOW + 3_600_000],
    ['0', null],
    ['soon', null],
  ])('holds a throttled account as long as "Retry-After: %s" asks', async (value, retryAt) => {
    bench().replyAlways({ status: 429, body: 'slow down', headers: { 'retry-after': value } })
    expect(failuresOf(await send())[0]).toMatchObject({ kind: 'throttled', retryAt })
  })

  it('counts the wait from the reply, not from the request', async () => {
    let now = NOW
    bench().replyAlways({ status: 429, body: 'slow down', headers: { 'retry-after': '10' } })
    const { account, http } = bench()
    const slow = wrapped(async (request) => {
      const result = await http.request(request)
      now += 15_000
      return result
    })
    const changes = [changeOf(one.hostnames[0])]
    const report = await provider.update({ account, changes, userAgent: USER_AGENT, now: () => now }, slow)
    expect(failuresOf(report)[0]).toMatchObject({ kind: 'throttled', retryAt: NOW + 25_000 })
  })
}

function describeSecrets({ provider, one, createBench, bench, send }: Contract): void {
  it('keeps the secret out of its report, even if the server repeats it', async () => {
    const forms = writtenForms(one)
    const json = { success: false, errors: [{ code: 1, message: `token ${one.secret} is wrong` }], result: null }
    const bodies = [forms.join(' '), `badauth ${forms.join(' ')}`, `KO ${forms.join(' ')}`, JSON.stringify(json)]
    for (const status of [200, 400, 401, 429, 500]) {
      for (const body of bodies) {
        const own = await createBench(one)
        own.replyAlways({ status, body })
        const report = JSON.stringify(await send(undefined, own))
        for (const form of forms) expect(report).not.toContain(JSON.stringify(form).slice(1, -1))
        expect(report).not.toContain('Zq7')
        await own.close()
      }
    }
  })

  if (provider.info.fields.some((field) => field.secret && field.required)) {
    it('sends nothing without its secret', async () => {
      const report = await send(undefined, { ...bench(), account: { ...bench().account, secrets: {} } })
      expect(failuresOf(report)[0]).toMatchObject({ kind: 'credentials', code: 'field-missing' })
      expect(report.requests).toBe(0)
      expect(bench().sent()).toEqual([])
    })
  }
}

/** Any text as the reply to every request: nothing is confirmed unless the text begins as a success does. */
export function describeStrangeReplies(provider: Provider, one: ProviderCase, createBench: CreateBench): void {
  it(`${provider.info.id} confirms nothing from a text that does not begin as its success does`, async () => {
    const { families, batchSize } = provider.info
    const part = fc.constantFrom('good', 'nochg', 'OK', 'KO', 'badauth', '{"success":true}', ADDRESSES.ipv4)
    const sign = fc.constantFrom('\n', ' ', '<', ',')
    const mixture = fc.array(fc.oneof(part, sign, fc.string()), { maxLength: 8 }).map((parts) => parts.join(''))
    const { ipv4, ipv6 } = addressesFor(families)
    const changes = one.hostnames.slice(0, batchSize).map((hostname) => ({ hostname, ipv4, ipv6 }))
    await fc.assert(
      fc.asyncProperty(fc.oneof(mixture, fc.string({ unit: 'binary' }), fc.json()), async (body) => {
        const bench = await createBench(one)
        bench.replyAlways({ status: 200, body })
        const { account, http } = bench
        const { outcomes } = await provider.update({ account, changes, userAgent: USER_AGENT, now: () => NOW }, http)
        expect(outcomes).toHaveLength(changes.length * families.length)
        if (outcomes.some(({ answer }) => answer.kind !== 'failed')) expect(body).toMatch(one.success)
      }),
      { numRuns: 300 },
    )
  })
}
