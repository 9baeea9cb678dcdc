// Snapshots for looking at the page and for its tests: every state the engine can tell, in both languages.
import type { Failure } from '../../app/contract/failure.ts'
import type { Locale } from '../../app/contract/locale.ts'
import { failureSentence } from '../../app/contract/messages/failure-sentence.ts'
import { detectionSettingsSchema } from '../../app/contract/settings.ts'
import type {
  AccountStatus,
  AppSnapshot,
  FamilyRow,
  HoldView,
  RecordStatus,
  Verified,
} from '../../app/contract/snapshot.ts'
import { sampleInterfaces } from './sample-interfaces.ts'
import { sampleProviders } from './sample-providers.ts'

export const SCENARIOS = ['well', 'trouble', 'empty', 'updating', 'offline', 'paused', 'broken-settings'] as const
export type Scenario = (typeof SCENARIOS)[number]

const fromNow = (seconds: number) => new Date(Date.now() + seconds * 1_000).toISOString()

export function emptySnapshot(locale: Locale): AppSnapshot {
  return {
    revision: 1,
    version: '0.1.0',
    locale,
    overall: 'ok',
    summary: locale === 'en' ? 'No domain to look after yet.' : '还没有要照看的域名。',
    pausedUntil: null,
    paused: false,
    records: [],
    accounts: [],
    holds: [],
    interfaces: sampleInterfaces,
    providers: sampleProviders,
    notices: [],
    settings: {
      file: 'C:\\Users\\me\\AppData\\Local\\Homeward\\settings.yaml',
      editable: true,
      language: 'system',
      theme: 'system',
      contact: null,
      notifications: { addressChanged: true, needsAttention: true, recovered: true },
      detection: detectionSettingsSchema.parse({}),
    },
    loginItem: 'on',
    lastRound: { id: 4_211, trigger: 'poll', at: fromNow(-140), tookMs: 312 },
    nextLook: fromNow(160),
  }
}

const account = (id: string, provider: string, over: Partial<AccountStatus> = {}): AccountStatus => ({
  id,
  provider,
  endpoint: null,
  ca: null,
  allowPlainHttp: false,
  fields: {},
  secrets: { token: 'present' },
  failure: null,
  heldUntil: null,
  breaker: 'closed',
  ...over,
})

function row(account: string, hostname: string, family: FamilyRow['family'], over: Partial<FamilyRow> = {}): FamilyRow {
  const address = family === 'ipv4' ? '11.22.33.147' : '2a0e:1111:20:7:3e7c:3fff:fe1a:9024'
  const confirmedAt = fromNow(-8_100)
  const base = { account, hostname, family, desired: address, confirmed: address, confirmedAt, nextLook: fromNow(160) }
  return { ...base, state: 'unchanged', kind: null, message: null, heldUntil: null, breaker: 'closed', ...over }
}

const off: Partial<FamilyRow> = { desired: null, confirmed: null, confirmedAt: null, state: 'unmanaged' }

/** What is confirmed and well was also seen in DNS, a little later. */
function verifiedRow(row: FamilyRow | undefined): Verified | null {
  if (row === undefined || row.confirmed === null || row.state !== 'unchanged') return null
  return { address: row.confirmed, at: fromNow(-60), state: 'holds', source: 'dns', drift: null }
}

const record = (
  families: FamilyRow[],
  state: RecordStatus['state'] = 'ok',
  policies: RecordStatus['policies'] = { ipv4: 'auto', ipv6: 'auto' },
): RecordStatus => ({
  account: families[0]?.account ?? '',
  hostname: families[0]?.hostname ?? '',
  policies,
  state,
  families,
  previous: { ipv4: '11.22.33.12', ipv6: null },
  verified: {
    ipv4: verifiedRow(families.find(({ family }) => family === 'ipv4')),
    ipv6: verifiedRow(families.find(({ family }) => family === 'ipv6')),
  },
  onDrift: 'show',
})

const failed = (locale: Locale, failure: Failure): Partial<FamilyRow> => ({
  state: failure.retryAt === null ? 'failed' : 'held',
  kind: failure.kind,
  message: failureSentence(locale, failure),
  heldUntil: failure.retryAt === null ? null : new Date(failure.retryAt).toISOString(),
})

const failure = (kind: Failure['kind'], code: string, detail: string | null = null, seconds?: number): Failure => ({
  kind,
  code,
  detail,
  retryAt: seconds === undefined ? null : Date.now() + seconds * 1_000,
})

const hold = (
  locale: Locale,
  why: Failure,
  over: Pick<HoldView, 'account' | 'hostname' | 'class'> & Partial<HoldView>,
): HoldView => ({
  family: null,
  kind: why.kind,
  code: why.code,
  message: failureSentence(locale, why),
  detail: why.detail,
  since: fromNow(-5_400),
  until: why.retryAt === null ? null : new Date(why.retryAt).toISOString(),
  attempts: 1,
  ...over,
})

