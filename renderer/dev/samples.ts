// Snapshots for the page in a browser and for its tests: every state that the engine can report, in both languages.
import type { Locale } from '../../app/contract/locale.ts'
import { translator } from '../../app/contract/messages/translate.ts'
import { appOptionsOf, emptySettings } from '../../app/contract/settings.ts'
import type { AppSnapshot } from '../../app/contract/snapshot.ts'
import { withHolds } from './sample-holds.ts'
import { sampleInterfaces } from './sample-interfaces.ts'
import { account, fromNow, off, record, row } from './sample-parts.ts'
import { withProblems } from './sample-problems.ts'
import { sampleProviders } from './sample-providers.ts'
import { withQuestions } from './sample-questions.ts'

export const SCENARIOS = [
  'well',
  'problems',
  'holds',
  'questions',
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
    summary: translator(locale)('summary.none'),
    pausedUntil: null,
    paused: false,
    records: [],
    accounts: [],
    holds: [],
    questions: [],
    interfaces: sampleInterfaces,
    paths: [],
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

type Scene = (fine: AppSnapshot, locale: Locale) => AppSnapshot

const SCENES: Readonly<Record<Scenario, Scene>> = {
  well: (fine) => fine,
  problems: (fine, locale) => withProblems(locale, fine),
  holds: (fine, locale) => withHolds(locale, fine),
  questions: (fine, locale) => withQuestions(locale, fine),
  empty: (_fine, locale) => emptySnapshot(locale),
  updating: (fine, locale) => {
    const [first, ...others] = fine.records
    const rows = (first?.families ?? []).map((known) =>
      known.family === 'ipv4' ? { ...known, desired: '11.22.44.9' } : known,
    )
    return {
      ...fine,
      overall: 'updating',
      summary: translator(locale)('summary.updating', { count: 1, hostname: first?.hostname ?? '' }),
      records: [record(rows, 'updating'), ...others],
    }
  },
  offline: (fine, locale) => ({
    ...fine,
    overall: 'offline',
    summary: translator(locale)('summary.offline'),
    records: fine.records.map((known) => ({ ...known, state: 'offline' as const })),
  }),
  paused: (fine, locale) => ({
    ...fine,
    overall: 'paused',
    paused: true,
    pausedUntil: fromNow(3_000),
    summary: translator(locale)('summary.paused'),
  }),
  'broken-settings': (fine, locale) => {
    const t = translator(locale)
    const problem = 'settings.yaml, line 12: records.0.ipv4 must be auto, off or a source.'
    const message = t('notice.settings-invalid', { problem })
    return {
      ...fine,
      overall: 'attention',
      summary: t('summary.attention-app', { message }),
      settings: { ...fine.settings, editable: false },
      notices: [{ id: 'settings-invalid', severity: 'error', message }],
    }
  },
}

export const sampleSnapshot = (scenario: Scenario, locale: Locale): AppSnapshot =>
  SCENES[scenario](well(locale), locale)
