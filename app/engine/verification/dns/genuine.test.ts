import { expect, it } from 'vitest'
import { createScriptedDns, type Script } from '../../../testing/scripted-dns.ts'
import { createGenuine } from './genuine.ts'
import { PUBLIC_RESOLVERS } from './public-resolvers.ts'

const OURS = '11.22.33.1'
const key = { account: 'home', hostname: 'nas.example.org', family: 'ipv4' } as const

async function check(
  answers: readonly Script[string][],
  over: { isLocal?: boolean; source?: 'dns' | 'provider' } = {},
) {
  const script = PUBLIC_RESOLVERS.map(({ address }, index) => [
    `${address} nas.example.org A`,
    answers[index] ?? 'timeout',
  ])
  const dns = createScriptedDns(Object.fromEntries(script))
  const accounts = { hasLocalDns: () => over.isLocal ?? false }
  const isGenuine = createGenuine({ dns, accounts, resolvers: PUBLIC_RESOLVERS })
  return { is: await isGenuine(key, OURS, { source: over.source ?? 'dns' }), asked: dns.asked.length }
}

it('believes the zone where a public resolver sees the same, and asks one in most cases', async () => {
  expect(await check([[OURS]])).toEqual({ is: true, asked: 1 })
  expect(await check(['timeout', ['11.22.33.9'], [OURS]])).toEqual({ is: true, asked: 3 })
})

it('does not while resolvers see another address, or none can be asked', async () => {
  expect((await check([['11.22.33.9'], ['11.22.33.9'], []])).is).toBe(false)
  expect((await check([])).is).toBe(false)
})

it('does not where something answers in place of the resolver, with authority', async () => {
  const forged = { authoritative: true, addresses: [{ family: 'ipv4' as const, address: OURS, ttl: 60 }] }
  expect((await check([forged, [OURS]])).is).toBe(false)
})

it('asks nobody outside about a local zone, or about what the provider itself said', async () => {
  expect(await check([], { isLocal: true })).toEqual({ is: true, asked: 0 })
  expect(await check([], { source: 'provider' })).toEqual({ is: true, asked: 0 })
})
