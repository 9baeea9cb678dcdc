// Packets that nobody answers, not even with a refusal. All providers wait at the same time: it takes the product's own
// limit for connecting, which no test shortens.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type BlackHole, openBlackHole } from '../../e2e/servers/black-hole.ts'
import type { UpdateReport } from '../model/provider.ts'
import { createHttpClient } from '../platform/http/http-client.ts'
import { providerCases } from '../testing/provider-cases.ts'
import { accountAt, IPV4, NOW, soleAnswer } from '../testing/provider-fault-bench.ts'
import { providers } from './registry.ts'

const CONNECT_LIMIT_MS = 5_000
const REPORTS = new Map<string, { report: UpdateReport; tookMs: number }>()

async function updateInto(hole: BlackHole, id: string): Promise<void> {
  const provider = providers.find(({ info }) => info.id === id)
  const one = providerCases[id]
  if (provider === undefined || one === undefined) throw new Error(`no case for ${id}`)
  const account = accountAt(`http://${hole.authority}`, one)
  const changes = [{ hostname: one.hostnames[0], ipv4: IPV4, ipv6: null }]
  const began = performance.now()
  const request = { account, changes, userAgent: 'Homeward/0 (test)', now: () => NOW }
  const report = await provider.update(request, createHttpClient())
  REPORTS.set(id, { report, tookMs: performance.now() - began })
}

describe('a host that drops every packet', () => {
  let hole: BlackHole | null = null
  beforeAll(async () => {
    const opened = await openBlackHole()
    hole = opened
    if (opened !== null) await Promise.all(providers.map(({ info }) => updateInto(opened, info.id)))
  }, 20_000)
  afterAll(() => hole?.close())

  for (const { info } of providers) {
    it(`costs ${info.id} one try, as long as connecting may take`, (context) => {
      const ended = REPORTS.get(info.id)
      if (hole === null || ended === undefined) {
        return context.skip('this system does not drop connections that a full backlog has no room for')
      }
      const { report, tookMs } = ended
      expect(soleAnswer(report)).toMatchObject({ kind: 'failed', failure: { kind: 'network', code: 'timeout' } })
      expect(report.requests).toBe(1)
      expect(tookMs).toBeGreaterThan(CONNECT_LIMIT_MS - 100)
      expect(tookMs).toBeLessThan(CONNECT_LIMIT_MS + 3_000)
      expect(JSON.stringify(report)).not.toContain('Zq7')
    })
  }
})
