import { describe, expect, it } from 'vitest'
import { calls } from '../../../app/contract/ipc.ts'
import type { FamilyPolicy } from '../../../app/contract/settings.ts'
import { sampleProviders } from '../../dev/sample-providers.ts'
import { type DomainDraft, domainPayload, domainProblems, draftOfDomain, newDomainDraft } from './domain-form.ts'

const both = { ...sampleProviders[0], families: ['ipv4', 'ipv6'] } as (typeof sampleProviders)[number]
const ipv4Only = { ...both, families: ['ipv4'] } as typeof both
const named: DomainDraft = { ...newDomainDraft(), hostname: 'nas.example.org' }
const policy = (over: Partial<DomainDraft['ipv4']>) => ({ choice: 'auto' as const, adapter: '', url: '', ...over })

describe('a domain that is entered', () => {
  it('begins with the defaults of the settings', () => {
    expect(newDomainDraft()).toMatchObject({ ipv4: { choice: 'auto' }, ipv6: { choice: 'off' } })
  })

  it.each(['nas', 'nas..example.org', 'http://nas.example.org', 'nas example.org', ''])(
    'refuses the name "%s"',
    (name) => {
      expect(domainProblems({ ...named, hostname: name }, 'home', both, []).hostname).toBe('window.problem.hostname')
    },
  )

  it('takes a name as people write it: capitals, blanks around it, a dot at its end', () => {
    const draft = { ...named, hostname: ' NAS.Example.org. ' }
    expect(domainProblems(draft, 'home', both, [])).toEqual({})
    expect(domainPayload(draft, 'home', both, null).record.hostname).toBe('nas.example.org')
  })

  it('cannot be there twice in one account, but in two', () => {
    const others = [{ account: 'home', hostname: 'NAS.example.org' }]
    expect(domainProblems(named, 'home', both, others).hostname).toBe('window.problem.hostname-taken')
    expect(domainProblems(named, 'office', both, others)).toEqual({})
  })

  it('needs the details of the source that was chosen', () => {
    const draft = { ...named, ipv4: policy({ choice: 'adapter' }), ipv6: policy({ choice: 'echo', url: 'my-echo' }) }
    expect(domainProblems(draft, 'home', both, [])).toEqual({
      ipv4: 'window.problem.adapter',
      ipv6: 'window.problem.echo',
    })
  })

  it('must keep one family on', () => {
    const draft = { ...named, ipv4: policy({ choice: 'off' }) }
    expect(domainProblems(draft, 'home', both, [])).toEqual({ ipv4: 'window.problem.both-off' })
  })

  it('leaves a family off that the service does not offer, whatever was chosen before', () => {
    const draft = { ...named, ipv6: policy({ choice: 'echo', url: 'nonsense' }) }
    expect(domainProblems(draft, 'home', ipv4Only, [])).toEqual({})
    expect(domainPayload(draft, 'home', ipv4Only, null).record.ipv6).toBe('off')
  })

  it.each<[FamilyPolicy]>([
    ['auto'],
    ['off'],
    [{ source: 'adapter', adapter: 'Ethernet 2' }],
    [{ source: 'echo', url: 'https://echo.example.org/ip' }],
  ])('comes back from the form as it was: %j', (ipv6) => {
    const draft = draftOfDomain({ hostname: 'nas.example.org', policies: { ipv4: 'auto', ipv6 }, onDrift: 'show' })
    const payload = domainPayload(draft, 'home', both, { account: 'old', hostname: 'nas.example.org' })
    expect(payload.record).toEqual({ account: 'home', hostname: 'nas.example.org', ipv4: 'auto', ipv6 })
    expect(payload.replaces).toEqual({ account: 'old', hostname: 'nas.example.org' })
    expect(calls['record.save'].payload.safeParse(payload).success).toBe(true)
  })

  it('keeps what shall happen when the name drifts', () => {
    const policies = { ipv4: 'auto', ipv6: 'off' } as const
    const draft = draftOfDomain({ hostname: 'nas.example.org', policies, onDrift: 'correct' })
    expect(domainPayload(draft, 'home', both, null).record.onDrift).toBe('correct')
  })
})
