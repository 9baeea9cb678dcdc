// No provider sends a request to a server whose certificate is not valid; each does to one that the account's own authority
// signed.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestAuthority, opensslMissing, type TestAuthority } from '../testing/certificates.ts'
import { caseOf } from '../testing/provider-cases.ts'
import { type FaultBench, soleAnswer, startFaultBench } from '../testing/provider-fault-bench.ts'
import { providers } from './registry.ts'

const HERE = ['IP:127.0.0.1', 'DNS:localhost']
const PAST = { from: '20200101000000Z', to: '20200201000000Z' }
const FUTURE = { from: '20900101000000Z', to: '20910101000000Z' }

interface Authorities {
  readonly own: TestAuthority
  readonly other: TestAuthority
}

/** The server's certificate, and the authority that the account names. */
const identities = ({ own, other }: Authorities) => ({
  valid: { certificate: own.sign(HERE), ca: own.file },
  expired: { certificate: own.sign(HERE, PAST), ca: own.file },
  'not valid yet': { certificate: own.sign(HERE, FUTURE), ca: own.file },
  'for another host': { certificate: own.sign(['DNS:ddns.example.net']), ca: own.file },
  'signed by an unknown authority': { certificate: own.sign(HERE), ca: null },
  'signed by another authority than the account’s': { certificate: own.sign(HERE), ca: other.file },
})
type Identity = keyof ReturnType<typeof identities>

const BAD: readonly Identity[] = [
  'expired',
  'not valid yet',
  'for another host',
  'signed by an unknown authority',
  'signed by another authority than the account’s',
]

describe.skipIf(opensslMissing)('TLS (needs the openssl command)', () => {
  let made: (Authorities & { identities: ReturnType<typeof identities> }) | null = null
  beforeAll(() => {
    const both = { own: createTestAuthority(), other: createTestAuthority('Another authority') }
    made = { ...both, identities: identities(both) }
  })
  afterAll(() => {
    made?.own.dispose()
    made?.other.dispose()
  })

  for (const provider of providers) {
    const one = caseOf(provider.info.id)

    /** An update of an account at a server with this identity. */
    async function updateAt(identity: Identity, check: (bench: FaultBench) => void) {
      if (made === null) throw new Error('there are no certificates')
      const { certificate, ca } = made.identities[identity]
      const bench = await startFaultBench(provider, one, certificate)
      try {
        const report = await bench.update({ account: { ...bench.account, ca } })
        check(bench)
        return report
      } finally {
        await bench.close()
      }
    }

    describe(provider.info.id, () => {
      it.each(BAD)('sends nothing to a server whose certificate is %s', async (identity) => {
        const report = await updateAt(identity, ({ practice }) => expect(practice.requests()).toEqual([]))
        expect(soleAnswer(report)).toMatchObject({
          kind: 'failed',
          failure: { kind: 'network', code: 'tls', retryAt: null },
        })
        expect(report.requests).toBe(1)
        expect(JSON.stringify(report)).not.toContain('Zq7')
      })

      it('sends to a server that the account’s own authority signed', async () => {
        const report = await updateAt('valid', ({ practice }) => {
          expect(practice.requests()).toHaveLength(one.steps.length)
        })
        expect(soleAnswer(report)).toEqual(
          one.namesAddress ? { kind: 'confirmed', changed: true } : { kind: 'accepted' },
        )
      })
    })
  }
})
