import { describe, expect, it, vi } from 'vitest'
import { recordSettingsSchema } from '../../contract/settings.ts'
import type { FamilyKey, FamilyState } from '../../model/store.ts'
import { createHandClock } from '../../testing/hand-clock.ts'
import { addressList, createScriptedDns, type Script } from '../../testing/scripted-dns.ts'
import { PUBLIC_RESOLVERS } from './dns/public-resolvers.ts'
import { lookUpPropagation } from './propagation.ts'
import { createVerifiedStates } from './verification-cache.ts'
import type { Verification } from './verifier.ts'

const NAME = 'nas.example.org'
const OURS = '11.22.33.1'
const record = recordSettingsSchema.parse({ account: 'home', hostname: NAME })

const HOLDS: Verification = {
  ...{ state: 'holds', found: [OURS], source: 'dns', zone: 'example.org', servers: [] },
  ...{ proxied: false, correctable: false },
}

function look(script: Script, verification = HOLDS, remember = true, confirmed: string | null = OURS) {
  const clock = createHandClock()
  const setVerified = vi.fn()
  const state = (key: FamilyKey): FamilyState => ({
    ...{ ...key, desired: OURS, desiredAt: 0, confirmed, confirmedAt: 0, previous: null, sentAt: 0 },
    ...{ verified: null, verifiedAt: null, undo: null, destination: null, unsettled: null, corrections: 0 },
  })
  const options = {
    dns: createScriptedDns(script),
    states: { state },
    verifier: { check: async () => verification },
    cache: createVerifiedStates({ state, setVerified, setCorrections: () => {} }, clock),
    clock,
    resolvers: PUBLIC_RESOLVERS,
  }
  return { setVerified, clock, found: lookUpPropagation(options, record, remember) }
}
const at = (clock: { now(): number }, seconds: number) => new Date(clock.now() + seconds * 1_000).toISOString()

describe('who still sees an old address', () => {
  it('is told of the system’s resolver and three public ones, each with the time its answer expires', async () => {
    const { found, clock } = look({
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

  it('is nobody when all see the new one', async () => {
    const { found } = look({ [`1.1.1.1 ${NAME} A`]: [OURS] })
    expect((await found).families[0]?.oldUntil).toBeNull()
  })

  it('is not told by a router that answers in the place of public resolvers', async () => {
    const { found } = look({
      [`192.168.1.1 ${NAME} A`]: { addresses: addressList(['192.168.1.10']), authoritative: true },
      [`1.1.1.1 ${NAME} A`]: { addresses: addressList(['192.168.1.10']), authoritative: true },
    })
    const [family] = (await found).families
    expect(family?.resolvers.slice(0, 2)).toMatchObject([
      { name: 'system', sees: 'old' },
      { name: 'Cloudflare', sees: 'unknown', problem: 'redirected', addresses: [] },
    ])
  })

  it('is nobody while no address was confirmed: there is nothing that could be old', async () => {
    const { found } = look({ [`1.1.1.1 ${NAME} A`]: ['11.22.33.9'] }, HOLDS, true, null)
    expect((await found).families[0]).toMatchObject({ expected: null, oldUntil: null })
  })

  it('is asked over IPv6 where no IPv4 leads out', async () => {
    const { found } = look({
      [`1.1.1.1 ${NAME} A`]: 'unreachable',
      [`2606:4700:4700::1111 ${NAME} A`]: [OURS],
    })
    expect((await found).families[0]?.resolvers[1]).toMatchObject({ address: '2606:4700:4700::1111', sees: 'new' })
  })

  it('is nobody behind a proxy: its addresses are meant to be seen', async () => {
    const { found } = look({ [`1.1.1.1 ${NAME} A`]: ['11.22.44.7'] }, { ...HOLDS, source: 'provider', proxied: true })
    const [family] = (await found).families
    expect(family?.resolvers.find(({ name }) => name === 'Cloudflare')?.sees).toBe('proxy')
    expect(family?.oldUntil).toBeNull()
  })
})

it('is kept as the name’s verification when asked to', async () => {
  const kept = look({})
  await kept.found
  expect(kept.setVerified).toHaveBeenCalledWith(
    { account: 'home', hostname: NAME, family: 'ipv4' },
    OURS,
    expect.any(Number),
  )
  const looked = look({}, HOLDS, false)
  await looked.found
  expect(looked.setVerified).not.toHaveBeenCalled()
})
