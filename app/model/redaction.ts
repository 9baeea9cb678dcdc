// Removes secrets from text before it is written anywhere: known values in every form, and unknown ones by their shape.
import { base64, htmlEscaped, percentEncoded, uriComponent } from './encoding.ts'

/** The one mask, so that no redactor takes another's mask for a secret. */
export const REDACTED = '[redacted]'

/** Shorter values would remove parts of ordinary words and numbers. */
const SHORTEST_SECRET = 6

const NAMES =
  'pass(?:word|wd|phrase)?|pwd|secret|token|api[-_]?key|access[-_]?key|auth(?:orization)?|credential|signature|sig|hmac'

const SHAPES: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, REDACTED],
  [
    /\b((?:proxy-)?authorization["']?\s*[:=]\s*["']?)(?:(?:basic|bearer|digest|token)\s+)?[^\s"',;]+/gi,
    `$1${REDACTED}`,
  ],
  [/\b(basic|bearer)\s+[A-Za-z0-9+/=._~-]{8,}/gi, `$1 ${REDACTED}`],
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/?#@]+@/gi, `$1${REDACTED}@`],
  [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*/g, REDACTED],
  [
    new RegExp(`((?:^|[?&;\\s{,"'_-])(?:${NAMES})["']?\\s*[=:]\\s*["']?)(?!\\[redacted\\])[^\\s&"',;}]+`, 'gi'),
    `$1${REDACTED}`,
  ],
]

const SECRET_KEY = new RegExp(`(?:^|[-_.])(?:${NAMES})$|(?:Password|Secret|Token|ApiKey)$`, 'i')

const unpadded = (text: string): string => text.replace(/=+$/, '')
/** The alphabet for URLs and file names (RFC 4648, section 5). */
const urlSafe = (text: string): string => text.replaceAll('+', '-').replaceAll('/', '_')
const smallHex = (text: string): string => text.replace(/%[0-9A-F]{2}/g, (byte) => byte.toLowerCase())

/**
 * Every form in which a secret travels, or in which a server that repeats the request may write it: as it is, in a query
 * or form, in JSON, in HTML, and in base64 alone or as Basic authentication (RFC 7617).
 * @param users the user names that the secret is sent with
 * @returns distinct, longest first: a form that contains another one has to be removed before it
 */
export function secretForms(secret: string, users: readonly string[] = []): readonly string[] {
  if (secret === '') return []
  const inUrl = [percentEncoded(secret), uriComponent(secret)]
  const inForm = inUrl.map((form) => form.replaceAll('%20', '+'))
  const packed = [secret, ...['', ...users].map((user) => `${user}:${secret}`)].map((text) => unpadded(base64(text)))
  const forms = [
    secret,
    ...[...inUrl, ...inForm].flatMap((form) => [form, smallHex(form)]),
    JSON.stringify(secret).slice(1, -1),
    htmlEscaped(secret),
    ...packed.flatMap((form) => [form, urlSafe(form)]),
  ]
  return [...new Set(forms)].sort((a, b) => b.length - a.length)
}

const MAX_DEPTH = 8

export interface Redactor {
  /** From now on this value is removed wherever it appears. */
  register(value: string): void
  redact(text: string): string
  /** A copy fit for JSON: texts redacted, values under keys such as "password" replaced, errors as objects, cycles cut. */
  redactValue(value: unknown): unknown
}

export function createRedactor(): Redactor {
  const registered = new Set<string>()
  const forms = new Set<string>()
  /** Over all secrets, as one may be a part of another; null until it is needed again. */
  let longestFirst: readonly string[] | null = null

  function redact(text: string): string {
    let clean = text
    longestFirst ??= [...forms].sort((a, b) => b.length - a.length)
    for (const form of longestFirst) if (clean.includes(form)) clean = clean.split(form).join(REDACTED)
    for (const [shape, replacement] of SHAPES) clean = clean.replace(shape, replacement)
    return clean
  }

  function copy(value: unknown, depth: number): unknown {
    if (typeof value === 'string') return redact(value)
    if (typeof value === 'bigint' || typeof value === 'symbol' || typeof value === 'function') return String(value)
    if (typeof value !== 'object' || value === null) return value
    if (depth >= MAX_DEPTH) return '[deeper]'
    if (Array.isArray(value)) return value.map((entry) => copy(entry, depth + 1))
    if (value instanceof Date) return value.toISOString()
    const source = value instanceof Error ? errorFields(value) : value
    return Object.fromEntries(
      Object.entries(source).map(([key, entry]) => [
        redact(key),
        SECRET_KEY.test(key) && typeof entry === 'string' ? REDACTED : copy(entry, depth + 1),
      ]),
    )
  }

  return {
    register: (value) => {
      if (value.length < SHORTEST_SECRET || registered.has(value)) return
      registered.add(value)
      for (const form of secretForms(value)) forms.add(form)
      longestFirst = null
    },
    redact,
    redactValue: (value) => copy(value, 0),
  }
}

function errorFields(error: Error): Record<string, unknown> {
  const { name, message, stack, cause } = error
  return { ...error, name, message, stack, ...(cause === undefined ? {} : { cause }) }
}

/** Process-wide redactor. Register every secret on read; redact all text on write. */
export const redactor: Redactor = createRedactor()
