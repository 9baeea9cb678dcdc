// What a provider may answer, and what each answer asks of its client: written down a second time on purpose, from the
// design and the protocols, so that the engine's own tables are held against something.
import type { FailureKind } from '../../../app/contract/failure.ts'
import { HOUR, MINUTE } from './virtual-time.ts'

export interface Word {
  readonly kind: FailureKind
  readonly code: string
  /** How long the provider wants to be left alone; null when it names no time. */
  readonly waitMs: number | null
  /**
   * `hiccup`: may be tried again after 1, 2, 4 s, then rarely. `later`: rarely. `until-time`: not before. `needs-user`:
   * not before an edit. `blocked`: not before the user lifts it.
   */
  readonly means: 'hiccup' | 'later' | 'until-time' | 'needs-user' | 'blocked'
  readonly scope: 'account' | 'name'
  /** Of the name on whose line it stands where the other lines say something else; of the account where all say it. */
  readonly isHosts: boolean
  /** Whether the update may have been made all the same. */
  readonly inDoubt: boolean
  /** Said per name, so that a batch may hear several; else it is the answer to the whole request. */
  readonly isLine: boolean
}

const word = (kind: FailureKind, code: string, means: Word['means'], more: Partial<Word> = {}): Word => ({
  ...{ kind, code, means, waitMs: null, scope: 'account', inDoubt: false, isLine: false, isHosts: false },
  ...more,
})
const doubtful = { inDoubt: true }
const line = { isLine: true }
const hosts = { isLine: true, isHosts: true }

export const WORDS = {
  refused: word('network', 'refused', 'hiccup'),
  tls: word('network', 'tls', 'hiccup'),
  timeout: word('network', 'timeout', 'hiccup', doubtful),
  reset: word('network', 'reset', 'hiccup', doubtful),
  'http-502': word('provider', 'http-502', 'hiccup', doubtful),
  'http-503': word('provider', 'http-503', 'hiccup', doubtful),
  'http-503 with a time': word('provider', 'http-503', 'until-time', { waitMs: 15 * MINUTE }),
  'http-429': word('throttled', 'http-429', 'until-time', { waitMs: 20 * MINUTE }),
  'http-429 for hours': word('throttled', 'http-429', 'until-time', { waitMs: 3 * HOUR }),
  // Ten minutes are ours: "slow down" without a time must mean something.
  'http-429 without a time': word('throttled', 'http-429', 'until-time'),
  '911': word('provider', '911', 'until-time', { waitMs: 30 * MINUTE, ...line }),
  dnserr: word('provider', 'dnserr', 'until-time', { waitMs: 30 * MINUTE, ...hosts }),
  w5m: word('throttled', 'w5m', 'until-time', { waitMs: 5 * MINUTE, ...hosts }),
  abuse: word('blocked', 'abuse', 'blocked', hosts),
  rebuff: word('blocked', 'good-127.0.0.1', 'blocked', line),
  badauth: word('credentials', 'badauth', 'needs-user'),
  '!donator': word('account', '!donator', 'needs-user', line),
  nohost: word('hostname', 'nohost', 'needs-user', { scope: 'name', ...line }),
  numhost: word('hostname', 'numhost', 'needs-user', { scope: 'name' }),
  nonsense: word('unrecognised', 'unknown-word', 'later', { ...doubtful, ...line }),
  html: word('unrecognised', 'html', 'later', doubtful),
  'other-address': word('unrecognised', 'other-address', 'later', { scope: 'name', ...doubtful, ...line }),
  missing: word('unrecognised', 'no-outcome', 'later', { scope: 'name', ...doubtful, ...line }),
} as const satisfies Record<string, Word>

export type WordName = keyof typeof WORDS
/** `fine`: the update is made and acknowledged. */
export type Saying = WordName | 'fine'

export const WAIT_WITHOUT_A_TIME_MS = 10 * MINUTE

export const wordOf = (saying: Saying): Word | null => (saying === 'fine' ? null : WORDS[saying])
export const isLine = (saying: Saying): boolean => wordOf(saying)?.isLine ?? true
