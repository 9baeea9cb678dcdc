import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { ADDRESS_SOURCES, type FamilyPolicy } from '../../../app/contract/address-sources.ts'
import type { SourceTable } from '../../../app/contract/source-description.ts'
import {
  choicesFor,
  choicesWith,
  concernsFamily,
  draftFields,
  draftOfPolicy,
  isNeeded,
  POLICY_CHOICES,
  type PolicyChoice,
  type PolicyDraft,
  policyFieldProblems,
  policyOf,
  withField,
} from './policy-form.ts'

const empty = (choice: PolicyDraft['choice']): PolicyDraft => ({ choice, values: {} })

describe('the form of a policy', () => {
  it('offers "auto", "off" and every address source of the table', () => {
    expect(POLICY_CHOICES).toEqual(['auto', 'off', ...Object.keys(ADDRESS_SOURCES)])
  })

  it('offers for each family the sources that tell its addresses', () => {
    const ofIpv6: readonly PolicyChoice[] = ['prefix', 'neighbour']
    expect(choicesFor('ipv4')).toEqual(POLICY_CHOICES.filter((choice) => !ofIpv6.includes(choice)))
    expect(choicesFor('ipv6')).toEqual(POLICY_CHOICES.filter((choice) => choice !== 'gateway'))
  })

  it('offers a kind of address for IPv6 only, and then needs no adapter', () => {
    const { kind } = ADDRESS_SOURCES.adapter.fields
    expect([concernsFamily(kind, 'ipv4'), concernsFamily(kind, 'ipv6')]).toEqual([false, true])
    expect([isNeeded('adapter', 'adapter', 'ipv4'), isNeeded('adapter', 'adapter', 'ipv6')]).toEqual([true, false])
    expect([isNeeded('prefix', 'suffix', 'ipv6'), isNeeded('prefix', 'adapter', 'ipv6')]).toEqual([true, false])
  })

  it('leaves out of the policy what was left empty', () => {
    expect(policyOf(withField(empty('adapter'), 'kind', 'temporary'))).toEqual({ source: 'adapter', kind: 'temporary' })
    expect(policyOf(withField(empty('prefix'), 'suffix', ' ::1234/64 '))).toEqual({
      source: 'prefix',
      suffix: '::1234/64',
    })
    expect(policyFieldProblems(policyOf(empty('prefix')), 'ipv6')).toEqual({ suffix: 'window.problem.suffix' })
    const wrong = withField(empty('neighbour'), 'mac', 'nas')
    expect(policyFieldProblems(policyOf(wrong), 'ipv6')).toEqual({ mac: 'window.problem.mac' })
  })

  it.each([
    { source: 'adapter', adapter: 'eth0', kind: 'dhcpv6' },
    { source: 'prefix', suffix: '::1234/56', adapter: 'eth0' },
    { source: 'neighbour', mac: '02:11:22:33:44:55' },
  ] as const)('gives %j back unchanged', (policy) => {
    expect(policyOf(draftOfPolicy(policy))).toEqual(policy)
  })

  it('keeps the fields of a source while another source is chosen', () => {
    const echo = withField(empty('echo'), 'url', 'https://echo.example.org')
    const adapter = withField({ ...echo, choice: 'adapter' }, 'adapter', 'eth0')
    expect(draftFields(adapter).map(({ text }) => text)).toEqual(['eth0', ''])
    const fields = draftFields({ ...adapter, choice: 'echo' })
    expect(fields.map(({ key, text }) => [key, text])).toEqual([
      ['url', 'https://echo.example.org'],
      ['via', ''],
    ])
    expect(draftFields({ ...adapter, choice: 'off' })).toEqual([])
  })

  it('removes spaces around a typed value, but not from the name of an adapter', () => {
    expect(policyOf(withField(empty('echo'), 'url', ' https://echo.example.org '))).toEqual({
      source: 'echo',
      url: 'https://echo.example.org',
    })
    expect(policyOf(withField(empty('adapter'), 'adapter', ' Office '))).toEqual({
      source: 'adapter',
      adapter: ' Office ',
    })
  })

  it('offers a program only where the settings file has named one, and gives it back unchanged', () => {
    expect(choicesWith('ipv4', draftOfPolicy('auto'))).not.toContain('command')
    const policy = { source: 'command' as const, command: ['/usr/local/bin/ip', 'a "b', ''] }
    expect(choicesWith('ipv4', { ...draftOfPolicy(policy), choice: 'auto' })).toContain('command')
    expect(policyOf(draftOfPolicy(policy))).toEqual(policy)
    expect(policyFieldProblems(policy, 'ipv4')).toEqual({})
  })

  it('leaves out what is left empty where it may be', () => {
    expect(policyOf(empty('dns'))).toEqual({ source: 'dns' })
    expect(policyOf(withField(empty('dns'), 'operator', 'google'))).toEqual({ source: 'dns', operator: 'google' })
    const file = withField(empty('file'), 'path', '/run/ip')
    expect(policyOf(file)).toEqual({ source: 'file', path: '/run/ip' })
    expect(policyOf(withField(file, 'maxAgeS', '60'))).toEqual({ source: 'file', path: '/run/ip', maxAgeS: 60 })
    expect(policyFieldProblems(policyOf(withField(file, 'maxAgeS', 'x')), 'ipv4')).toEqual({
      maxAgeS: 'window.problem.file-age',
    })
  })

  it('leaves an empty choice of an adapter out of an echo service, and requires its URL', () => {
    const echo = withField(empty('echo'), 'url', 'https://echo.example.org')
    expect(policyOf(withField(echo, 'via', ''))).toEqual({ source: 'echo', url: 'https://echo.example.org' })
    const through = { source: 'echo', url: 'https://echo.example.org', via: 'eth1' }
    expect(policyOf(withField(echo, 'via', 'eth1'))).toEqual(through)
    expect(policyFieldProblems(policyOf(empty('echo')), 'ipv4')).toEqual({ url: 'window.problem.echo' })
  })

  it('offers a list of sources only where the settings file has one, and keeps it through other choices', () => {
    const list = [{ source: 'gateway' }, { source: 'adapter', adapter: 'eth0' }] as const
    const draft = draftOfPolicy(list)
    expect(draft.choice).toBe('list')
    expect(draftFields(draft)).toEqual([])
    expect(policyFieldProblems(policyOf(draft), 'ipv4')).toEqual({})
    expect(policyOf({ ...draft, choice: 'auto' })).toBe('auto')
    const back = { ...withField({ ...draft, choice: 'adapter' }, 'adapter', 'eth1'), choice: 'list' } as const
    expect(policyOf(back)).toEqual(list)
    expect(choicesFor('ipv4', back)).toContain('list')
    expect(choicesFor('ipv4', draftOfPolicy('auto'))).not.toContain('list')
  })

  it('names the fields that are wrong', () => {
    expect(policyFieldProblems({ source: 'static', address: '11.22.33.44' }, 'ipv6')).toEqual({
      address: 'window.problem.static',
    })

    expect(policyFieldProblems(policyOf(empty('echo')), 'ipv4')).toEqual({ url: 'window.problem.echo' })
    expect(policyFieldProblems(policyOf(empty('adapter')), 'ipv6')).toEqual({ adapter: 'window.problem.adapter' })
    expect(policyFieldProblems('auto', 'ipv4')).toEqual({})
  })
})

