// A domain while it is being edited, checked with the rules of the settings. Pure.
import * as z from 'zod/mini'
import type { FamilyPolicy } from '../../../app/contract/address-sources.ts'
import { FAMILIES, type Family } from '../../../app/contract/family.ts'
import {
  type HostnameMistake,
  keptHostname,
  readHostname,
  sameHostname,
  shownHostname,
} from '../../../app/contract/hostname.ts'
import type { Payload } from '../../../app/contract/ipc.ts'
import type { MessageKey } from '../../../app/contract/messages/translate.ts'
import type { ProviderInfo } from '../../../app/contract/provider-info.ts'
import { recordSettingsSchema } from '../../../app/contract/settings.ts'
import type { RecordStatus } from '../../../app/contract/snapshot.ts'
import type { Problems } from './account-form.ts'
import { draftOfPolicy, type PolicyDraft, policyFieldProblems, policyOf } from './policy-form.ts'

export interface DomainDraft {
  readonly hostname: string
  readonly ipv4: PolicyDraft
  readonly ipv6: PolicyDraft
  readonly onDrift: RecordStatus['onDrift']
  /** What the form does not show: it stays as it is in the file. */
  readonly guards: RecordStatus['guards']
}

export type DomainName = Pick<RecordStatus, 'account' | 'hostname'>

/** A new domain starts with the defaults of the settings. */
export function newDomainDraft(): DomainDraft {
  const { ipv4, ipv6 } = z.parse(recordSettingsSchema, { account: 'new', hostname: 'new.example' })
  return { hostname: '', ipv4: draftOfPolicy(ipv4), ipv6: draftOfPolicy(ipv6), onDrift: 'show', guards: undefined }
}

export function draftOfDomain(record: Pick<RecordStatus, 'hostname' | 'policies' | 'onDrift' | 'guards'>): DomainDraft {
  const { ipv4, ipv6 } = record.policies
  return {
    hostname: shownHostname(record.hostname),
    ipv4: draftOfPolicy(ipv4),
    ipv6: draftOfPolicy(ipv6),
    onDrift: record.onDrift,
    guards: record.guards,
  }
}

/** A family that the service does not offer is off, even if another account allowed another choice before. */
const effectivePolicy = (draft: DomainDraft, family: Family, info: ProviderInfo): FamilyPolicy =>
  info.families.includes(family) ? policyOf(draft[family]) : 'off'

const hostnameProblem = (mistake: HostnameMistake): MessageKey =>
  mistake === 'name' ? 'window.problem.hostname' : `window.problem.hostname-${mistake}`

/**
 * @param account the account that the domain will belong to
 * @param others the existing domains, without the one that is being edited
 * @returns problems by field: `hostname`, a family such as `ipv4`, or a field of its address source such as `ipv4.url`
 */
export function domainProblems(
  draft: DomainDraft,
  account: string,
  info: ProviderInfo,
  others: readonly DomainName[],
): Problems {
  const problems: Record<string, MessageKey> = {}
  const typed = readHostname(draft.hostname)
  if (!typed.ok) problems.hostname = hostnameProblem(typed.mistake)
  else if (others.some((other) => other.account === account && sameHostname(other.hostname, typed.hostname))) {
    problems.hostname = 'window.problem.hostname-taken'
  }
  for (const family of FAMILIES) {
    const found = policyFieldProblems(effectivePolicy(draft, family, info), family)
    for (const [key, problem] of Object.entries(found)) problems[`${family}.${key}`] = problem
  }
  if (FAMILIES.every((family) => effectivePolicy(draft, family, info) === 'off')) {
    problems[info.families[0] ?? 'ipv4'] = 'window.problem.both-off'
  }
  return problems
}

/** What to send to save it. The draft must have no problems. */
export function domainPayload(
  draft: DomainDraft,
  account: string,
  info: ProviderInfo,
  replaces: DomainName | null,
): Payload<'record.save'> {
  return {
    record: z.parse(recordSettingsSchema, {
      account,
      hostname: keptHostname(draft.hostname).toLowerCase(),
      ipv4: effectivePolicy(draft, 'ipv4', info),
      ipv6: effectivePolicy(draft, 'ipv6', info),
      // The default is left out, so that it does not fill the file.
      ...(draft.onDrift === 'show' ? {} : { onDrift: draft.onDrift }),
      ...(draft.guards === undefined ? {} : { guards: draft.guards }),
    }),
    replaces: replaces === null ? null : { account: replaces.account, hostname: replaces.hostname },
  }
}
