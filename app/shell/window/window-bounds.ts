// Where the window goes: the remembered place if a display still shows it, else the middle of the nearest one.

export interface Bounds {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export const DEFAULT_SIZE = { width: 960, height: 680 }

function overlap(a: Bounds, b: Bounds): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
  return width > 0 && height > 0 ? width * height : 0
}

const between = (value: number, low: number, high: number): number =>
  Math.min(Math.max(value, low), Math.max(low, high))

/**
 * @param remembered what was saved, in device-independent pixels; null at first
 * @param workAreas of the displays that exist now, the primary one first; never empty
 * @returns bounds that lie wholly on one display
 */
export function placeWindow(remembered: Bounds | null, workAreas: readonly [Bounds, ...Bounds[]]): Bounds {
  const wanted = remembered ?? { x: 0, y: 0, ...DEFAULT_SIZE }
  const best = remembered
    ? workAreas.reduce((left, right) => (overlap(right, wanted) > overlap(left, wanted) ? right : left))
    : workAreas[0]
  const width = Math.min(wanted.width, best.width)
  const height = Math.min(wanted.height, best.height)
  const middle = {
    x: best.x + Math.round((best.width - width) / 2),
    y: best.y + Math.round((best.height - height) / 2),
  }
  if (remembered === null || overlap(best, wanted) === 0) return { ...middle, width, height }
  return {
    x: between(wanted.x, best.x, best.x + best.width - width),
    y: between(wanted.y, best.y, best.y + best.height - height),
    width,
    height,
  }
}

/** @returns the bounds that a saved text holds; null for anything else: a lost place is no loss. */
export function boundsFrom(text: string): Bounds | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null) return null
  const { x, y, width, height } = value as Record<string, unknown>
  const whole = (number: unknown): number is number =>
    Number.isSafeInteger(number) && Math.abs(Number(number)) < 100_000
  return whole(x) && whole(y) && whole(width) && whole(height) && width > 0 && height > 0
    ? { x, y, width, height }
    : null
}
