// Takes secrets out of text before it is written anywhere: those known by value, and those known by their shape.

export const REDACTED = '[redacted]'

/** Shorter values would take parts out of innocent words and numbers. */
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

/** The forms in which a value travels: as it is, in a query, in JSON, in a form. */
function formsOf(value: string): string[] {
  // A lone surrogate has no encoding; it would throw.
  const encoded = encodeURIComponent(value.replace(/\p{Cs}/gu, '\uFFFD'))
  const inJson = JSON.stringify(value).slice(1, -1)
  return [...new Set([value, encoded, encoded.replace(/%20/g, '+'), inJson])]
}

const MAX_DEPTH = 8

export interface Redactor {
  /** From now on this value is taken out wherever it appears. */
  register(value: string): void
  redact(text: string): string
  /** A copy fit for JSON: texts redacted, values under telling keys replaced, errors as objects, cycles cut. */
  redactValue(value: unknown): unknown
}

export function createRedactor(): Redactor {
  const forms = new Set<string>()

  function redact(text: string): string {
    let clean = text
    for (const form of forms) if (clean.includes(form)) clean = clean.split(form).join(REDACTED)
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
      if (value.length < SHORTEST_SECRET) return
      for (const form of formsOf(value)) forms.add(form)
    },
    redact,
    redactValue: (value) => copy(value, 0),
  }
}

function errorFields(error: Error): Record<string, unknown> {
  const { name, message, stack, cause } = error
  return { ...error, name, message, stack, ...(cause === undefined ? {} : { cause }) }
}

/** The process's own: whoever reads a secret registers it, whoever writes text asks it. */
export const redactor: Redactor = createRedactor()
