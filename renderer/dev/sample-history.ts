// A week of attempts, and the round behind one of them.
import { explainedHistory } from '../../app/commands/explain.ts'
import { providerCode } from '../../app/contract/failure-codes.ts'
import type { Attempt, ExplainedHistory, HistoryPage, HistoryQuery, StoredRound } from '../../app/contract/history.ts'
import type { Trigger } from '../../app/contract/snapshot.ts'
import { sampleInterfaces } from './sample-interfaces.ts'

const HOSTNAMES = ['myhouse.duckdns.org', 'nas.example.org', 'office.example.net'] as const
const SAMPLE_TRIGGERS: readonly Trigger[] = [
  'network-change',
  'poll',
  'resume',
  'unlock',
  'user',
  'retry',
  'startup',
  'gateway-push',
]

function attempt(id: number): Attempt {
  const at = Date.now() - (120 - id) * 5_400_000 - 95_000
  const hostname = HOSTNAMES[id % 3] ?? HOSTNAMES[0]
  const failureKind = id % 11 === 3 ? ('credentials' as const) : id % 7 === 5 ? ('network' as const) : null
  const ipv6 = id % 4 === 1
  return {
    id,
    roundId: id < 6 ? null : 4_000 + id,
    at: new Date(at).toISOString(),
    settledAt: id === 120 ? null : new Date(at + 180 + (id % 9) * 130).toISOString(),
    account: ['home', 'cloudflare', 'office'][id % 3] ?? 'home',
    hostname,
    family: ipv6 ? 'ipv6' : 'ipv4',
    trigger: SAMPLE_TRIGGERS[id % SAMPLE_TRIGGERS.length] ?? 'poll',
    from: id % 5 === 0 ? null : ipv6 ? '2a0e:1111:20:3:3e7c:3fff:fe1a:9024' : `11.22.33.${(id * 7) % 250}`,
    to: ipv6 ? '2a0e:1111:20:7:3e7c:3fff:fe1a:9024' : `11.22.33.${(id * 7 + 7) % 250}`,
    result: id === 120 ? 'pending' : failureKind === null ? (id % 13 === 0 ? 'unconfirmed' : 'confirmed') : 'failed',
    kind: failureKind,
    code: failureKind === 'credentials' ? providerCode('badauth') : failureKind === 'network' ? 'timeout' : null,
    detail: failureKind === 'credentials' ? 'badauth' : null,
  }
}

const attempts = Array.from({ length: 120 }, (_unused, index) => attempt(120 - index))

export function sampleHistory(query: HistoryQuery): HistoryPage {
  const found = attempts.filter(
    ({ id, hostname, result, trigger }) =>
      (query.hostname === undefined || hostname === query.hostname) &&
      (query.result === undefined || result === query.result) &&
      (query.trigger === undefined || trigger === query.trigger) &&
      (query.before === undefined || id < query.before),
  )
  return { attempts: found.slice(0, query.limit), more: found.length > query.limit }
}

export function sampleRound(id: number): StoredRound | null {
  const found = attempts.find(({ roundId }) => roundId === id)
  if (found === undefined) return null
  const { account, hostname, family, to, from } = found
  const ethernet = sampleInterfaces[0]
  const wireless = sampleInterfaces[1]
  return {
    id,
    trigger: found.trigger,
    startedAt: found.at,
    tookMs: 312,
    observations: [
      {
        family,
        policy: 'auto',
        outcome: 'known',
        address: to,
        why: { code: 'echo-agreed', params: { count: 2, address: to } },
        answers: [
          { source: 'echo', name: 'api.ipify.org', address: to, refused: null, detail: null, tookMs: 87 },
          { source: 'echo', name: 'ifconfig.co', address: to, refused: null, detail: null, tookMs: 143 },
          {
            source: 'echo',
            name: 'icanhazip.com',
            address: null,
            refused: { code: 'echo-failed', params: { operator: 'icanhazip.com' } },
            detail: 'ETIMEDOUT',
            tookMs: 5_000,
          },
        ],
        candidates: [
          {
            adapterId: ethernet?.id ?? '',
            adapterName: 'Ethernet',
            family,
            address: family === 'ipv6' ? to : '192.168.1.20',
            chosen: true,
            why: { code: 'adapter-chosen', params: { adapter: 'Ethernet', metric: 25 } },
          },
          {
            adapterId: wireless?.id ?? '',
            adapterName: 'Wi-Fi',
            family,
            address: null,
            chosen: false,
            why: { code: 'adapter-wired-first', params: { adapter: 'Wi-Fi' } },
          },
        ],
      },
    ],
    decisions: [
      {
        account,
        hostname,
        family,
        action: 'update',
        address: to,
        why: from === null ? { code: 'update-first', params: {} } : { code: 'update-changed', params: { from, to } },
      },
    ],
    nextLookAt: new Date(Date.parse(found.at) + 300_000).toISOString(),
  }
}

export const sampleExplanation = (name: { readonly account: string; readonly hostname: string }): ExplainedHistory =>
  explainedHistory(
    { history: sampleHistory, round: sampleRound, lastRound: () => sampleRound(attempts[0]?.roundId ?? 0) },
    name,
  )
