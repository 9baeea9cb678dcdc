// Homeward's own failure codes, and everything that follows from each. A code that comes from outside is a provider's
// word or an HTTP status: it has no row here, and its kind decides.

export interface CodeRules {
  /** False: the problem was found before any request was made, so there is no reply to quote. */
  readonly sent: boolean
  /**
   * Whose words the detail holds. `theirs`: the provider's or the system's. `ours`: ours, to be appended to the sentence.
   * `sentence`: ours, and it replaces the general sentence. `none`: the code stands for no words of anybody.
   */
  readonly words: 'theirs' | 'ours' | 'sentence' | 'none'
  /** The request may have been applied although no success came back: the engine finds out before it sends again. */
  readonly inDoubt: boolean
  /** The sentence quotes the detail, whatever the kind says. */
  readonly quoted?: boolean
  /** The failure is about one hostname, whatever its kind says. */
  readonly recordOnly?: boolean
}

const UNSENT = { sent: false, words: 'ours', inDoubt: false } as const
const REFUSED = { sent: true, words: 'theirs', inDoubt: false } as const
const UNREADABLE = { sent: true, words: 'theirs', inDoubt: true } as const
const OWN_WAIT = { sent: true, words: 'none', inDoubt: false } as const

const table = <K extends string>(rows: Readonly<Record<K, CodeRules>>): Readonly<Record<K, CodeRules>> => rows

export const OUR_CODES = table({
  // Found before anything was sent.
  'secret-missing': { ...UNSENT, words: 'theirs' },
  'secret-other-server': { ...UNSENT, words: 'theirs' },
  'secret-unreadable': { ...UNSENT, words: 'sentence' },
  'field-missing': UNSENT,
  'field-malformed': UNSENT,
  'plain-http': UNSENT,
  'bad-template': UNSENT,
  endpoint: UNSENT,
  'family-not-in-template': UNSENT,
  'not-duckdns': UNSENT,
  'unknown-account': { ...UNSENT, words: 'theirs' },
  'unknown-provider': { ...UNSENT, words: 'theirs' },
  offline: { ...UNSENT, words: 'theirs' },
  internal: UNSENT,
  // Faults of the transport: the system's words.
  dns: REFUSED,
  refused: REFUSED,
  reset: UNREADABLE,
  timeout: UNREADABLE,
  tls: REFUSED,
  unreachable: REFUSED,
  other: UNREADABLE,
  'not-sent': REFUSED,
  'cut-off': REFUSED,
  'not-arrived': REFUSED,
  // Unrecognised replies.
  redirect: REFUSED,
  empty: UNREADABLE,
  html: UNREADABLE,
  'unknown-word': UNREADABLE,
  'failure-text': REFUSED,
  'unknown-json': UNREADABLE,
  'too-large': UNREADABLE,
  malformed: UNREADABLE,
  // A page in place of the service, under a status that is a clear no.
  page: REFUSED,
  // An API's 404, which may be about this name alone or about an address that is no API's.
  'name-not-found': { ...REFUSED, recordOnly: true },
  'other-address': { ...UNREADABLE, recordOnly: true },
  'missing-line': { ...UNREADABLE, recordOnly: true },
  'no-outcome': { ...UNREADABLE, recordOnly: true },
  // One answer for several hostnames: each is asked alone at once.
  'list-unanswered': { ...REFUSED, recordOnly: true },
  // Nothing may be sent for one family because of the other: see docs/design/dialects.md.
  'other-family': UNSENT,
  'form-on-trial': UNSENT,
  'one-family': UNSENT,
  // Meanings for which the API's reply has no short word.
  'bad-token': { ...REFUSED, quoted: true },
  'token-location': { ...REFUSED, quoted: true },
  'zone-not-found': REFUSED,
  'other-zone': { ...REFUSED, words: 'ours' },
  'other-name': { ...REFUSED, words: 'ours' },
  'name-taken': REFUSED,
  'several-records': { ...REFUSED, words: 'ours' },
  // Waits of our own making, and rows that could not be read.
  quota: OWN_WAIT,
  'named-time': OWN_WAIT,
  quarantined: { ...REFUSED, inDoubt: true },
})

export type OurCode = keyof typeof OUR_CODES
export type HttpCode = `http-${number}`

declare const providerWord: unique symbol
/** A word of the provider's own, such as "badauth": made by `providerCode`, so that a misspelt code of ours is a type error. */
export type ProviderCode = string & { readonly [providerWord]: true }

export type FailureCode = OurCode | HttpCode | ProviderCode

/** Marks a word that came from outside, or from a row that was written earlier. */
export const providerCode = (word: string): ProviderCode => word as ProviderCode

/** @returns null for a provider's word and for an HTTP status */
export const rulesOfCode = (code: string): CodeRules | null =>
  Object.hasOwn(OUR_CODES, code) ? (OUR_CODES[code as OurCode] ?? null) : null

/** @returns the status of "http-503"; null for any other code */
export function httpStatusOf(code: string): number | null {
  const [, digits] = /^http-(\d{3})$/.exec(code) ?? []
  return digits === undefined ? null : Number(digits)
}