describe('the form of a source that is new in the table', () => {
  const field = { kind: 'number', label: 'window.form.endpoint', problem: 'window.problem.number' } as const
  const words = {
    label: 'window.form.endpoint',
    help: 'window.form.endpoint',
    summary: 'window.form.endpoint',
  } as const
  const sources: SourceTable = {
    probe: {
      ...words,
      answer: 'why.answer',
      fields: {
        port: { ...field, schema: z.int().check(z.minimum(1), z.maximum(65_535)) },
        host: { ...field, schema: z.string().check(z.minLength(1)), kind: 'text', problem: 'window.problem.hostname' },
      },
      problems: ({ host }, family) => (host === family ? [] : [{ field: 'host', problem: `must be ${family}` }]),
    },
  }
  const choice = 'probe' as PolicyDraft['choice']
  const draft = (port: string, host: string): PolicyDraft => ({ choice, values: { probe: { port, host } } })
  const problems = (port: string, host: string) =>
    policyFieldProblems(policyOf(draft(port, host), sources), 'ipv4', sources)

  it('gives its policy back unchanged, numbers as numbers', () => {
    const policy = { source: 'probe', port: 3_478, host: 'ipv4' } as unknown as FamilyPolicy
    expect(draftOfPolicy(policy, sources)).toEqual(draft('3478', 'ipv4'))
    expect(policyOf(draft(' 3478 ', 'ipv4'), sources)).toEqual(policy)
  })

  it('checks each field, and then the fields together', () => {
    expect(problems('3478', 'ipv4')).toEqual({})
    expect(problems('', 'ipv4')).toEqual({ port: 'window.problem.number' })
    expect(problems('70000', '')).toEqual({ port: 'window.problem.number', host: 'window.problem.hostname' })
    expect(problems('3478', 'ipv6')).toEqual({ host: 'window.problem.hostname' })
  })
})
