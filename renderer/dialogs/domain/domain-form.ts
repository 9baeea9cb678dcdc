// A domain while it is being entered: where its addresses come from, checked with the settings' own rules. Pure.
import * as z from 'zod/mini'
import type { Payload } from '../../../app/contract/ipc.ts'
import type { MessageKey } from '../../../app/contract/messages/translate.ts'
import type { ProviderInfo } from '../../../app/contract/provider-info.ts'
import {
  type FamilyPolicy,
  familyPolicySchema,
  hostnameSchema,
  recordSettingsSchema,
} from '../../../app/contract/settings.ts'
import type { RecordStatus } from '../../../app/contract/snapshot.ts'
import type { Problems } from './account-form.ts'

export type FamilyName = 'ipv4' | 'ipv6'
export const FAMILIES: readonly FamilyName[] = ['ipv4', 'ipv6']
export const POLICY_CHOICES = ['auto', 'off', 'adapter', 'echo'] as const

/** What was entered for every choice is kept, so that going to and fro loses nothing. */
export interface PolicyDraft {
  readonly choice: (typeof POLICY_CHOICES)[number]
  readonly adapter: string
  readonly url: string
}

export interface DomainDraft {
  readonly hostname: string
  readonly ipv4: PolicyDraft
  readonly ipv6: PolicyDraft
  readonly onDrift: RecordStatus['onDrift']
}

export type DomainName = Pick<RecordStatus, 'account' | 'hostname'>

const draftOfPolicy = (policy: FamilyPolicy): PolicyDraft => {
  if (typeof policy === 'string') return { choice: policy, adapter: '', url: '' }
  return policy.source === 'adapter'
    ? { choice: 'adapter', adapter: policy.adapter, url: '' }
    : { choice: 'echo', adapter: '', url: policy.url }
}

/** A new domain begins with what the settings take as their defaults. */
export function newDomainDraft(): DomainDraft {
  const { ipv4, ipv6 } = z.parse(recordSettingsSchema, { account: 'new', hostname: 'new.example' })
  return { hostname: '', ipv4: draftOfPolicy(ipv4), ipv6: draftOfPolicy(ipv6), onDrift: 'show' }
}

export function draftOfDomain(record: Pick<RecordStatus, 'hostname' | 'policies' | 'onDrift'>): DomainDraft {
  const { ipv4, ipv6 } = record.policies
  return { hostname: record.hostname, ipv4: draftOfPolicy(ipv4), ipv6: draftOfPolicy(ipv6), onDrift: record.onDrift }
}

function policyOf(draft: PolicyDraft): FamilyPolicy {
  if (draft.choice === 'adapter') return { source: 'adapter', adapter: draft.adapter }
  if (draft.choice === 'echo') return { source: 'echo', url: draft.url.trim() }
  return draft.choice
}

/** A family that the service does not offer is off, whatever was chosen before another account was picked. */
const effectivePolicy = (draft: DomainDraft, family: FamilyName, info: ProviderInfo): FamilyPolicy =>
  info.families.includes(family) ? policyOf(draft[family]) : 'off'

const cleanHostname = (typed: string) => typed.trim().replace(/\.$/, '').toLowerCase()

/**
 * Problems by field: `hostname`, `ipv4`, `ipv6`.
 * @param account where the domain will belong. @param others the domains there are, without the one being edited.
 */
export function domainProblems(
  draft: DomainDraft,
  account: string,
  info: ProviderInfo,
  others: readonly DomainName[],
): Problems {
  const problems: Record<string, MessageKey> = {}
  const hostname = cleanHostname(draft.hostname)
  if (!hostnameSchema.safeParse(hostname).success) problems.hostname = 'window.problem.hostname'
  else if (others.some((other) => other.account === account && cleanHostname(other.hostname) === hostname)) {
    problems.hostname = 'window.problem.hostname-taken'
  }
  const policies = FAMILIES.map((family) => effectivePolicy(draft, family, info))
  for (const [index, family] of FAMILIES.entries()) {
    const policy = policies[index] ?? 'off'
    if (typeof policy === 'string' || familyPolicySchema.safeParse(policy).success) continue
    problems[family] = policy.source === 'adapter' ? 'window.problem.adapter' : 'window.problem.echo'
  }
  if (policies.every((policy) => policy === 'off')) {
    const first = info.families[0] ?? 'ipv4'
    problems[first] = 'window.problem.both-off'
  }
  return problems
}

/** The intent to save; only for a draft without problems. */
export function domainPayload(
  draft: DomainDraft,
  account: string,
  info: ProviderInfo,
  replaces: DomainName | null,
): Payload<'record.save'> {
  return {
    record: z.parse(recordSettingsSchema, {
      account,
      hostname: cleanHostname(draft.hostname),
      ipv4: effectivePolicy(draft, 'ipv4', info),
      ipv6: effectivePolicy(draft, 'ipv6', info),
      // The default is left out, so that it does not fill the file.
      ...(draft.onDrift === 'show' ? {} : { onDrift: draft.onDrift }),
    }),
    replaces: replaces === null ? null : { account: replaces.account, hostname: replaces.hostname },
  }
}
