// Snapshots for looking at the page and for its tests: every state the engine can tell, in both languages.
import type { Locale } from '../../app/contract/locale.ts'
import { translator } from '../../app/contract/messages/translate.ts'
import { appOptionsOf, emptySettings } from '../../app/contract/settings.ts'
import type { AppSnapshot } from '../../app/contract/snapshot.ts'
import { holding } from './sample-holds.ts'
import { sampleInterfaces } from './sample-interfaces.ts'
import { account, failed, failure, fromNow, hold, off, record, row } from './sample-parts.ts'
import { sampleProviders } from './sample-providers.ts'

export const SCENARIOS = [
  'well',
  'trouble',
  'holds',
  'empty',
  'updating',
  'offline',
  'paused',
  'broken-settings',
] as const
export type Scenario = (typeof SCENARIOS)[number]

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
      ...appOptionsOf(emptySettings()),
    },
    loginItem: 'on',
    lastRound: { id: 4_211, trigger: 'poll', at: fromNow(-140), tookMs: 312 },
    nextLook: fromNow(160),
  }
}

function well(locale: Locale): AppSnapshot {
  return {
    ...emptySnapshot(locale),
    summary: translator(locale)('summary.ok', { count: 3 }),
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
    summary: translator(locale)('summary.attention', { count: 2 }),
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
    case 'holds':
      return holding(locale, fine)
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
