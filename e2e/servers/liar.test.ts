// One liar among six practice echo services, asked by the app's own detector and HTTP client over real sockets.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createDetector } from '../../app/detection/detector.ts'
import { createClock } from '../../app/platform/clock.ts'
import { createHttpClient } from '../../app/platform/http/http-client.ts'
import { atHome } from '../../app/testing/echo-scene.ts'
import { noGateways } from '../../app/testing/gateways.ts'
import { createRandom } from '../../app/testing/malformed.ts'
import { type PracticeEcho, startEcho } from './echo.ts'
import type { FaultKind } from './faults.ts'

const LIVES = 10
const ROUNDS = 6
const LIES = [
  '11.22.99.9',
  '100.64.7.7',
  '192.168.1.7',
  '2a0e:1111::9',
  '11.22.33.1 11.22.33.2',
  'nobody knows',
] as const
const FAULTS: readonly FaultKind[] = [
  { kind: 'reset' },
  { kind: 'html' },
  { kind: 'empty' },
  { kind: 'delay', ms: 400 },
]

let services: PracticeEcho[] = []
beforeAll(async () => {
  services = await Promise.all(Array.from({ length: 6 }, () => startEcho()))
})
afterAll(() => Promise.all(services.map((service) => service.close())))

it('one liar among six services is never published over real sockets, and the truth is', async () => {
  const seed = Number(process.env.HOMEWARD_SEED ?? Math.floor(Math.random() * 2 ** 31))
  const random = createRandom(seed)
  const below = (limit: number) => Math.floor(random() * limit)
  let [changes, atOnce] = [0, 0]
  for (let life = 0; life < LIVES; life += 1) {
    const clock = createClock()
    const detector = createDetector({
      ...{ http: createHttpClient(), clock, log: () => {}, bestRoute: async () => null, ...noGateways },
      echo: () => ({ ipv4: services.map(({ url }) => `${url}/ip`) }),
    })
    const liar = services[below(services.length)]
    let published: string | null = null
    for (let round = 0; round < ROUNDS; round += 1) {
      const truth = `11.22.${life}.${round + 1}`
      for (const service of services) {
        service.reset()
        service.answer('ipv4', service === liar ? (LIES[below(LIES.length)] ?? '') : truth)
        // An honest one fails now and then.
        const fault = FAULTS[below(FAULTS.length)]
        if (service !== liar && fault !== undefined && below(10) === 0) service.faults.add({ ...fault, times: 1 })
      }
      const current: readonly string[] = published === null ? [] : [published]
      const { observation } = await detector.observe({ family: 'ipv4', policy: 'auto', current }, atHome)
      changes += 1
      if (observation.kind !== 'known') continue
      expect(observation.address, `seed ${seed}`).toBe(truth)
      published = observation.address
      atOnce += 1
    }
  }
  console.info(`liar over sockets: seed ${seed}, ${atOnce} of ${changes} changes published in the same round`)
  expect(atOnce / changes, `seed ${seed}`).toBeGreaterThanOrEqual(0.99)
}, 60_000)
