// A service that the user describes: a URL with placeholders (RFC 6570, level 1), and what its replies are like.
import type { Family } from '../../model/address.ts'
import type { HttpClient, HttpResult } from '../../model/ports.ts'
import type {
  HostAnswer,
  HostChange,
  HostOutcome,
  Provider,
  ProviderAccount,
  UpdateReport,
  UpdateRequest,
} from '../../model/provider.ts'
import { plainForm, type UpdateForm } from '../../model/update-form.ts'
import { readReply } from '../dyndns2/reply.ts'
import { accountRequest, basicAuth, refusal } from '../shared/account-request.ts'
import { firstLine } from '../shared/answer-redaction.ts'
import { checkEcho } from '../shared/echoed-address.ts'
import { failureOfFault, failureOfReply, withRetryAfter } from '../shared/http-failure.ts'
import { createRequestSequence, type RequestSequence } from '../shared/request-sequence.ts'
import { allFailed, confirmed, failed, familiesOf, namedAddresses } from '../shared/update-report.ts'
import { badTemplate, type CustomConfig, configOf, fieldProblems, needsOptionalSecret } from './config.ts'
import { info } from './info.ts'
import { findSuccess, findText } from './success.ts'
import { readTemplate, type UrlTemplate } from './template.ts'

async function update(request: UpdateRequest, http: HttpClient): Promise<UpdateReport> {
  const config = configOf(request.account)
  if ('kind' in config) return allFailed(request.changes, config)
  const sequence = createRequestSequence(http)
  const outcomes: HostOutcome[] = []
  let raw: string | null = null
  for (const change of request.changes) {
    for (const part of partsOf(change, config.template)) {
      const sent = await send(part, config, request, sequence)
      raw = sent.raw ?? raw
      outcomes.push(...sent.outcomes)
    }
  }
  return { outcomes, raw, requests: sequence.requests }
}

/** {ip} holds one address, so that two families take two requests. */
const partsOf = (change: HostChange, { uses }: UrlTemplate): readonly HostChange[] =>
  uses.has('ip')
    ? familiesOf(change).map((family) => ({
        ...{ hostname: change.hostname, ipv4: null, ipv6: null },
        [family]: change[family],
      }))
    : [change]

async function send(
  change: HostChange,
  config: CustomConfig,
  request: UpdateRequest,
  sequence: RequestSequence,
): Promise<Pick<UpdateReport, 'outcomes' | 'raw'>> {
  const { account, userAgent } = request
  const { hostname } = change
  const { ipv4, ipv6 } = namedAddresses(change)
  const { uses } = config.template
  const isCarried = (family: Family) => uses.has('ip') || uses.has(family)
  const outcomes = (answer: (family: Family) => HostAnswer): HostOutcome[] =>
    familiesOf(change).map((family) => {
      const detail = `The URL has no {${family}}, so this family cannot be updated.`
      return {
        hostname,
        family,
        answer: isCarried(family) ? answer(family) : failed(refusal('hostname', 'family-not-in-template', detail)),
      }
    })
  const secret = account.secrets.secret || null
  const username = account.fields.username || null
  const filled = config.template.fill({ hostname, ipv4, ipv6, ip: change.ipv4 ?? change.ipv6, username, secret })
  if ('problem' in filled) return { outcomes: outcomes(() => failed(badTemplate(filled.problem))), raw: null }
  if (!familiesOf(change).some(isCarried)) return { outcomes: outcomes(neverCalled), raw: null }
  const { abort } = sequence
  if (abort !== null) return { outcomes: outcomes(() => failed(abort)), raw: null }
  const isBasic = secret !== null && !uses.has('secret')
  const reply = await sequence.send(
    accountRequest(account, {
      method: config.method,
      url: onServer(filled.url, account.endpoint),
      headers: {
        'user-agent': userAgent,
        ...(isBasic ? { authorization: basicAuth(username ?? '', secret) } : {}),
      },
    }),
  )
  const raw = reply.ok ? firstLine(reply.body, account) : null
  const answered = outcomes((family) => answerOf(reply, change, family, config, request))
  for (const { answer } of answered) {
    if (answer.kind === 'failed') sequence.fail(answer.failure)
    else sequence.succeed()
  }
  return { outcomes: answered, raw }
}

const neverCalled = (): HostAnswer => {
  throw new Error('a family that the URL does not carry has no reply')
}

/** The account's endpoint replaces the scheme, host and port of the URL. */
function onServer(url: string, endpoint: string | null): string {
  if (endpoint === null) return url
  const { pathname, search } = new URL(url)
  return `${new URL(endpoint).origin}${pathname}${search}`
}

function answerOf(
  reply: HttpResult,
  change: HostChange,
  family: Family,
  { rules }: CustomConfig,
  { account, now }: UpdateRequest,
): HostAnswer {
  if (!reply.ok) return failed(failureOfFault(reply, account), !reply.sent)
  const [line = ''] = reply.body.trimStart().split(/[\r\n]/, 1)
  const sent = Object.values(namedAddresses(change)).filter((one) => one !== null)
  const address = change[family] ?? ''
  const quote = (text: string) => firstLine(text, account)
  // Many such services speak dyndns2. Its return codes mean the same here, above all those that forbid a retry.
  const coded = readReply(reply.body, { hosts: 1, sent, now: now(), quote })?.(0, family, address)
  const known = coded?.kind === 'failed' ? failed(withRetryAfter(coded.failure, reply, now())) : coded
  const isRefusal = known?.kind === 'failed' && known.failure.kind !== 'unrecognised'
  const isOk = reply.status >= 200 && reply.status < 300
  const failure = rules.failures.some((text) => findText(reply.body, text) !== null)
  const success = isOk && !failure ? findSuccess(rules, reply.status, reply.body) : null
  if (success !== null) {
    const isUnchanged = /^nochange\b/i.test(line)
    const echoed = checkEcho(confirmed(!isUnchanged), success.rest, address, quote(line))
    // "Good morning" is no return code where the reply holds what the user says of a success.
    return success.by !== 'begins' && isProse(known) ? echoed : (known ?? echoed)
  }
  const isRedirect = reply.status >= 300 && reply.status < 400
  if (isRefusal && !isRedirect) return known
  if (failure && isOk) return failed({ kind: 'unrecognised', code: 'failure-text', detail: quote(line), retryAt: null })
  return failed(failureOfReply(reply, account, now()))
}

const isProse = (known: HostAnswer | undefined): boolean =>
  known?.kind === 'failed' && known.failure.code === 'unknown-word'

/** What the service does with a family that the URL does not name, only the user could know. */
function form({ fields }: Pick<ProviderAccount, 'fields'>): UpdateForm {
  const template = readTemplate(fields.url ?? '')
  const isOne = 'uses' in template && template.uses.has('ip')
  return { ...plainForm(info.batchSize), families: isOne ? 'one' : 'both', unnamed: 'unknown' }
}

export const custom: Provider = { info, fieldProblems, needsOptionalSecret, form, update }
