// Verifies a hostname with the app's own parts and real sockets, and prints the result as JSON: which server and resolver
// sees what and, with "prove", whether it is certain that a family holds something else.
// Usage: verify-cli HOSTNAME EXPECTED-IPV4 EXPECTED-IPV6 RESOLVER [prove]
import process from 'node:process'
import { recordSettingsSchema } from '../../../app/contract/settings.ts'
import { createZoneReader } from '../../../app/engine/verification/dns/authoritative-lookup.ts'
import { createPublicAgreement } from '../../../app/engine/verification/dns/public-agreement.ts'
import { lookUpPropagation } from '../../../app/engine/verification/propagation.ts'
import { createVerificationCache } from '../../../app/engine/verification/verification-cache.ts'
import { createVerifier } from '../../../app/engine/verification/verifier.ts'
import { FAMILIES, type Family } from '../../../app/model/address.ts'
import type { FamilyKey, FamilyState } from '../../../app/model/store.ts'
import { createClock } from '../../../app/platform/clock.ts'
import { createDnsClient } from '../../../app/platform/dns/dns-client.ts'

const [hostname = '', ipv4 = '', ipv6 = '', resolver = '', prove] = process.argv.slice(2)
const clock = createClock()
const dns = createDnsClient()
const state = ({ family }: FamilyKey): FamilyState => ({
  ...{ account: 'home', hostname, family, lastSent: null, firstSentAt: null, previous: null, sentAt: null },
  ...{ confirmed: family === 'ipv4' ? ipv4 : ipv6, confirmedAt: 0 },
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
const states = { state, setVerified: () => {}, setCorrections: () => {} }
const zone = createZoneReader({ dns, clock })
const resolvers = [{ name: 'lab', address: resolver }]
const verifier = createVerifier({
  zone,
  accounts: { provider: () => null, resolve: () => Promise.reject(new Error('no provider is asked here')) },
  clock,
  userAgent: () => 'Homeward/test',
  accountHold: () => null,
  queryProvider: () => Promise.reject(new Error('no provider is asked here')),
})

const publicAgreement = createPublicAgreement({ dns, zone, states, resolvers })

async function isProven(family: Family): Promise<boolean> {
  const key = { account: 'home', hostname, family }
  const address = state(key).confirmed ?? ''
  const found = await verifier.check(key, address, 'dns-first', 5_000)
  return found.correctable && publicAgreement.isConfirmedPublicly(key, address, found)
}

async function main(): Promise<void> {
  const began = performance.now()
  const options = { dns, states, verifier, clock, cache: createVerificationCache(states, clock) }
  const propagation = await lookUpPropagation(
    { ...options, resolvers },
    recordSettingsSchema.parse({ account: 'home', hostname, ipv4: 'auto', ipv6: 'auto' }),
    false,
  )
  const tookMs = performance.now() - began
  const proven = prove === undefined ? [] : await Promise.all(FAMILIES.map(isProven))
  process.stdout.write(JSON.stringify({ propagation, tookMs, proven }))
}

void main()
