import { describe, expect, it } from 'vitest'
import type { HttpRequest, HttpResult } from '../../model/ports.ts'
import type { HostAnswer, HostChange, ProviderAccount } from '../../model/provider.ts'
import { custom } from './provider.ts'

const V4 = '11.22.33.44'
const V6 = '2a0e:1111::44'

interface Setting {
  readonly fields?: Readonly<Record<string, string>>
  readonly secrets?: Readonly<Record<string, string>>
  readonly endpoint?: string
  readonly change?: Partial<HostChange>
  readonly body?: string
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
}

const outcomeOf = (answer: HostAnswer): string => {
  if (answer.kind === 'failed') return answer.failure.code
  if (answer.kind === 'accepted') return 'accepted'
  return answer.changed ? 'changed' : 'unchanged'
}

async function update(setting: Setting = {}) {
  const { fields, secrets = {}, endpoint, change, body = 'OK', status = 200, headers = {} } = setting
  const sent: HttpRequest[] = []
  const http = {
    request: async (request: HttpRequest): Promise<HttpResult> => {
      sent.push(request)
      return { ok: true, status, headers, body }
    },
    reset: () => {},
  }
  const account: ProviderAccount = {
    id: 'home',
    endpoint: endpoint ?? null,
    ca: null,
    allowPlainHttp: false,
    fields: { url: 'https://dns.example/u?a={ipv4}&b={ipv6}', success: 'OK, good,nochg,{"status":"ok"', ...fields },
    secrets,
  }
  const changes = [{ hostname: 'nas.example.org', ipv4: V4, ipv6: null, ...change }]
  const { outcomes } = await custom.update({ account, changes, userAgent: 'Homeward/0', now: () => 0 }, http)
  return { sent, answers: outcomes.map((outcome) => outcomeOf(outcome.answer)), outcomes }
}

it('takes one name per request; no interval, quota or expiry is known of it', () => {
  const { batchSize, minIntervalS, quota, keepAliveDays } = custom.info
  expect([batchSize, minIntervalS, quota, keepAliveDays]).toEqual([1, null, null, null])
})

describe('the request to a custom service', () => {
  it('is a GET of the filled URL, or a POST where the method says so', async () => {
    const [get] = (await update()).sent
    expect(get).toMatchObject({ method: 'GET', url: `https://dns.example/u?a=${V4}` })
    const [post] = (await update({ fields: { method: 'post' } })).sent
    expect(post).toMatchObject({ method: 'POST', url: `https://dns.example/u?a=${V4}` })
    expect((await update({ fields: { method: 'DELETE' } })).answers).toEqual(['field-malformed'])
  })

  it('carries the secret in the URL where it has a place for it, else as Basic authentication, never both', async () => {
    const fields = { url: 'https://dns.example/{secret}?a={ipv4}', username: 'me' }
    const [inUrl] = (await update({ fields, secrets: { secret: 'hush hush' } })).sent
    expect(inUrl?.url).toBe(`https://dns.example/hush%20hush?a=${V4}`)
    expect(inUrl?.headers).toEqual({ 'user-agent': 'Homeward/0' })
    const [basic] = (await update({ fields: { username: 'me' }, secrets: { secret: 'hush' } })).sent
    expect(basic?.headers?.authorization).toBe(`Basic ${btoa('me:hush')}`)
    expect((await update()).sent[0]?.headers?.authorization).toBeUndefined()
  })

  it('is not sent without the secret that its URL needs', async () => {
    for (const url of ['https://dns.example/u/{secret}?a={ip}', 'https://dns.example/u?k={secret}&a={ip}']) {
      const { sent, answers } = await update({ fields: { url } })
      expect(answers).toEqual(['bad-template'])
      expect(sent).toEqual([])
    }
  })

  it('goes to the account’s own server where it has one', async () => {
    const [request] = (await update({ endpoint: 'http://127.0.0.1:8053' })).sent
    expect(request?.url).toBe(`http://127.0.0.1:8053/u?a=${V4}`)
  })

  it('is sent once for each family if the URL has one placeholder for both', async () => {
    const both = { ipv6: V6 }
    const { sent, answers } = await update({ fields: { url: 'https://dns.example/u?a={ip}' }, change: both })
    expect(sent.map(({ url }) => new URL(url).searchParams.get('a'))).toEqual([V4, V6])
    expect(answers).toEqual(['accepted', 'accepted'])
  })

  it('is not sent for the second family once the first met a failure of the account', async () => {
    const setting = { fields: { url: 'https://dns.example/u?a={ip}' }, change: { ipv6: V6 } }
    const refused = await update({ ...setting, body: 'badauth' })
    expect(refused.answers).toEqual(['badauth', 'badauth'])
    expect(refused.sent).toHaveLength(1)
    expect((await update({ ...setting, body: 'nohost' })).sent).toHaveLength(2)
  })

  it('fails for a family that the URL has no place for', async () => {
    const fields = { url: 'https://dns.example/u?a={ipv4}' }
    expect((await update({ fields, change: { ipv6: V6 } })).answers).toEqual(['accepted', 'family-not-in-template'])
    const { sent, answers } = await update({ fields, change: { ipv4: null, ipv6: V6 } })
    expect(answers).toEqual(['family-not-in-template'])
    expect(sent).toEqual([])
  })

  it('is not sent if the template is invalid; the failure names the problem', async () => {
    const { sent, outcomes } = await update({ fields: { url: 'https://{hostname}/u?a={ipv4}' } })
    expect(sent).toEqual([])
    const detail = 'Update URL: it must have no placeholder in its scheme, host or port.'
    const failure = { kind: 'account', code: 'bad-template', detail, retryAt: null }
    expect(outcomes[0]?.answer).toEqual({ kind: 'failed', failure, isUnsent: true })
  })
})

