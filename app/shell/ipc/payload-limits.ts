// A cheap limit on what the page may send, checked before the schema: a parser should not get a huge hostile payload.

export const MAX_DEPTH = 8
export const MAX_VALUES = 5_000
/** UTF-16 units of all strings and keys together. The longest secret that we take has 16 Ki. */
export const MAX_TEXT = 262_144

/** @returns whether the value is within the limits and plain data. (Structured clone can deliver other objects too.) */
export function isWithinLimits(payload: unknown): boolean {
  let values = 0
  let text = 0
  const visit = (value: unknown, depth: number): boolean => {
    values += 1
    if (values > MAX_VALUES || depth > MAX_DEPTH) return false
    if (typeof value === 'string') {
      text += value.length
      return text <= MAX_TEXT
    }
    if (typeof value !== 'object' || value === null) return true
    if (Array.isArray(value)) return value.length <= MAX_VALUES && value.every((item) => visit(item, depth + 1))
    const prototype: unknown = Object.getPrototypeOf(value)
    if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return false
    for (const [key, item] of Object.entries(value)) {
      text += key.length
      if (text > MAX_TEXT || !visit(item, depth + 1)) return false
    }
    return true
  }
  return visit(payload, 0)
}
