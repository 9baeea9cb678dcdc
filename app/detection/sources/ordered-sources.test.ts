// A list of sources: the first one that knows decides, by the real detector with sources that a test scripts.
import { describe, expect, it } from 'vitest'
import type { FamilyPolicy, SourcePolicy } from '../../contract/address-sources.ts'
import { type Reason, reason } from '../../contract/reason.ts'
import type { Observation } from '../../model/observation.ts'
import { noGateways } from '../../testing/gateways.ts'
import { createHandClock } from '../../testing/hand-clock.ts'
import { createDetector } from '../detector.ts'
import { createSources } from './registry.ts'
import type { Detection } from './source.ts'

const [A, B] = ['11.22.33.1', '11.22.33.2'] as const
const ADAPTER = { source: 'adapter', adapter: 'eth0' } as const
const ECHO = { source: 'echo', url: 'https://echo.example.org/ip' } as const
const GATEWAY = { source: 'gateway' } as const

interface Script {
  readonly observation: Observation
  readonly afterMs?: number
  readonly answers?: Detection['answers']
  readonly guards?: NonNullable<Detection['guards']>
}

const known = (address: string): Script => ({
  observation: { kind: 'known', address, why: reason('address-chosen', { address }) },
})
const unknown = (why: Reason, more: Partial<Script> = {}): Script => ({
  observation: { kind: 'unknown', why },
  ...more,
})
const MISSING = reason('adapter-missing', { adapter: 'eth0' })

/** @param scripts what each source answers, by its name */
async function observe(policy: FamilyPolicy, scripts: Partial<Record<SourcePolicy['source'], Script>>) {
  const clock = createHandClock()
  const begun: [string, number][] = []
  const scripted = (source: SourcePolicy['source']) => ({
    detect: (): Promise<Detection> => {
      begun.push([source, clock.monotonic()])
      const { observation, afterMs = 0, answers = [], guards = [] } = scripts[source] ?? unknown(reason('offline'))
      return new Promise((resolve) => {
        clock.setTimer(afterMs, () => resolve({ observation, answers, candidates: [], guards }))
      })
    },
  })
  const ports = {
    http: { request: () => Promise.reject(new Error('nobody is asked here')), reset: () => {} },
    ...{ clock, log: () => {}, bestRoute: async () => null, echo: () => ({}), ...noGateways },
  }
  const sources = { adapter: scripted('adapter'), echo: scripted('echo'), gateway: scripted('gateway') }
  const detector = createDetector(ports, { ...createSources(ports), ...sources })
  const pending = detector.observe({ family: 'ipv4', policy, current: [] }, [])
  await clock.advance(60_000)
  const report = await pending
  return { ...report, begun, timers: clock.pendingTimers() }
}

describe('a list of sources', () => {
  it('is decided by the first source that knows an address, and asks no other', async () => {
    const { observation, begun, timers } = await observe([ADAPTER, ECHO], { adapter: known(A), echo: known(B) })
    expect(observation).toMatchObject({ kind: 'known', address: A })
    expect(begun).toEqual([['adapter', 0]])
    expect(timers).toBe(0)
  })

  it('passes on from one that does not know, and keeps its reason', async () => {
    const { observation, answers, begun } = await observe([ADAPTER, ECHO], {
      adapter: unknown(MISSING),
      echo: known(B),
    })
    expect(observation).toMatchObject({ kind: 'known', address: B })
    expect(answers).toEqual([
      { source: 'adapter', name: 'eth0', address: null, refused: MISSING, detail: null, tookMs: 0 },
    ])
    expect(begun).toEqual([
      ['adapter', 0],
      ['echo', 0],
    ])
  })

  it('keeps the answers that a source gave, and adds no second line with the same reason', async () => {
    const why = reason('echo-failed', { operator: 'echo.example.org' })
    const answer = {
      source: 'echo',
      name: 'echo.example.org',
      address: null,
      refused: why,
      detail: null,
      tookMs: 3,
    } as const
    const { answers } = await observe([ECHO, ADAPTER], { echo: unknown(why, { answers: [answer] }), adapter: known(A) })
    expect(answers).toEqual([answer])
  })

  it('is no vote: each source that the user chose is trusted alone', async () => {
    const { observation } = await observe([ADAPTER, ECHO, GATEWAY], {
      adapter: known(A),
      echo: known(B),
      gateway: known(B),
    })
    expect(observation).toMatchObject({ kind: 'known', address: A })
  })

  it('begins the next source beside a silent one, and still prefers the silent one’s address', async () => {
    const slow = { ...known(A), afterMs: 3_000 }
    const { observation, begun, tookMs } = await observe([ADAPTER, ECHO], { adapter: slow, echo: known(B) })
    expect(begun).toEqual([
      ['adapter', 0],
      ['echo', 1_000],
    ])
    expect(observation).toMatchObject({ kind: 'known', address: A })
    expect(tookMs).toBe(3_000)
  })

  it('does not add up the time of sources that know nothing', async () => {
    const slow = (why: Reason) => unknown(why, { afterMs: 5_000 })
    const { observation, tookMs } = await observe([ADAPTER, ECHO, GATEWAY], {
      adapter: slow(MISSING),
      echo: slow(reason('echo-none')),
      gateway: known(A),
    })
    expect(observation).toMatchObject({ kind: 'known', address: A })
    expect(tookMs).toBe(6_000)
  })

  it('says so when no source knows an address, with the reason of each', async () => {
    const scripts = { adapter: unknown(MISSING), echo: unknown(reason('echo-none')) }
    const { observation, answers } = await observe([ADAPTER, ECHO], scripts)
    expect(observation).toEqual({ kind: 'unknown', why: reason('sources-none', { count: 2 }) })
    expect(answers.map(({ name, refused }) => [name, refused?.code])).toEqual([
      ['eth0', 'adapter-missing'],
      ['echo.example.org', 'echo-none'],
    ])
  })

  it('says that there is no network when all of them say so, and gives the one reason of a list of one', async () => {
    expect((await observe([ADAPTER, ECHO], {})).observation).toEqual({ kind: 'unknown', why: reason('offline') })
    expect((await observe([ADAPTER], { adapter: unknown(MISSING) })).observation).toMatchObject({ why: MISSING })
  })

  it('ends where a guard holds: no later source publishes past it', async () => {
    const why = reason('vpn-carries', { adapter: 'wg0' })
    const verdict = { guard: 'vpn', effect: 'hold', why } as const
    const held = unknown(why, { guards: [verdict] })
    const { observation, begun, guards } = await observe([ECHO, ADAPTER], { echo: held, adapter: known(A) })
    expect(observation).toMatchObject({ kind: 'unknown', why: { code: 'vpn-carries' } })
    expect(begun).toEqual([['echo', 0]])
    // What the guard weighed stays for the history and for `doctor`.
    expect(guards).toEqual([verdict])
  })
})
