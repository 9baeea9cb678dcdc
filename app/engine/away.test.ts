import { expect, it } from 'vitest'
import type { Adapter } from '../model/adapter.ts'
import { adapter } from '../testing/adapters.ts'
import { createHandClock } from '../testing/hand-clock.ts'
import { createAway } from './away.ts'

const down = adapter({ state: 'down', defaultRoutes: [] })
const withoutRoute = adapter({ defaultRoutes: [] })

function away(
  table: readonly Adapter[] | 'unreadable',
  server: string | null = null,
  sleep = { isActive: false, count: 0 },
) {
  const clock = createHandClock()
  const list = async () => {
    if (table === 'unreadable') throw new Error('refused')
    return table
  }
  return createAway({ adapters: { list }, clock, sleep }).watch(server)()
}

it.each([
  ['a way out', [adapter()], false],
  ['no way out', [withoutRoute], true],
  ['no adapter that is up', [down], true],
  ['a table that cannot be read', 'unreadable', false],
  ['an empty table', [], false],
] as const)('with %s: away is %s', async (_, table, expected) => {
  expect(await away(table)).toBe(expected)
})

it('needs no way out for a server of the own network', async () => {
  expect(await away([withoutRoute], 'http://192.168.1.9/nic/update')).toBe(false)
  expect(await away([down], 'http://192.168.1.9/nic/update')).toBe(true)
})

it('counts a sleep between request and failure, whoever noticed it', async () => {
  const sleep = { isActive: false, count: 0 }
  const clock = createHandClock()
  const list = async () => [adapter()]
  const told = createAway({ adapters: { list }, clock, sleep }).watch(null)
  expect(await told()).toBe(false)
  sleep.count = 1
  expect(await told()).toBe(true)
  let bootMs = 0
  const counting = { monotonic: () => 1_000, sinceBoot: () => bootMs }
  const found = createAway({ adapters: { list }, clock: counting, sleep }).watch(null)
  bootMs = 10_000
  expect(await found()).toBe(true)
  // Where both clocks count sleep, only the length tells.
  const both = { monotonic: () => bootMs, sinceBoot: () => bootMs }
  const long = createAway({ adapters: { list }, clock: both, sleep }).watch(null)
  bootMs += 130_000
  expect(await long()).toBe(false)
  bootMs += 30_000
  expect(await long()).toBe(true)
})
