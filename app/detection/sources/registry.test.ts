// The seam for address sources: a source is one description, one object and one line in the registry.
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import {
  ADDRESS_SOURCES,
  type FamilyPolicy,
  type PolicyIn,
  policyProblems,
  policySchemaOf,
  policySummary,
  policyText,
  type SourcePolicy,
} from '../../contract/address-sources.ts'
import { translator } from '../../contract/messages/translate.ts'
import { reason } from '../../contract/reason.ts'
import type { SourceTable } from '../../contract/source-description.ts'
import { noGateways } from '../../testing/gateways.ts'
import { createHandClock } from '../../testing/hand-clock.ts'
import { createDetector, type DetectorOptions } from '../detector.ts'
import { createSources, type SourceRegistry } from './registry.ts'
import type { AddressSource } from './source.ts'

const ADDRESS = '11.22.33.44'

const ports: DetectorOptions = {
  http: { request: () => Promise.reject(new Error('no service is asked here')), reset: () => {} },
  clock: createHandClock(),
  log: () => {},
  bestRoute: async () => null,
  echo: () => ({}),
  ...noGateways,
}

/** The made-up source, as the contract would describe it. Texts of other sources stand in for its own. */
const described = {
  ...ADDRESS_SOURCES,
  router: {
    ...ADDRESS_SOURCES.echo,
    fields: {
      url: ADDRESS_SOURCES.echo.fields.url,
      port: {
        schema: z.int().check(z.minimum(1)),
        kind: 'number',
        label: 'window.policy.echo-label',
        problem: 'window.problem.echo',
      },
    },
    problems: ({ port }, family) =>
      family === 'ipv6' ? [{ field: 'port', problem: `must not be ${port} for ${family}` }] : [],
  },
} as const satisfies SourceTable

type Policy = Exclude<PolicyIn<typeof described>, string>
type RouterPolicy = Extract<Policy, { source: 'router' }>

const router: AddressSource<RouterPolicy> = {
  detect: async ({ policy }) => ({
    observation: {
      kind: 'known',
      address: ADDRESS,
      why: reason('echo-single', { operator: policy.url, address: ADDRESS }),
    },
    answers: [],
    candidates: [],
  }),
}
const registry: SourceRegistry<typeof described> = { ...createSources(ports), router }

const policy: RouterPolicy = { source: 'router', url: 'http://192.168.1.1/status', port: 80 }
/** The app's own type does not know the made-up source. */
const asFamilyPolicy = policy as unknown as SourcePolicy

describe('a new address source', () => {
  it('is detected by the policy that names it', async () => {
    const detector = createDetector(ports, registry)
    const report = await detector.observe({ family: 'ipv4', policy: asFamilyPolicy as FamilyPolicy, current: [] }, [])
    expect(report.observation).toMatchObject({
      kind: 'known',
      address: ADDRESS,
      why: { params: { operator: policy.url } },
    })
  })

  it('gets its settings schema from its description', () => {
    const schema = policySchemaOf(described)
    expect(schema.parse(policy)).toEqual(policy)
    for (const wrong of [
      { ...policy, port: '80' },
      { ...policy, host: 'x' },
      { source: 'router', port: 80 },
    ]) {
      expect(schema.safeParse(wrong).success).toBe(false)
    }
    for (const known of ['auto', 'off', { source: 'adapter', adapter: 'eth0' }]) {
      expect(schema.parse(known)).toEqual(known)
    }
  })

  it('gets its texts from its description', () => {
    expect(policyText(asFamilyPolicy, described)).toBe('router http://192.168.1.1/status 80')
    expect(policySummary(translator('en'), asFamilyPolicy, described)).toBe('From 192.168.1.1')
  })

  it('is checked across its fields by its description', () => {
    expect(policyProblems(asFamilyPolicy, 'ipv4', described)).toEqual([])
    expect(policyProblems(asFamilyPolicy, 'ipv6', described)).toEqual([
      { field: 'port', problem: 'must not be 80 for ipv6' },
    ])
  })

  it('is a type error while the registry lacks it', () => {
    // @ts-expect-error: `router` is described and missing here
    const incomplete: SourceRegistry<typeof described> = createSources(ports)
    expect(Object.keys(incomplete)).toEqual(Object.keys(ADDRESS_SOURCES))
  })
})
