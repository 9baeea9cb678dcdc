// What a provider may reply, and what each reply asks of the client. The engine has such a table, too: this one is written
// independently, from the protocols and the promises, so that the engine's is compared with something.
import type { FailureKind } from '../../../app/contract/failure.ts'
import { HOUR, MINUTE } from './virtual-time.ts'

export interface Reply {
  readonly kind: FailureKind
  readonly code: string
  /** How long the provider wants to be left alone; null when it names no time. */
  readonly waitMs: number | null
  /**
   * When the client may send again. `retry`: after 1, 2, 4 s, then with a growing back-off. `slow-retry`: with a growing
   * back-off. `until-time`: after the named time. `needs-user`: after an edit. `blocked`: after the user lifts the hold.
   * `slow-tries`: 1, 6 and 24 hours later where the account's secret worked before, otherwise after an edit.
   */
  readonly recovery: 'retry' | 'slow-retry' | 'until-time' | 'needs-user' | 'blocked' | 'slow-tries'
  readonly affects: 'account' | 'record'
  /** Applies to the hostname on whose line it stands when the other lines differ, and to the account when all are equal. */
  readonly isPerHost: boolean
  /** Whether the update may have been applied all the same. */
  readonly inDoubt: boolean
  /** One line per hostname, so that a batch may get several; otherwise it answers the whole request. */
  readonly isLine: boolean
}

const reply = (kind: FailureKind, code: string, recovery: Reply['recovery'], more: Partial<Reply> = {}): Reply => ({
  ...{
    kind,
    code,
    recovery,
    waitMs: null,
    affects: 'account',
    inDoubt: false,
    isLine: false,
    isPerHost: false,
  },
  ...more,
})
const inDoubt = { inDoubt: true }
const line = { isLine: true }
const perHost = { isLine: true, isPerHost: true }

/** The generators draw from these in this order: append new ones, so that old seeds stay what they were. */
export const REPLIES = {
  refused: reply('network', 'refused', 'retry'),
  tls: reply('network', 'tls', 'retry'),
  timeout: reply('network', 'timeout', 'retry', inDoubt),
  reset: reply('network', 'reset', 'retry', inDoubt),
  'http-502': reply('provider', 'http-502', 'retry', inDoubt),
  'http-503': reply('provider', 'http-503', 'retry', inDoubt),
  'http-503 with a time': reply('provider', 'http-503', 'until-time', { waitMs: 15 * MINUTE }),
  'http-429': reply('throttled', 'http-429', 'until-time', { waitMs: 20 * MINUTE }),
  'http-429 for hours': reply('throttled', 'http-429', 'until-time', { waitMs: 3 * HOUR }),
  // "Slow down" without a time has to mean something: Homeward waits DEFAULT_WAIT_MS.
  'http-429 without a time': reply('throttled', 'http-429', 'until-time'),
  '911': reply('provider', '911', 'until-time', { waitMs: 30 * MINUTE, ...line }),
  dnserr: reply('provider', 'dnserr', 'until-time', { waitMs: 30 * MINUTE, ...perHost }),
  w5m: reply('throttled', 'w5m', 'until-time', { waitMs: 5 * MINUTE, ...perHost }),
  abuse: reply('blocked', 'abuse', 'blocked', perHost),
  loopback: reply('blocked', 'good-127.0.0.1', 'blocked', line),
  badauth: reply('credentials', 'badauth', 'needs-user'),
  '!donator': reply('account', '!donator', 'needs-user', line),
  nohost: reply('hostname', 'nohost', 'needs-user', { affects: 'record', ...line }),
  numhost: reply('hostname', 'numhost', 'needs-user', { affects: 'record' }),
  'unknown code': reply('unrecognised', 'unknown-word', 'slow-retry', { ...inDoubt, ...line }),
  html: reply('unrecognised', 'html', 'slow-retry', inDoubt),
  'other-address': reply('unrecognised', 'other-address', 'slow-retry', { affects: 'record', ...inDoubt, ...line }),
  missing: reply('unrecognised', 'no-outcome', 'slow-retry', { affects: 'record', ...inDoubt, ...line }),
  page: reply('unrecognised', 'page', 'slow-retry'),
  malformed: reply('unrecognised', 'malformed', 'slow-retry', inDoubt),
  'http-401': reply('credentials', 'http-401', 'slow-tries'),
  'http-403': reply('credentials', 'http-403', 'slow-tries'),
} as const satisfies Record<string, Reply>

/** `ok`: the update is applied and acknowledged. */
export type ReplyName = keyof typeof REPLIES | 'ok'

export const DEFAULT_WAIT_MS = 10 * MINUTE
/** The waits before a secret that worked before is tried again. After the last only an edit helps. */
export const SLOW_TRIES_MS: readonly number[] = [HOUR, 6 * HOUR, 24 * HOUR]

/** @returns null for `ok` */
export const replyNamed = (name: ReplyName): Reply | null => (name === 'ok' ? null : REPLIES[name])
export const isLine = (name: ReplyName): boolean => replyNamed(name)?.isLine ?? true
