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
  let asked = 0
  const http: HttpClient = {
    request: async () => {
      asked += 1
      return { ok: true, status: 200, headers: {}, body: '' }
    },
    reset: () => {},
  }
  const accounts = { provider: () => ({ info }) as Provider }
  const queryProvider = createProviderQueries({ accounts, limiter: createRequestLimiter(clock), quota, http })
  const ask = () =>
    queryProvider('home', true, async (client) => {
      await client.request(REQUEST)
      await client.request(REQUEST)
      return 'answered'
    })
  return { ask, asked: () => asked, quota, info, clock }
}

it('what a provider is asked is counted as it was sent, and leaves room for updates', async () => {
  const { ask, asked, quota, info, clock } = scene(300)
  const answers: (string | null)[] = []
  for (let index = 0; index < 100; index += 1) answers.push(await ask())
  expect(answers.filter((answer) => answer === 'answered')).toHaveLength(asked() / 2)
  // Four fifths of 300, less what is left alone.
  expect(asked()).toBeLessThanOrEqual(240 - 100)
  expect(asked()).toBeGreaterThan(120)
  expect(quota.waitUntil('home', info, 90)).toBeNull()
  await clock.advance(300_000)
  expect(await ask()).toBe('answered')
})

it('what failed half way was sent all the same', async () => {
  const { quota, info, clock } = scene(300)
  const failing = createProviderQueries({
    accounts: { provider: () => ({ info }) as Provider },
    limiter: createRequestLimiter(clock),
    quota,
    http: { request: () => Promise.reject(new Error('a bug')), reset: () => {} },
  })
  await expect(failing('home', true, (client) => client.request(REQUEST))).rejects.toThrow('a bug')
  expect(quota.waitUntil('home', info, 240)).not.toBeNull()
})
