// A month in which the address stays the same, at every provider, with all kinds of noise: events without consequence, sleep,
// restarts and steps of the clock. It costs no provider a single request.
import { expect, it, vi } from 'vitest'
import type { HttpRequest } from '../../model/ports.ts'
import { providers } from '../../providers/registry.ts'
import { adapter, adapterAddress } from '../../testing/adapters.ts'
import { engineScene, HOUR, MINUTE } from '../../testing/engine-scene.ts'
import { caseOf } from '../../testing/provider-cases.ts'
import { practiceInMemory } from '../../testing/provider-practice.ts'

const scene = engineScene()
const OURS = '11.22.33.1'

/** Each account has its own practice server. */
const serverOf = (id: string) => `https://${id}.example.net`

const settings = {
  version: 1,
  accounts: providers.map(({ info: { id } }) => {
    const { endpoint, fields } = caseOf(id).account(serverOf(id))
    return { id, provider: id, fields, ...(endpoint === null ? {} : { endpoint }) }
  }),
  records: providers.flatMap(({ info }) =>
    caseOf(info.id).hostnames.map((hostname) => ({ account: info.id, hostname, onDrift: 'correct' })),
  ),
  detection: { pollIntervalS: 3_600 },
}

const practices = new Map(
  providers.map(({ info: { id } }) => [serverOf(id), practiceInMemory({ ...caseOf(id), secret: 'hunter2' })]),
)

function answer(request: HttpRequest): string {
  const { origin } = new URL(request.url)
  const practice = practices.get(origin)
  if (practice === undefined) throw new Error(`${origin} is no server of this test`)
  return practice(request).body
}

/** One day with its noise. */
async function day(number: number): Promise<void> {
  for (let hour = 0; hour < 24; hour += 1) {
    // Nothing that is published changes; systems really report such noise.
    scene.world.adapters = [
      adapter({ name: `eth0 at ${hour}`, addresses: [adapterAddress(OURS), adapterAddress(`fe80::${hour + 1}`)] }),
    ]
    for (let burst = 0; burst < 3; burst += 1) {
      scene.world.networkEvent()
      await scene.world.pass(20 * MINUTE)
    }
  }
  scene.world.engine.request('resume')
  scene.world.engine.request('user')
  if (number % 5 === 0) vi.setSystemTime(Date.now() + (number % 2 === 0 ? -1 : 1) * HOUR)
  if (number % 7 === 0) await scene.restart(2 * HOUR)
  await scene.world.pass(MINUTE)
}

it('a quiet month costs no provider a single request', { timeout: 120_000 }, async () => {
  expect(providers.every(({ info }) => info.keepAliveDays === null)).toBe(true)
  await scene.begin({ settings, services: { providers, answer } })
  scene.world.zone = () => [[OURS]]
  await scene.world.pass(2 * MINUTE)
  for (const { account, hostname } of scene.world.settings.records) {
    expect(
      scene.world.engine.states.state({ account, hostname, family: 'ipv4' })?.confirmed,
      `${account} ${hostname}`,
    ).toBe(OURS)
  }
  scene.world.requests.length = 0
  for (let number = 1; number <= 30; number += 1) {
    await day(number)
    expect(scene.world.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([])
  }
  // The engine was awake all the time.
  expect(scene.world.zoneAsked.length).toBeGreaterThan(10)
})
