// Removes secrets from text before it is written anywhere: known values in every form, and unknown ones by their shape. A line
// that holds a known value goes as a whole: what stands beside it may be the rest of it in a form that nobody thought of.
import { decodedViews } from './decoded-text.ts'
import { createSecretSearch, type SecretSearch } from './secret-search.ts'

/** The one mask, so that no redactor takes another's mask for a secret. */
export const REDACTED = '[redacted]'

/** Shorter values would remove ordinary words and numbers. */
const SHORTEST_SECRET = 6

const NAMES =
  'pass(?:word|wd|phrase)?|pwd|secret|token|api[-_]?key|access[-_]?key|auth(?:orization)?|credential|signature|sig|hmac'

/**
 * What a secret looks like. Each start is tried for a bounded length, or not amid what another start has read: the time must
 * not grow with the square of a hostile text.
 */
const SHAPES: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g, REDACTED],
  [
    /\b((?:proxy-)?authorization["']?\s*[:=]\s*["']?)(?:(?:basic|bearer|digest|token)\s+)?[^\s"',;]+/gi,
    `$1${REDACTED}`,
  ],
  [/\b(basic|bearer)\s+[A-Za-z0-9+/=._~-]{8,}/gi, `$1 ${REDACTED}`],
  [/(\b[a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/?#@]+@/gi, `$1${REDACTED}@`],
  [/(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*/g, REDACTED],
  [
    new RegExp(`((?:^|[?&;\\s{,"'_-])(?:${NAMES})["']?\\s*[=:]\\s*["']?)(?!\\[redacted\\])[^\\s&"',;}]+`, 'gi'),
    `$1${REDACTED}`,
  ],
]

const SECRET_KEY = new RegExp(`(?:^|[-_.])(?:${NAMES})$|(?:Password|Secret|Token|ApiKey)$`, 'i')

const withoutShapes = (text: string): string =>
  SHAPES.reduce((clean, [shape, replacement]) => clean.replace(shape, replacement), text)

/** Replaces each part that `isSecret` finds something in; the whole text where it is found in no line alone. */
function withoutLines(text: string, isSecret: (part: string) => boolean): string {
  if (!isSecret(text)) return text
  const clean = text
    .split(/(\r\n|\n|\r)/)
    .map((part, index) => (index % 2 === 0 && isSecret(part) ? REDACTED : part))
    .join('')
  return isSecret(clean) ? REDACTED : clean
}

/** Removes every line that holds one of these secrets, in whatever form. */
export const withoutSecrets = (text: string, secrets: SecretSearch): string =>
  withoutLines(text, (part) => secrets.has(part))

/** Whether a secret shows by its shape once encodings are taken off, which the replacement of shapes does not see. */
const hidesShape = (text: string): boolean =>
  decodedViews(text)
    .slice(1)
    .some((view) => withoutShapes(view) !== view)

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
  const secrets = createSecretSearch(SHORTEST_SECRET)

  const redact = (text: string): string => withoutLines(withoutShapes(withoutSecrets(text, secrets)), hidesShape)

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
      secrets.add(value)
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
