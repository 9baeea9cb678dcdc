import { expect, it } from 'vitest'
import type { HttpClient } from '../../model/ports.ts'
import type { Provider } from '../../model/provider.ts'
import { createHandClock } from '../../testing/hand-clock.ts'
import { createProviderQueries } from './provider-queries.ts'
import { createQuota } from './quota.ts'
import { createRequestLimiter } from './request-limiter.ts'

const REQUEST = { method: 'GET', url: 'https://api.example.net/' } as const

function scene(requests: number) {
  const clock = createHandClock()
  const values = new Map<string, string>()
  const quota = createQuota({
    clock,
    store: {
      getValue: (name) => values.get(name) ?? null,
      setValue: (name, value) => void values.set(name, value ?? ''),
    },
  })
  const info = { quota: { requests, perS: 300 } } as Provider['info']
  let sent = 0
  const http: HttpClient = {
    request: async () => {
      sent += 1
      return { ok: true, status: 200, headers: {}, body: '' }
    },
    reset: () => {},
  }
  const accounts = { provider: () => ({ info }) as Provider, host: () => 'host' }
  const queryProvider = createProviderQueries({ accounts, limiter: createRequestLimiter(clock), quota, http })
  const query = () =>
    queryProvider('home', true, async (client) => {
      await client.request(REQUEST)
      await client.request(REQUEST)
      return 'answered'
    })
  return { query, sent: () => sent, quota, info, clock }
}

it('queries count against the quota by the requests they sent, and leave room for updates', async () => {
  const { query, sent, quota, info, clock } = scene(300)
  const answers: (string | null)[] = []
  for (let index = 0; index < 100; index += 1) answers.push(await query())
  expect(answers.filter((answer) => answer === 'answered')).toHaveLength(sent() / 2)
  // Four fifths of 300, less what is left for updates.
  expect(sent()).toBeLessThanOrEqual(240 - 100)
  expect(sent()).toBeGreaterThan(120)
  expect(quota.waitUntil('home', info, 90)).toBeNull()
  await clock.advance(300_000)
  expect(await query()).toBe('answered')
})

it('a query that fails half way counts what it has sent', async () => {
  const { quota, info, clock } = scene(300)
  const failing = createProviderQueries({
    accounts: { provider: () => ({ info }) as Provider, host: () => 'host' },
    limiter: createRequestLimiter(clock),
    quota,
    http: { request: () => Promise.reject(new Error('a bug')), reset: () => {} },
  })
  await expect(failing('home', true, (client) => client.request(REQUEST))).rejects.toThrow('a bug')
  expect(quota.waitUntil('home', info, 240)).not.toBeNull()
})
