// Every kind of hold on a card of its own, and a card with drift.
import type { Failure } from '../../app/contract/failure.ts'
import type { Locale } from '../../app/contract/locale.ts'
import { sentence, translator } from '../../app/contract/messages/translate.ts'
import { reason } from '../../app/contract/reason.ts'
import type { AppSnapshot, BreakerState, HoldView, RecordStatus } from '../../app/contract/snapshot.ts'
import { account, failure, fromNow, held, hold, record, row } from './sample-parts.ts'

interface HoldSample {
  readonly hostname: string
  readonly account: string
  readonly provider: string
  readonly state: RecordStatus['state']
  readonly why: Failure
  readonly hold: Pick<HoldView, 'class'> & Partial<HoldView>
}

const LONG = 'a-rather-long-name-for-the-garden-camera.behind-the-greenhouse.home.example.org'

const holdSamples = (): readonly HoldSample[] => [
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
    // The user has solved a refusal, but the provider had also named a time.
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

export function withHolds(locale: Locale, fine: AppSnapshot): AppSnapshot {
  const samples = holdSamples()
  const holds = samples.map(({ account, why, hold: parts }) => {
    const made = hold(locale, why, { account, hostname: null, ...parts })
    return made.class === 'forgotten' ? { ...made, message: sentence(locale, reason('hold-forgotten')) } : made
  })
  const records = samples.map((sample, index) => {
    const hold = holds[index]
    const about = { confirmed: '11.22.33.12', ...(hold === undefined ? {} : held(hold)) }
    const rows = [row(sample.account, sample.hostname, 'ipv4', about)]
    const previous = { ipv4: '11.22.33.4', ipv6: null }
    return { ...record(rows, sample.state, { ipv4: 'auto', ipv6: 'off' }), previous }
  })
  return {
    ...fine,
    overall: 'attention',
    summary: translator(locale)('summary.attention', { count: 3 }),
    accounts: samples.map((sample) =>
      account(sample.account, sample.provider, { failure: sample.why, breaker: BREAKERS[sample.hold.class] }),
    ),
    records: [...records, ...fine.records.slice(0, 1).map(drifted)],
    holds,
  }
}

const BREAKERS: Readonly<Record<HoldView['class'], BreakerState>> = {
  parked: 'open',
  'until-time': 'half-open',
  'needs-user': 'closed',
  blocked: 'closed',
  forgotten: 'closed',
}

function drifted(fine: RecordStatus): RecordStatus {
  const drift = reason('update-drift', { found: '11.22.44.9', address: '11.22.33.147' })
  return {
    ...fine,
    hostname: 'drifted.duckdns.org',
    state: 'attention',
    previous: { ipv4: '11.22.33.12', ipv6: '2a0e:1111:20:3:3e7c:3fff:fe1a:9024' },
    verified: {
      ipv4: {
        address: '11.22.44.9',
        at: fromNow(-600),
        state: 'differs',
        source: 'dns',
        drift,
        selfCorrecting: true,
      },
      ipv6: null,
    },
  }
}
