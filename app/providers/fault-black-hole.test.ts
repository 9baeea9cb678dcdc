// A host that answers no packet, not even with a refusal. All providers wait at the same time, as each test takes the
// product's own connect timeout, which no test shortens.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type BlackHole, openBlackHole } from '../../e2e/servers/black-hole.ts'
import type { Provider, UpdateReport } from '../model/provider.ts'
import { createHttpClient } from '../platform/http/http-client.ts'
import { accountAt } from '../testing/provider-case.ts'
import { caseOf } from '../testing/provider-cases.ts'
import { oneFamilyUpdate, soleAnswer } from '../testing/provider-fault-bench.ts'
import { providers } from './registry.ts'

const CONNECT_TIMEOUT_MS = 5_000
const REPORTS = new Map<string, { report: UpdateReport; tookMs: number }>()

async function updateInto(hole: BlackHole, provider: Provider): Promise<void> {
  const { id } = provider.info
  const one = caseOf(id)
  const request = oneFamilyUpdate(provider, one, accountAt(`http://${hole.authority}`, one))
  const startedAt = performance.now()
  const report = await provider.update(request, createHttpClient())
  REPORTS.set(id, { report, tookMs: performance.now() - startedAt })
}

describe('a host that drops every packet', () => {
  let hole: BlackHole | null = null
  beforeAll(async () => {
    const opened = await openBlackHole()
    hole = opened
    if (opened !== null) await Promise.all(providers.map((provider) => updateInto(opened, provider)))
  }, 20_000)
  afterAll(() => hole?.close())

  for (const { info } of providers) {
    it(`costs ${info.id} one request, as long as the connect timeout`, (context) => {
      const result = REPORTS.get(info.id)
      if (hole === null || result === undefined) {
        return context.skip('this system does not drop connections when the backlog is full')
      }
      const { report, tookMs } = result
      expect(soleAnswer(report)).toMatchObject({ kind: 'failed', failure: { kind: 'network', code: 'timeout' } })
      expect(report.requests).toBe(1)
      expect(tookMs).toBeGreaterThan(CONNECT_TIMEOUT_MS - 100)
      expect(tookMs).toBeLessThan(CONNECT_TIMEOUT_MS + 3_000)
      expect(JSON.stringify(report)).not.toContain('Zq7')
    })
  }
})
