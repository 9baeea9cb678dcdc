import { describe, expect, it } from 'vitest'
import type { FamilyPolicy } from '../../../app/contract/address-sources.ts'
import { calls } from '../../../app/contract/ipc.ts'
import { sampleProviders } from '../../dev/sample-providers.ts'
import { type DomainDraft, domainPayload, domainProblems, draftOfDomain, newDomainDraft } from './domain-form.ts'

const both = { ...sampleProviders[0], families: ['ipv4', 'ipv6'] } as (typeof sampleProviders)[number]
const ipv4Only = { ...both, families: ['ipv4'] } as typeof both
const named: DomainDraft = { ...newDomainDraft(), hostname: 'nas.example.org' }
const off = { choice: 'off', values: {} } as const
const echo = (url: string) => ({ choice: 'echo', values: { echo: { url } } }) as const

describe('the form of a domain', () => {
  it('starts with the defaults of the settings', () => {
    expect(newDomainDraft()).toMatchObject({ ipv4: { choice: 'auto' }, ipv6: { choice: 'off' } })
  })

  it.each([
    ['nas', 'hostname'],
    ['nas..example.org', 'hostname'],
    ['', 'hostname'],
    ['http://nas.example.org', 'hostname-url'],
    ['nas.example.org:80', 'hostname-port'],
    ['11.22.33.44', 'hostname-address'],
    ['nas example.org', 'hostname-several'],
  ])('refuses the name "%s" as what it is', (name, problem) => {
    expect(domainProblems({ ...named, hostname: name }, 'home', both, []).hostname).toBe(`window.problem.${problem}`)
  })

  it('keeps an internationalised name in ASCII, and shows it as it was typed', () => {
    const draft = { ...named, hostname: '\u00a0BÜCHER.example.' }
    expect(domainProblems(draft, 'home', both, [])).toEqual({})
    const { record } = domainPayload(draft, 'home', both, null)
    expect(record.hostname).toBe('xn--bcher-kva.example')
    const policies = { ipv4: 'auto', ipv6: 'off' } as const
    const shown = draftOfDomain({ hostname: record.hostname, policies, onDrift: 'show' })
    expect(shown.hostname).toBe('bücher.example')
    const twice = domainProblems(shown, 'home', both, [{ account: 'home', hostname: record.hostname }])
    expect(twice.hostname).toBe('window.problem.hostname-taken')
  })

  it('accepts a name with capitals, spaces around it and a final dot', () => {
    const draft = { ...named, hostname: ' NAS.Example.org. ' }
    expect(domainProblems(draft, 'home', both, [])).toEqual({})
    expect(domainPayload(draft, 'home', both, null).record.hostname).toBe('nas.example.org')
  })

  it('refuses a name twice in one account, but not in two accounts', () => {
    const others = [{ account: 'home', hostname: 'NAS.example.org' }]
    expect(domainProblems(named, 'home', both, others).hostname).toBe('window.problem.hostname-taken')
    expect(domainProblems(named, 'office', both, others)).toEqual({})
  })

  it('needs the fields of the chosen source', () => {
    const adapter = { choice: 'adapter', values: {} } as const
    const draft = { ...named, ipv4: adapter, ipv6: echo('my-echo') }
    expect(domainProblems(draft, 'home', both, [])).toEqual({
      'ipv4.adapter': 'window.problem.adapter',
      'ipv6.url': 'window.problem.echo',
    })
  })

  it('needs at least one family', () => {
    const draft = { ...named, ipv4: off }
    expect(domainProblems(draft, 'home', both, [])).toEqual({ ipv4: 'window.problem.both-off' })
  })

  it('turns a family off that the service does not offer, whatever was chosen before', () => {
    const draft = { ...named, ipv6: echo('nonsense') }
    expect(domainProblems(draft, 'home', ipv4Only, [])).toEqual({})
    expect(domainPayload(draft, 'home', ipv4Only, null).record.ipv6).toBe('off')
  })

  it.each<[FamilyPolicy]>([
    ['auto'],
    ['off'],
    [{ source: 'adapter', adapter: 'Ethernet 2' }],
    [{ source: 'echo', url: 'https://echo.example.org/ip' }],
    [{ source: 'echo', url: 'https://echo.example.org/ip', via: 'Ethernet 2' }],
    [
      [
        { source: 'adapter', adapter: 'Ethernet 2' },
        { source: 'echo', url: 'https://echo.example.org/ip' },
      ],
    ],
  ])('gives a policy back unchanged: %j', (ipv6) => {
    const draft = draftOfDomain({ hostname: 'nas.example.org', policies: { ipv4: 'auto', ipv6 }, onDrift: 'show' })
    const payload = domainPayload(draft, 'home', both, { account: 'old', hostname: 'nas.example.org' })
    expect(payload.record).toEqual({ account: 'home', hostname: 'nas.example.org', ipv4: 'auto', ipv6 })
    expect(payload.replaces).toEqual({ account: 'old', hostname: 'nas.example.org' })
    expect(calls['record.save'].payload.safeParse(payload).success).toBe(true)
  })

  it('keeps the choice of what to do on drift', () => {
    const policies = { ipv4: 'auto', ipv6: 'off' } as const
    const draft = draftOfDomain({ hostname: 'nas.example.org', policies, onDrift: 'correct' })
    expect(domainPayload(draft, 'home', both, null).record.onDrift).toBe('correct')
    expect(domainPayload(draft, 'home', both, null).record).not.toHaveProperty('guards')
    const guarded = draftOfDomain({ hostname: 'nas.example.org', policies, onDrift: 'show', guards: { vpn: 'ignore' } })
    expect(domainPayload(guarded, 'home', both, null).record.guards).toEqual({ vpn: 'ignore' })
  })
})
