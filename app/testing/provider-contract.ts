// What every provider owes the engine, whatever its protocol. Run for each of them, in memory and over real sockets.
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Failure, FailureKind } from '../contract/failure.ts'
import type { HttpClient, HttpRequest, TransportFault } from '../model/ports.ts'
import type { HostChange, Provider, UpdateReport } from '../model/provider.ts'
import type { Bench, BenchMaker } from './provider-benches.ts'
import type { ProviderCase } from './provider-cases.ts'
import { secretForms } from './provider-fault-bench.ts'

const IPV4 = '11.22.33.44'
const IPV6 = '2a0e:1111::44'
const NOW = 1_800_000_000_000
const USER_AGENT = 'Homeward/0.0 (test) admin@example.org'

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

export function describeProviderContract(
  where: string,
  provider: Provider,
  one: ProviderCase,
  makeBench: BenchMaker,
): void {
  describe(`${provider.info.id}, ${where}`, () => {
    let bench: Bench
    beforeEach(async () => {
      bench = await makeBench(provider, one)
    })
    afterEach(() => bench.close())

    const [hostname] = one.hostnames
    const both: HostChange = { hostname, ipv4: IPV4, ipv6: IPV6 }
    const send = (
      changes: readonly HostChange[] = [both],
      { account, http }: Pick<Bench, 'account' | 'http'> = bench,
    ) => provider.update({ account, changes, userAgent: USER_AGENT, now: () => NOW }, http)
    const failures = (report: UpdateReport): Failure[] =>
      report.outcomes.flatMap(({ answer }) => (answer.kind === 'failed' ? [answer.failure] : []))

    it('sends explicit addresses, its User-Agent, and no more requests than it needs', async () => {
      const { outcomes, requests } = await send()
      expect(outcomes).toEqual([
        { hostname, family: 'ipv4', answer: { kind: 'confirmed', changed: true } },
        { hostname, family: 'ipv6', answer: { kind: 'confirmed', changed: true } },
      ])
      const sent = bench.sent()
      const text = sent.map(({ url, body }) => url + body).join('\n')
      expect(text).toContain(IPV4)
      expect(text).toContain(IPV6)
      expect(sent.length).toBeLessThanOrEqual(one.mostRequests)
      expect(requests).toBe(sent.length)
      for (const { userAgent } of sent) expect(userAgent).toBe(USER_AGENT)
    })

    it.each([
      ['ipv4', { hostname, ipv4: IPV4, ipv6: null }, IPV4],
      ['ipv6', { hostname, ipv4: null, ipv6: IPV6 }, IPV6],
    ] as const)('touches nothing but %s when nothing else is meant', async (family, change, address) => {
      const { outcomes } = await send([change])
      expect(outcomes).toEqual([{ hostname, family, answer: { kind: 'confirmed', changed: true } }])
      for (const { url, body, method } of bench.sent()) {
        const query = [...new URL(url, 'http://x').searchParams]
        for (const [, value] of query) expect(value).not.toBe('')
        expect(`${url}${body}`).not.toContain(family === 'ipv4' ? '2a0e' : '11.22.33')
        expect(url).not.toMatch(family === 'ipv4' ? /type=AAAA/ : /type=A(&|$)/)
        if (method !== 'GET') expect(body).toContain(address)
      }
    })

    it('makes each request the way its account is reached', async () => {
      const asked: HttpRequest[] = []
      const noting: HttpClient = {
        request: (request) => {
          asked.push(request)
          // The file is not there, and the servers of these tests need none.
          const { ca: _, ...without } = request
          return bench.http.request(without)
        },
        reset: () => {},
      }
      const account = { ...bench.account, ca: '/etc/own-ca.pem', allowPlainHttp: true }
      expect(failures(await send([both], { account, http: noting }))).toEqual([])
      expect(asked.length).toBeGreaterThan(0)
      for (const request of asked) expect(request).toMatchObject({ ca: '/etc/own-ca.pem', allowPlainHttp: true })
    })

    it('sends one request at a time', async () => {
      let underWay = 0
      const inTurn: HttpClient = {
        request: async (request) => {
          expect(underWay).toBe(0)
          underWay += 1
          const result = await bench.http.request(request)
          underWay -= 1
          return result
        },
        reset: () => {},
      }
      const { account } = bench
      const changes = one.hostnames.slice(0, provider.info.batchSize).map((name) => ({ ...both, hostname: name }))
      expect(failures(await send(changes, { account, http: inTurn }))).toEqual([])
      const question = { account, hostname, userAgent: USER_AGENT, now: () => NOW }
      expect((await provider.readBack?.(question, inTurn))?.ok ?? true).toBe(true)
    })

    it('gives one outcome per hostname and family, in the order asked', async () => {
      const changes = one.hostnames.slice(0, provider.info.batchSize).map((name) => ({ ...both, hostname: name }))
      const wanted = changes.flatMap((change) => [`${change.hostname} ipv4`, `${change.hostname} ipv6`])
      const names = ({ outcomes }: UpdateReport) => outcomes.map((outcome) => `${outcome.hostname} ${outcome.family}`)
      const success = await send(changes)
      expect(names(success)).toEqual(wanted)
      expect(failures(success)).toEqual([])
      bench.answerAlways({ status: 200, body: 'nonsense' })
      expect(names(await send(changes))).toEqual(wanted)
    })

    it.each(STRANGE)('never takes %j for a success', async (body) => {
      bench.answerAlways({ status: 200, body })
      const report = await send()
      expect(failures(report).map(({ kind }) => kind)).toEqual(['unrecognised', 'unrecognised'])
    })

    it('never takes a success word for one under a status that is none', async () => {
      bench.answerAlways({ status: 500, body: 'good OK' })
      expect(failures(await send()).map(({ code }) => code)).toEqual(['http-500', 'http-500'])
    })

    it.each(FAULTS)('says that the fault %s is of kind %s', async (fault, kind) => {
      const report = await send([both], await bench.broken(fault))
      expect(failures(report)).toMatchObject([
        { kind, code: fault },
        { kind, code: fault },
      ])
    })

    it.each(STATUSES)('says that the bare status %i is of kind %s', async (status, kind) => {
      bench.answerAlways({ status, body: 'these are its words' })
      const code = `http-${status}`
      expect(failures(await send())).toMatchObject([
        { kind, code, detail: 'these are its words', retryAt: null },
        { kind, code },
      ])
    })

    it.each([
      ['120', NOW + 120_000],
      [new Date(NOW + 3_600_000).toUTCString(), NOW + 3_600_000],
      ['0', null],
      ['soon', null],
    ])('holds a throttled account as long as "Retry-After: %s" says', async (value, retryAt) => {
      bench.answerAlways({ status: 429, body: 'slow down', headers: { 'retry-after': value } })
      expect(failures(await send())[0]).toMatchObject({ kind: 'throttled', retryAt })
    })

    it('counts the wait from the answer, not from the request', async () => {
      let now = NOW
      bench.answerAlways({ status: 429, body: 'slow down', headers: { 'retry-after': '10' } })
      const { account, http } = bench
      const slow: HttpClient = {
        request: async (request) => {
          const result = await http.request(request)
          now += 15_000
          return result
        },
        reset: () => {},
      }
      const report = await provider.update(
        { account, changes: [{ ...both, ipv6: null }], userAgent: USER_AGENT, now: () => now },
        slow,
      )
      expect(failures(report)).toMatchObject([{ kind: 'throttled', retryAt: NOW + 25_000 }])
    })

    it.each([301, 302, 307, 308])('follows no redirect with status %i', async (status) => {
      const other = await makeBench(provider, one)
      const target = new URL(other.account.endpoint ?? other.account.fields.url ?? '').origin
      const location = `${target}/moved?token=${encodeURIComponent(one.secret)}`
      bench.answerAlways({ status, body: one.yes({ method: 'GET', url: 'http://x/' }), headers: { location } })
      const report = await send()
      expect(failures(report)).toMatchObject([
        { kind: 'unrecognised', code: 'redirect', detail: `${target}/moved` },
        { kind: 'unrecognised', code: 'redirect' },
      ])
      expect(other.sent()).toEqual([])
      expect(bench.sent().length).toBeLessThanOrEqual(1)
      await other.close()
    })

    it('keeps the secret out of everything it says, even if the server repeats it', async () => {
      const forms = secretForms(one)
      const json = { success: false, errors: [{ code: 1, message: `token ${one.secret} is wrong` }], result: null }
      const bodies = [forms.join(' '), `badauth ${forms.join(' ')}`, `KO ${forms.join(' ')}`, JSON.stringify(json)]
      for (const status of [200, 400, 401, 429, 500]) {
        for (const body of bodies) {
          const own = await makeBench(provider, one)
          own.answerAlways({ status, body })
          const said = JSON.stringify(await send([both], own))
          for (const form of forms) expect(said).not.toContain(JSON.stringify(form).slice(1, -1))
          expect(said).not.toContain('Zq7')
          await own.close()
        }
      }
    })

    it('sends nothing without its secret', async () => {
      if (!provider.info.fields.some((field) => field.secret && field.required)) return
      const report = await send([both], { ...bench, account: { ...bench.account, secrets: {} } })
      expect(failures(report)[0]).toMatchObject({ kind: 'credentials', code: 'field-missing' })
      expect(report.requests).toBe(0)
      expect(bench.sent()).toEqual([])
    })
  })
}