describe('the reply of a custom service', () => {
  it.each([
    ['OK', 'accepted'],
    ['ok', 'accepted'],
    [`\n OK ${V4}\nmore`, 'changed'],
    ['{"status":"ok","ip":"x"}', 'accepted'],
    [`good ${V4}`, 'changed'],
    [`nochg ${V4}`, 'unchanged'],
    ['OK 11.22.33.45', 'other-address'],
    ['OK 127.0.0.1', 'other-address'],
    ['good 127.0.0.1', 'good-127.0.0.1'],
    ['OKAY', 'unknown-word'],
    ['Good evening, please sign in', 'unknown-word'],
    ['not OK', 'unknown-word'],
    ['badauth OK', 'badauth'],
    ['abuse', 'abuse'],
    ['<p>OK</p>', 'html'],
    ['', 'empty'],
  ])('%j means %s', async (body, expected) => {
    expect((await update({ body })).answers).toEqual([expected])
  })

  it.each([
    [{ contains: 'updated' }, 200, '<p>Record updated</p>', 'accepted'],
    [{ contains: 'updated' }, 200, 'Good morning. Your record was UPDATED.', 'accepted'],
    [{ contains: 'updated' }, 200, 'not yet', 'unknown-word'],
    [{ contains: 'updated' }, 500, 'updated', 'http-500'],
    [{ contains: 'updated' }, 200, 'badauth last updated today', 'badauth'],
    [{ contains: 'updated' }, 200, 'abuse updated', 'abuse'],
    [{ contains: 'updated to' }, 200, 'record updated to 11.22.33.45', 'other-address'],
    [{ contains: '"status":"ok"' }, 200, '{"ip":"11.22.33.44","status":"ok"}', 'accepted'],
    [{ status: '204' }, 204, '', 'accepted'],
    [{ status: '200' }, 200, ' \r\n', 'accepted'],
    [{ status: '204' }, 200, '', 'empty'],
    [{ status: '204' }, 204, 'something', 'unknown-word'],
    [{ success: 'OK', failure: 'error' }, 200, 'OK\nerror: no such host', 'failure-text'],
    [{ contains: 'updated', failure: 'not updated' }, 200, 'Your record was NOT updated', 'failure-text'],
    [{ success: 'OK', failure: 'error' }, 200, 'OK, no errors', 'unknown-word'],
    [{ success: 'OK,', failure: 'error' }, 200, 'OK', 'accepted'],
    [{ success: 'OK', failure: 'wrong' }, 200, 'badauth wrong', 'badauth'],
    [{ success: 'OK', failure: 'wrong' }, 503, 'wrong', 'http-503'],
    [{ success: '<?xml' }, 200, '<?xml version="1.0"?><error/>', 'field-malformed'],
    [{ success: '{' }, 200, '{"error":1}', 'field-malformed'],
  ])('%j with status %i and %j means %s', async (rules, status, body, expected) => {
    expect((await update({ fields: { success: '', ...rules }, status, body })).answers).toEqual([expected])
  })

  it('is no success if the status is one of a failure', async () => {
    expect((await update({ body: 'OK', status: 403 })).answers).toEqual(['http-403'])
    expect((await update({ body: 'badauth', status: 403 })).answers).toEqual(['badauth'])
    expect((await update({ body: 'badauth', status: 302 })).answers).toEqual(['redirect'])
  })

  it('makes the account wait as long as return code or header says, whichever is longer', async () => {
    const retryAt = async (body: string, after: string) => {
      const { outcomes } = await update({ body, status: 503, headers: { 'retry-after': after } })
      const answer = outcomes[0]?.answer
      return answer?.kind === 'failed' ? answer.failure.retryAt : 'confirmed'
    }
    expect(await retryAt('911', '7200')).toBe(7_200_000)
    expect(await retryAt('w86400s', '7200')).toBe(86_400_000)
    expect(await retryAt('out of order', '7200')).toBe(7_200_000)
  })
})
