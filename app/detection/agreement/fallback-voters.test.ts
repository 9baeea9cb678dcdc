// Whoever is asked by DNS or STUN has a vote where the echo services fail. By the real detector with scripted voters.
import { describe, expect, it } from 'vitest'
import { reason } from '../../contract/reason.ts'
import type { SourceAnswer } from '../../model/observation.ts'
import { createEchoScene, type Scripted } from '../../testing/echo-scene.ts'
import type { Channel, Voter } from './voter.ts'

const [OLD, NEW, WRONG] = ['11.22.33.1', '11.22.33.44', '11.22.99.9'] as const
const BLOCKED: Scripted = { fault: 'refused' }

type Said = readonly [operator: string, channel: Channel, address: string | null]

async function observe(services: (host: string) => Scripted, said: readonly Said[], echo = {}) {
  const asked: string[] = []
  const voter = ([operator, channel, address]: Said): Voter => ({
    ...{ operator, channel, name: `${channel}.${operator}.example`, source: 'echo' },
    ask: async (): Promise<SourceAnswer> => {
      asked.push(`${operator} ${channel}`)
      const refused = address === null ? reason('echo-failed', { operator }) : null
      return { source: 'echo', name: `${channel}.${operator}.example`, address, refused, detail: null, tookMs: 1 }
    },
  })
  const scene = createEchoScene({ services, echo, fallbackVoters: () => () => said.map(voter) })
  return { ...(await scene.observe({ current: [OLD] })), asked }
}

describe('where port 443 is closed', () => {
  it('a new address by DNS and STUN alone is no agreement: the router could answer for all of them', async () => {
    const said: Said[] = [
      ['OpenDNS', 'dns', NEW],
      ['Google', 'stun', NEW],
    ]
    const { observation, asked } = await observe(() => BLOCKED, said)
    expect(observation.kind).toBe('unknown')
    expect(asked).toEqual(['OpenDNS dns', 'Google stun'])
  })

  it('the published address is known by one of them', async () => {
    const { observation, asked } = await observe(
      () => BLOCKED,
      [
        ['OpenDNS', 'dns', OLD],
        ['Google', 'stun', OLD],
      ],
    )
    expect(observation).toMatchObject({ kind: 'known', address: OLD, why: { code: 'echo-still' } })
    expect(asked).toEqual(['OpenDNS dns'])
  })

  it('a DNS proxy of the provider that answers for every server is no agreement', async () => {
    const { observation } = await observe(
      () => BLOCKED,
      [
        ['OpenDNS', 'dns', WRONG],
        ['Google', 'dns', WRONG],
        ['Cloudflare', 'dns', WRONG],
      ],
    )
    expect(observation.kind).toBe('unknown')
  })

  it('one echo service and one answer by DNS agree', async () => {
    const services = (host: string) => (host === 'checkipv4.dedyn.io' ? { body: NEW } : BLOCKED)
    const { observation } = await observe(services, [['OpenDNS', 'dns', NEW]])
    expect(observation).toMatchObject({ kind: 'known', address: NEW })
  })
})

describe('a company', () => {
  it('has one vote, by whatever way it is asked, and is not asked again once it has voted', async () => {
    const services = (host: string) => (host === 'api.cloudflare.com' ? { body: NEW } : BLOCKED)
    const { observation, asked } = await observe(services, [
      ['Cloudflare', 'dns', NEW],
      ['Cloudflare', 'stun', NEW],
    ])
    expect(observation).toEqual({ kind: 'unknown', why: reason('echo-not-enough', { count: 1 }) })
    expect(asked).toEqual([])
  })

  it('may vote by another way where the first one failed', async () => {
    const services = (host: string) => (host === 'checkipv4.dedyn.io' ? { body: NEW } : BLOCKED)
    const { observation, asked } = await observe(services, [['Cloudflare', 'dns', NEW]])
    expect(observation).toMatchObject({ kind: 'known', address: NEW })
    expect(asked).toEqual(['Cloudflare dns'])
  })
})

it('nobody else is asked while echo services answer, nor where the settings name echo services', async () => {
  const said: Said[] = [['OpenDNS', 'dns', WRONG]]
  expect((await observe(() => ({ body: NEW }), said)).asked).toEqual([])
  const own = { ipv4: ['https://one.example.org', 'https://two.example.org'] }
  const { observation, asked } = await observe(() => BLOCKED, said, own)
  expect([observation.kind, asked]).toEqual(['unknown', []])
})