/** Any text at all as the answer to every request: nothing is confirmed unless it begins as a success does. */
export function describeStrangeAnswers(provider: Provider, one: ProviderCase, makeBench: BenchMaker): void {
  it(`${provider.info.id} confirms nothing on the word of any text that does not begin as its success does`, async () => {
    const word = fc.constantFrom('good', 'nochg', 'OK', 'KO', 'badauth', '{"success":true}', IPV4, '\n', ' ', '<', ',')
    const soup = fc.array(fc.oneof(word, fc.string()), { maxLength: 8 }).map((parts) => parts.join(''))
    await fc.assert(
      fc.asyncProperty(fc.oneof(soup, fc.string({ unit: 'binary' }), fc.json()), async (body) => {
        const bench = await makeBench(provider, one)
        bench.answerAlways({ status: 200, body })
        const { account, http } = bench
        const changes = one.hostnames.slice(0, provider.info.batchSize)
        const request = { account, userAgent: USER_AGENT, now: () => NOW }
        const asked = changes.map((hostname) => ({ hostname, ipv4: IPV4, ipv6: IPV6 }))
        const { outcomes } = await provider.update({ ...request, changes: asked }, http)
        expect(outcomes).toHaveLength(asked.length * 2)
        if (outcomes.some(({ answer }) => answer.kind === 'confirmed')) expect(body).toMatch(one.success)
      }),
      { numRuns: 300 },
    )
  })
}
