// Who is asked first and who last, over several rounds of the real detector.
import { describe, expect, it } from 'vitest'
import { createEchoScene, type Scripted } from '../../testing/echo-scene.ts'
import { ECHO_OPERATORS } from '../sources/echo/echo-operators.ts'

const [OLD, NEW, WRONG] = ['11.22.33.1', '11.22.33.44', '11.22.99.9'] as const
const V6 = '2a0e:1111::10'
const MINUTE = 60_000
const HOSTS = ECHO_OPERATORS.map(({ urls }) => new URL(urls.ipv4).host)
const [A = '', B = '', C = ''] = HOSTS

/** Rounds five minutes apart. @param say what a host says in a round */
function createRounds(say: (host: string, round: number) => Scripted, family: 'ipv4' | 'ipv6' = 'ipv4') {
  let round = -1
  const scene = createEchoScene({ services: (host) => say(host, round) })
  return {
    ...scene,
    next: async (current: readonly string[]) => {
      round += 1
      const before = scene.requests.length
      const startedAt = scene.clock.monotonic()
      const report = await scene.observe({ family, current })
      await scene.clock.advance(startedAt + 5 * MINUTE - scene.clock.monotonic())
      return { ...report, asked: scene.requests.slice(before).map(({ host }) => host) }
    },
  }
}

describe('a service that failed', () => {
  it('is asked last for half an hour, and then first again', async () => {
    const { next } = createRounds((host, round) => (host === A && round === 0 ? { status: 503 } : { body: OLD }))
    const rounds = []
    for (let round = 0; round < 9; round += 1) rounds.push((await next([OLD])).asked)
    expect(rounds[0]).toEqual([A, B])
    expect(rounds.slice(1, 6).flat()).not.toContain(A)
    expect(rounds.slice(6).flat()).toContain(A)
    for (const asked of rounds.slice(1)) expect(asked).toHaveLength(1)
  })

  it('is asked last although it timed out only after the round', async () => {
    const { next } = createRounds((host) => (host === A ? 'silent' : { body: OLD }))
    expect((await next([OLD])).asked).toEqual([A, B])
    // The round no longer waits a quarter of a second for it.
    const second = await next([OLD])
    expect(second.asked).toEqual([C])
    expect(second.tookMs).toBe(0)
  })

  it('is asked all the same when the others fail, too', async () => {
    const { next } = createRounds((host, round) => {
      const works = round === 0 ? host !== A : host === A
      return works ? { body: OLD } : { fault: 'refused' }
    })
    await next([OLD])
    const { observation, asked } = await next([OLD])
    expect(observation).toMatchObject({ kind: 'known', address: OLD })
    expect(asked.at(-1)).toBe(A)
  })

  it('is not blamed while nobody answers: then it is the line', async () => {
    const { next } = createRounds((_, round) => (round === 0 ? { fault: 'timeout' } : { body: OLD }))
    expect((await next([OLD])).asked).toEqual(HOSTS)
    expect((await next([OLD])).asked).toEqual([A])
  })
})

describe('a service that dissents', () => {
  it('is asked last for a while, and its answer is kept with the reason', async () => {
    const { next } = createRounds((host) => ({ body: host === A ? WRONG : NEW }))
    const first = await next([OLD])
    expect(first.observation).toMatchObject({ kind: 'known', address: NEW })
    expect(first.answers.map(({ name, address, refused }) => [name, address, refused?.code ?? null])).toEqual([
      [A, WRONG, 'echo-alone'],
      [B, NEW, null],
      [C, NEW, null],
    ])
    expect((await next([NEW])).asked).toEqual([B])
  })

  it('holds an IPv6 address back no longer than until another service sees it unchanged', async () => {
    const first = new URL(ECHO_OPERATORS[0]?.urls.ipv6 ?? '').host
    const { next } = createRounds((host) => ({ body: host === first ? '2a0e:1111::99' : V6 }), 'ipv6')
    const report = await next([])
    expect(report.observation).toMatchObject({ kind: 'known', address: V6, why: { code: 'echo-confirms' } })
    expect(report.answers.map(({ refused }) => refused?.code ?? null)).toEqual([null, 'echo-differs', null])
    expect((await next([V6])).asked).toHaveLength(1)
  })

  it('needs a second one to hold an IPv6 address, and no more', async () => {
    const { next } = createRounds(() => ({ body: '2a0e:1111::99' }), 'ipv6')
    const { observation, asked } = await next([V6])
    expect(observation).toMatchObject({ kind: 'unknown', why: { code: 'echo-differs' } })
    expect(asked).toHaveLength(2)
  })
})

describe('a service that goes on telling the old address', () => {
  it('holds a change back for one round at most, wherever it stands', async () => {
    for (const stale of HOSTS) {
      const { next } = createRounds((host, round) => ({ body: host !== stale && round > 0 ? NEW : OLD }))
      await next([OLD])
      const seen: string[] = []
      let published: string = OLD
      for (let round = 1; round < 8; round += 1) {
        const { observation } = await next([published])
        if (observation.kind === 'known') published = observation.address
        seen.push(published)
      }
      expect(seen.slice(1), stale).toEqual(Array(6).fill(NEW))
    }
  })

  it('is found out by the round that sees the change, and asked last', async () => {
    const { next } = createRounds((host, round) => ({ body: host !== A && round > 0 ? NEW : OLD }))
    expect((await next([OLD])).asked).toEqual([A])
    const second = await next([OLD])
    expect(second.asked).toEqual([B, A, C])
    expect(second.observation).toMatchObject({ kind: 'known', address: NEW })
    for (let round = 0; round < 5; round += 1) expect((await next([NEW])).asked).not.toContain(A)
  })
})

describe('whoever was asked', () => {
  it('is in the observation, also when the round was decided before it answered', async () => {
    const { next } = createRounds((host) => (host === A ? { body: OLD, afterMs: 2_000 } : { body: OLD, afterMs: 40 }))
    const { answers, tookMs } = await next([OLD])
    expect(tookMs).toBe(290)
    expect(answers.map(({ name, address, refused, tookMs: ms }) => [name, address, refused?.code ?? null, ms])).toEqual(
      [
        [B, OLD, null, 40],
        [A, null, 'echo-late', 290],
      ],
    )
  })

  it('is one service while nothing changes, and two of them take turns', async () => {
    const { next } = createRounds(() => ({ body: OLD }))
    const asked: string[] = []
    for (let round = 0; round < 6; round += 1) asked.push(...(await next([OLD])).asked)
    expect(asked).toEqual([A, B, A, B, A, B])
  })
})
