// Every way in which a name can wait, one card each: for looking at what is stopped, parked, let go or drifted.
import type { Failure } from '../../app/contract/failure.ts'
import type { Locale } from '../../app/contract/locale.ts'
import { sentence, translator } from '../../app/contract/messages/translate.ts'
import { reason } from '../../app/contract/reason.ts'
import type { AppSnapshot, HoldView, RecordStatus } from '../../app/contract/snapshot.ts'
import { account, failed, failure, fromNow, hold, record, row } from './sample-parts.ts'

interface Waiting {
  readonly hostname: string
  readonly account: string
  readonly provider: string
  readonly state: RecordStatus['state']
  readonly why: Failure
  readonly hold: Pick<HoldView, 'class'> & Partial<HoldView>
}

const LONG = 'a-rather-long-name-for-the-garden-camera.behind-the-greenhouse.home.example.org'

const waiting = (): readonly Waiting[] => [
  {
    ...{ hostname: 'office.example.net', account: 'office', provider: 'dyndns2', state: 'attention' },
    why: failure('credentials', 'badauth'),
    hold: { class: 'needs-user', since: fromNow(-260_000) },
  },
  {
    ...{ hostname: LONG, account: 'spare', provider: 'dyndns2', state: 'attention' },
    why: failure('blocked', 'abuse', 'abuse: too many updates from this client, contact support@dns.example.net'),
    hold: { class: 'blocked' },
  },
  {
    ...{ hostname: 'myhouse.duckdns.org', account: 'home', provider: 'duckdns', state: 'waiting' },
    why: failure('network', 'timeout', 'connect ETIMEDOUT 11.22.44.53:443'),
    hold: { class: 'parked', attempts: 6, until: fromNow(231) },
  },
  {
    ...{ hostname: 'nas.example.org', account: 'cloudflare', provider: 'cloudflare', state: 'waiting' },
    why: failure('throttled', 'http-429', null, 4_554),
    hold: { class: 'until-time' },
  },
  {
    // What is left when the user has mended a refusal beside which the provider named a time.
    ...{ hostname: 'game.example.net', account: 'game', provider: 'dyndns2', state: 'waiting' },
    why: failure('throttled', 'named-time', null, 1_500),
    hold: { class: 'until-time' },
  },
  {
    ...{ hostname: 'cam.example.org', account: 'camera', provider: 'dyndns2', state: 'waiting' },
    why: failure('unrecognised', 'other-address', 'good 11.22.44.200'),
    hold: { class: 'forgotten', attempts: 3 },
  },
]

export function holding(locale: Locale, fine: AppSnapshot): AppSnapshot {
  const holds = waiting().map((each) => hold(locale, each.why, { account: each.account, hostname: null, ...each.hold }))
  const letGo = sentence(locale, reason('hold-forgotten'))
  const told = holds.map((each) => (each.class === 'forgotten' ? { ...each, message: letGo } : each))
  const records = waiting().map((each, index) => {
    const change = { ...failed(locale, each.why), message: told[index]?.message ?? null, confirmed: '11.22.33.12' }
    const known = record([row(each.account, each.hostname, 'ipv4', change)], each.state, { ipv4: 'auto', ipv6: 'off' })
    return { ...known, previous: { ipv4: '11.22.33.4', ipv6: null } }
  })
  const [drifted] = fine.records
  const drift = reason('update-drift', { found: '11.22.44.9', address: '11.22.33.147' })
  const seen = {
    address: '11.22.44.9',
    at: fromNow(-600),
    state: 'differs',
    source: 'dns',
    drift,
    selfCorrecting: true,
  } as const
  return {
    ...fine,
    overall: 'attention',
    summary: translator(locale)('summary.attention', { count: 3 }),
    accounts: waiting().map((each) =>
      account(each.account, each.provider, {
        failure: each.why,
        breaker: each.hold.class === 'parked' ? 'open' : each.hold.class === 'until-time' ? 'half-open' : 'closed',
      }),
    ),
    records: [
      ...records,
      ...(drifted === undefined
        ? []
        : [
            {
              ...drifted,
              ...{ hostname: 'drifted.duckdns.org', state: 'attention' as const },
              previous: { ipv4: '11.22.33.12', ipv6: '2a0e:1111:20:3:3e7c:3fff:fe1a:9024' },
              verified: { ipv4: seen, ipv6: null },
            },
          ]),
    ],
    holds: told,
  }
}