function well(locale: Locale): AppSnapshot {
  return {
    ...emptySnapshot(locale),
    summary: locale === 'en' ? '3 of 3 domains lead home.' : '3 个域名全部指向此处。',
    accounts: [
      account('home', 'duckdns'),
      account('cloudflare', 'cloudflare', { fields: { zone: 'example.org' } }),
      account('office', 'dyndns2', {
        endpoint: 'https://dns.example.net',
        fields: { username: 'me' },
        secrets: { password: 'present' },
      }),
    ],
    records: [
      record([row('home', 'myhouse.duckdns.org', 'ipv4'), row('home', 'myhouse.duckdns.org', 'ipv6')]),
      record([
        row('cloudflare', 'nas.example.org', 'ipv4', { state: 'confirmed', confirmedAt: fromNow(-95) }),
        row('cloudflare', 'nas.example.org', 'ipv6'),
      ]),
      record([row('office', 'office.example.net', 'ipv4'), row('office', 'office.example.net', 'ipv6', off)], 'ok', {
        ipv4: { source: 'adapter', adapter: 'Ethernet' },
        ipv6: 'off',
      }),
    ],
  }
}

function trouble(locale: Locale): AppSnapshot {
  const refused = failure('credentials', 'badauth')
  const blocked = failure('account', '!donator', 'This feature is available to supporters only.')
  const busy = failure('throttled', 'http-429', null, 754)
  const silent = failure('network', 'timeout', 'connect ETIMEDOUT')
  const host = 'a-rather-long-name-for-the-garden-camera.home.example.org'
  return {
    ...well(locale),
    overall: 'attention',
    summary: locale === 'en' ? '2 of 4 domains need you.' : '4 个域名中有 2 个需要您处理。',
    notices: [
      {
        id: 'adapter-polling',
        severity: 'warning',
        message:
          locale === 'en'
            ? 'Network changes are noticed by looking every 30 seconds, because the system does not report them.'
            : '系统不报告网络变化，因此每 30 秒检查一次。',
      },
    ],
    accounts: [
      account('home', 'duckdns'),
      account('cloudflare', 'cloudflare', { heldUntil: fromNow(754) }),
      account('office', 'dyndns2', {
        endpoint: 'https://dns.example.net',
        secrets: { password: 'present' },
        failure: refused,
      }),
      account('spare', 'dyndns2', {
        endpoint: 'http://192.168.1.5:8053',
        allowPlainHttp: true,
        secrets: { password: 'unreadable' },
      }),
      account('unused', 'duckdns', { secrets: { token: 'missing' } }),
    ],
    records: [
      record(
        [
          row('office', 'office.example.net', 'ipv4', {
            ...failed(locale, refused),
            confirmed: '11.22.33.12',
            confirmedAt: fromNow(-260_000),
          }),
        ],
        'attention',
      ),
      record(
        [row('spare', host, 'ipv4', { ...failed(locale, blocked), confirmed: null, confirmedAt: null })],
        'attention',
      ),
      record(
        [
          row('cloudflare', 'nas.example.org', 'ipv4', {
            ...failed(locale, busy),
            confirmed: '11.22.33.12',
          }),
          row('cloudflare', 'nas.example.org', 'ipv6'),
        ],
        'waiting',
      ),
      record(
        [
          row('home', 'myhouse.duckdns.org', 'ipv4', {
            ...failed(locale, silent),
            confirmed: '11.22.33.12',
            heldUntil: fromNow(231),
          }),
          row('home', 'myhouse.duckdns.org', 'ipv6'),
        ],
        'waiting',
      ),
    ],
    holds: [
      hold(locale, refused, { account: 'office', hostname: null, class: 'needs-user' }),
      hold(locale, blocked, { account: 'spare', hostname: null, class: 'needs-user' }),
      hold(locale, busy, { account: 'cloudflare', hostname: null, class: 'until-time' }),
      hold(locale, silent, { account: 'home', hostname: null, class: 'parked', attempts: 4, until: fromNow(231) }),
    ],
    loginItem: 'off-by-system',
  }
}

export function sampleSnapshot(scenario: Scenario, locale: Locale): AppSnapshot {
  const fine = well(locale)
  switch (scenario) {
    case 'well':
      return fine
    case 'trouble':
      return trouble(locale)
    case 'empty':
      return emptySnapshot(locale)
    case 'updating': {
      const first = fine.records[0]
      const families =
        first?.families.map((known) => ({
          ...known,
          desired: known.family === 'ipv4' ? '11.22.44.9' : known.desired,
        })) ?? []
      return {
        ...fine,
        overall: 'updating',
        summary: locale === 'en' ? 'Updating myhouse.duckdns.org.' : '正在更新 myhouse.duckdns.org。',
        records: [record(families, 'updating'), ...fine.records.slice(1)],
      }
    }
    case 'offline': {
      const records = fine.records.map((known) => ({ ...known, state: 'offline' as const }))
      const summary = locale === 'en' ? 'There is no network now.' : '当前没有网络。'
      return { ...fine, overall: 'offline', summary, records }
    }
    case 'paused':
      return {
        ...fine,
        overall: 'paused',
        paused: true,
        pausedUntil: fromNow(3_000),
        summary: locale === 'en' ? 'Nothing is looked at or sent.' : '不检查，也不发送。',
      }
    case 'broken-settings':
      return {
        ...fine,
        overall: 'attention',
        summary: locale === 'en' ? 'The settings file has a mistake.' : '设置文件有误。',
        settings: { ...fine.settings, editable: false },
        notices: [
          {
            id: 'settings-invalid',
            severity: 'error',
            message:
              locale === 'en'
                ? 'settings.yaml, line 12: records.0.ipv4 must be auto, off or a source. The last good copy stays in force.'
                : 'settings.yaml 第 12 行：records.0.ipv4 必须是 auto、off 或一个来源。上一份正确的设置继续有效。',
          },
        ],
      }
  }
}
