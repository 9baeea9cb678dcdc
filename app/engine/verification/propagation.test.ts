import { describe, expect, it, vi } from 'vitest'
import { recordSettingsSchema } from '../../contract/settings.ts'
import type { FamilyKey, FamilyState } from '../../model/store.ts'
import { createHandClock } from '../../testing/hand-clock.ts'
import { addressList, createScriptedDns, type Script } from '../../testing/scripted-dns.ts'
import { PUBLIC_RESOLVERS } from './dns/public-resolvers.ts'
import { lookUpPropagation } from './propagation.ts'
import { createVerificationCache } from './verification-cache.ts'
import type { Verification } from './verifier.ts'

const NAME = 'nas.example.org'
const OURS = '11.22.33.1'
const record = recordSettingsSchema.parse({ account: 'home', hostname: NAME })

const HOLDS: Verification = {
  ...{ state: 'holds', found: [OURS], source: 'dns', zone: 'example.org', servers: [] },
  ...{ proxied: false, isComplete: true, correctable: false },
}

function lookUp(script: Script, verification = HOLDS, remember = true, confirmed: string | null = OURS) {
  const clock = createHandClock()
  const setVerified = vi.fn()
  const state = (key: FamilyKey): FamilyState => ({
    ...{ ...key, lastSent: OURS, firstSentAt: 0, confirmed, confirmedAt: 0, previous: null, sentAt: 0 },
    ...{
      verified: null,
      verifiedAt: null,
      undo: null,
      destination: null,
      unsettled: null,
      corrections: 0,
      accepted: null,
      acceptedAt: null,
      dismissed: null,
    },
  })
  const options = {
    dns: createScriptedDns(script),
    states: { state },
    verifier: { check: async () => verification },
    cache: createVerificationCache({ state, setVerified, setCorrections: () => {} }, clock),
    clock,
    resolvers: PUBLIC_RESOLVERS,
  }
  return { setVerified, clock, found: lookUpPropagation(options, record, remember) }
}
const at = (clock: { now(): number }, seconds: number) => new Date(clock.now() + seconds * 1_000).toISOString()

describe('the list of who still sees the old address', () => {
  it('covers the system’s resolver and three public ones, each with the time its answer expires', async () => {
    const { found, clock } = lookUp({
      [`192.168.1.1 ${NAME} A`]: { addresses: addressList(['11.22.33.9'], 30) },
      [`1.1.1.1 ${NAME} A`]: { addresses: addressList([OURS], 3_600) },
      [`8.8.8.8 ${NAME} A`]: { rcode: 'NXDOMAIN', negativeTtl: 90 },
      [`9.9.9.9 ${NAME} A`]: { rcode: 'SERVFAIL' },
    })
    const { families } = await found
    expect(families).toHaveLength(1)
    expect(families[0]?.resolvers).toMatchObject([
      { name: 'system', sees: 'old', addresses: ['11.22.33.9'], until: at(clock, 30) },
      { name: 'Cloudflare', sees: 'new', addresses: [OURS] },
      { name: 'Google', sees: 'none', addresses: [], until: at(clock, 90) },
      { name: 'Quad9', sees: 'unknown', problem: 'SERVFAIL' },
    ])
    expect(families[0]?.oldUntil).toBe(at(clock, 90))
  })

  it('is empty when all see the new one', async () => {
    const { found } = lookUp({ [`1.1.1.1 ${NAME} A`]: [OURS] })
    expect((await found).families[0]?.oldUntil).toBeNull()
  })

  it('leaves out a router that answers in place of public resolvers', async () => {
    const { found } = lookUp({
      [`192.168.1.1 ${NAME} A`]: { addresses: addressList(['192.168.1.10']), authoritative: true },
      [`1.1.1.1 ${NAME} A`]: { addresses: addressList(['192.168.1.10']), authoritative: true },
    })
    const [family] = (await found).families
    expect(family?.resolvers.slice(0, 2)).toMatchObject([
      { name: 'system', sees: 'old' },
      { name: 'Cloudflare', sees: 'unknown', problem: 'redirected', addresses: [] },
    ])
  })

  it('is empty while no address is confirmed: nothing can be old', async () => {
    const { found } = lookUp({ [`1.1.1.1 ${NAME} A`]: ['11.22.33.9'] }, HOLDS, true, null)
    expect((await found).families[0]).toMatchObject({ expected: null, oldUntil: null })
  })

  it('is queried over IPv6 where IPv4 is unreachable', async () => {
    const { found } = lookUp({
      [`1.1.1.1 ${NAME} A`]: 'unreachable',
      [`2606:4700:4700::1111 ${NAME} A`]: [OURS],
    })
    expect((await found).families[0]?.resolvers[1]).toMatchObject({ address: '2606:4700:4700::1111', sees: 'new' })
  })

  it('is empty behind a proxy: the proxy’s addresses are meant to be seen', async () => {
    const { found } = lookUp({ [`1.1.1.1 ${NAME} A`]: ['11.22.44.7'] }, { ...HOLDS, source: 'provider', proxied: true })
    const [family] = (await found).families
    expect(family?.resolvers.find(({ name }) => name === 'Cloudflare')?.sees).toBe('proxy')
    expect(family?.oldUntil).toBeNull()
  })
})

it('keeps the result as the record’s verification only when told to', async () => {
  const kept = lookUp({})
  await kept.found
  await kept.clock.advance(1_000)
  const key = { account: 'home', hostname: NAME, family: 'ipv4' }
  expect(kept.setVerified).toHaveBeenCalledWith([{ key, address: OURS, at: expect.any(Number) }])
  const notKept = lookUp({}, HOLDS, false)
  await notKept.found
  await notKept.clock.advance(1_000)
  expect(notKept.setVerified).not.toHaveBeenCalled()
})
