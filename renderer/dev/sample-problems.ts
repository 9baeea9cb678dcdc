// Accounts with problems of several kinds: refused, unsupported, throttled, unreachable, and without a secret.
import type { Locale } from '../../app/contract/locale.ts'
import { translator } from '../../app/contract/messages/translate.ts'
import type { AccountStatus, AppSnapshot, HoldView, RecordStatus } from '../../app/contract/snapshot.ts'
import { account, failure, fromNow, held, hold, record, row } from './sample-parts.ts'

const LONG = 'a-rather-long-name-for-the-garden-camera.home.example.org'

const refused = () => failure('credentials', 'badauth')

function holdsIn(locale: Locale) {
  const unsupported = failure('account', '!donator', 'This feature is available to supporters only.')
  const throttled = failure('throttled', 'http-429', null, 754)
  const unreachable = failure('network', 'timeout', 'connect ETIMEDOUT')
  const parked = { class: 'parked', attempts: 4, until: fromNow(231) } as const
  return {
    office: hold(locale, refused(), { account: 'office', hostname: null, class: 'needs-user' }),
    spare: hold(locale, unsupported, { account: 'spare', hostname: null, class: 'needs-user' }),
    cloudflare: hold(locale, throttled, { account: 'cloudflare', hostname: null, class: 'until-time' }),
    home: hold(locale, unreachable, { account: 'home', hostname: null, ...parked }),
  } satisfies Record<string, HoldView>
}

function recordsWith(holds: ReturnType<typeof holdsIn>): RecordStatus[] {
  const old = { confirmed: '11.22.33.12' }
  const never = { confirmed: null, confirmedAt: null }
  const office = { ...held(holds.office), ...old, confirmedAt: fromNow(-260_000) }
  const nas = { ...held(holds.cloudflare), ...old }
  const house = { ...held(holds.home), ...old }
  return [
    record([row('office', 'office.example.net', 'ipv4', office)], 'attention'),
    record([row('spare', LONG, 'ipv4', { ...held(holds.spare), ...never })], 'attention'),
    record(
      [row('cloudflare', 'nas.example.org', 'ipv4', nas), row('cloudflare', 'nas.example.org', 'ipv6')],
      'waiting',
    ),
    record([row('home', 'myhouse.duckdns.org', 'ipv4', house), row('home', 'myhouse.duckdns.org', 'ipv6')], 'waiting'),
  ]
}

const accounts = (): AccountStatus[] => [
  account('home', 'duckdns'),
  account('cloudflare', 'cloudflare', { heldUntil: fromNow(754) }),
  account('office', 'dyndns2', {
    endpoint: 'https://dns.example.net',
    secrets: { password: 'present' },
    failure: refused(),
  }),
  account('spare', 'dyndns2', {
    endpoint: 'http://192.168.1.5:8053',
    allowPlainHttp: true,
    secrets: { password: 'unreadable' },
  }),
  account('unused', 'duckdns', { secrets: { token: 'missing' } }),
]

export function withProblems(locale: Locale, fine: AppSnapshot): AppSnapshot {
  const t = translator(locale)
  const holds = holdsIn(locale)
  const polling = t('notice.adapter-polling', { reason: 'ERR_DLOPEN_FAILED' })
  return {
    ...fine,
    overall: 'attention',
    summary: t('summary.attention', { count: 2 }),
    notices: [{ id: 'adapter-polling', severity: 'warning', message: polling }],
    accounts: accounts(),
    records: recordsWith(holds),
    holds: Object.values(holds),
    loginItem: 'off-by-system',
  }
}
