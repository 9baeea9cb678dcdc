// The facts that make Homeward wait, hurry or send what it would not send: each needs a page that documents it.
import { expect, it } from 'vitest'
import { providerInfoOf, providers } from './registry.ts'

const factsOf = (key: 'quota' | 'minIntervalS' | 'keepAliveDays') =>
  Object.fromEntries(providers.flatMap(({ info }) => (info[key] === null ? [] : [[info.id, info[key]]])))

it('keeps to the one quota that a service documents', () => {
  // https://developers.cloudflare.com/fundamentals/api/reference/limits/
  expect(factsOf('quota')).toEqual({ cloudflare: { requests: 1_200, perS: 300 } })
})

it('delays no change for an interval, and sends no unchanged address, that no service asks for', () => {
  expect(factsOf('minIntervalS')).toEqual({})
  // No-IP wants its free names confirmed by their owner, not updated.
  expect(factsOf('keepAliveDays')).toEqual({})
})

it('sends names together only where each gets an outcome of its own', () => {
  const sizes = Object.fromEntries(providers.map(({ info }) => [info.id, info.batchSize]))
  // Duck DNS answers once for the lot; Dynu and a custom URL take one name.
  expect(sizes).toEqual({ duckdns: 1, noip: 20, dynu: 1, cloudflare: 20, dyndns2: 20, custom: 1 })
})

it('names the page of every service’s protocol', () => {
  for (const { info } of providers) expect(info.docs).toMatch(/^https:\/\//)
  expect(providerInfoOf('nobody')).toBeNull()
})
