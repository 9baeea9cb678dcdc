// One liar among the six operators, over some two thousand changes of address, by the real detector on a scripted network: its address is
// never published, and the true one is published in the round that follows the change.
import { expect, it } from 'vitest'
import type { Random } from '../../model/ports.ts'
import { publishable } from '../../model/special-purpose.ts'
import { createEchoScene, type Scripted } from '../../testing/echo-scene.ts'
import { createRandom } from '../../testing/malformed.ts'
import { ECHO_OPERATORS } from '../sources/echo/echo-operators.ts'

const HOSTS = ECHO_OPERATORS.map(({ urls }) => new URL(urls.ipv4).host)
const ROUND_MS = 300_000
const LIVES = 200
const ROUNDS = 20
/** How often an honest operator fails, in a round. */
const FAILURE = 0.05

const LIES = ['constant', 'random', 'stale', 'older', 'neighbour', 'special', 'garbage', 'silent', 'the truth'] as const
const SPECIAL = ['10.0.0.1', '100.64.7.7', '192.0.2.1', '127.0.0.1', '198.18.0.1', '240.0.0.1'] as const
const FAILURES: readonly Scripted[] = [
  { fault: 'refused' },
  { status: 503, afterMs: 80 },
  { body: '<h1>Sign in</h1>', afterMs: 30 },
  'silent',
]

interface Life {
  rounds: number
  changes: number
  /** Published in the round after the change. */
  readonly atOnce: number
  /** Addresses that were published and were never this home's. */
  readonly wrong: readonly string[]
  /** What the liar said where a change was missed. */
  readonly missed: readonly string[]
}

/** Most answer within a fifth of a second, some take longer than a second. */
const latency = (random: Random): number => Math.round(20 * 75 ** (random() ** 2))

async function live(random: Random): Promise<Life> {
  const below = (limit: number): number => Math.floor(random() * limit)
  const one = <T>(values: readonly T[]): T => values[below(values.length)] as T
  const anyAddress = (): string => {
    const text = [11, below(256), below(256), 1 + below(254)].join('.')
    return publishable(text).ok ? text : anyAddress()
  }
  const liar = one(HOSTS)
  const constant = anyAddress()
  const truths: string[] = [anyAddress()]
  let published: string | null = null
  let lie: (typeof LIES)[number] = 'random'

  function liesBy(): Scripted {
    const afterMs = below(1_000)
    const say = (body: string): Scripted => ({ afterMs, body })
    switch (lie) {
      case 'constant':
        return say(constant)
      case 'random':
        return say(anyAddress())
      case 'stale':
        return say(published ?? constant)
      case 'older':
        return say(one(truths))
      case 'neighbour':
        return say((truths.at(-1) ?? '').replace(/\d+$/, String(1 + below(254))))
      case 'special':
        return say(one(SPECIAL))
      case 'garbage':
        return { afterMs, body: '<html>1.2.3</html>', status: one([200, 302, 500]) }
      case 'silent':
        return 'silent'
      default:
        return say(truths.at(-1) ?? '')
    }
  }
  const scene = createEchoScene({
    services: (host) => {
      if (host === liar) return liesBy()
      return random() < FAILURE ? one(FAILURES) : { body: truths.at(-1) ?? '', afterMs: latency(random) }
    },
  })

  const wrong: string[] = []
  const missed: string[] = []
  let [changes, atOnce] = [0, 0]
  for (let round = 0; round < ROUNDS; round += 1) {
    const isChanged = round === 0 || below(2) === 0
    if (isChanged && round > 0) truths.push(anyAddress())
    lie = one(LIES)
    const endsAt = scene.clock.monotonic() + ROUND_MS
    const { observation } = await scene.observe({ current: published === null ? [] : [published] })
    if (observation.kind === 'known' && observation.address !== published) {
      published = observation.address
      if (!truths.includes(published) || published !== truths.at(-1)) wrong.push(`${published} (${lie})`)
    }
    if (isChanged) {
      changes += 1
      if (published === truths.at(-1)) atOnce += 1
      else missed.push(lie)
    }
    await scene.clock.advance(endsAt - scene.clock.monotonic())
  }
  return { rounds: ROUNDS, changes, atOnce, wrong, missed }
}

it('one liar among six operators is never published, and the truth is, in the same round', async () => {
  const seed = Number(process.env.HOMEWARD_SEED ?? Math.floor(Math.random() * 2 ** 31))
  const lives: Life[] = []
  for (let index = 0; index < LIVES; index += 1) lives.push(await live(createRandom(seed + index)))
  const sum = (of: (life: Life) => number) => lives.reduce((total, life) => total + of(life), 0)
  const [rounds, changes, atOnce] = [
    sum((life) => life.rounds),
    sum((life) => life.changes),
    sum((life) => life.atOnce),
  ]
  const missed = lives.flatMap((life) => life.missed)
  const rate = atOnce / changes
  console.info(
    `liar: seed ${seed}, ${rounds} rounds, ${changes} changes, ${atOnce} published in the same round (${(100 * rate).toFixed(2)} %)`,
    Object.fromEntries([...new Set(missed)].map((lie) => [lie, missed.filter((each) => each === lie).length])),
  )
  expect(lives.flatMap((life) => life.wrong)).toEqual([])
  expect(changes).toBeGreaterThan(1_000)
  expect(rate).toBeGreaterThanOrEqual(0.99)
}, 120_000)
