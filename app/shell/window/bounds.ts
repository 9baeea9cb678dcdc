// Where the window opens: at its last position if a display still shows it, else in the middle of the primary display.

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

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), Math.max(low, high))

/**
 * @param saved the last bounds, in device-independent pixels; null when there are none
 * @param workAreas of the connected displays, the primary one first
 * @returns bounds that lie wholly on one display
 */
export function positionWindow(saved: Bounds | null, workAreas: readonly [Bounds, ...Bounds[]]): Bounds {
  const preferred = saved ?? { x: 0, y: 0, ...DEFAULT_SIZE }
  const best = saved
    ? workAreas.reduce((left, right) => (overlap(right, preferred) > overlap(left, preferred) ? right : left))
    : workAreas[0]
  const width = Math.min(preferred.width, best.width)
  const height = Math.min(preferred.height, best.height)
  const middle = {
    x: best.x + Math.round((best.width - width) / 2),
    y: best.y + Math.round((best.height - height) / 2),
  }
  if (saved === null || overlap(best, preferred) === 0) return { ...middle, width, height }
  return {
    x: clamp(preferred.x, best.x, best.x + best.width - width),
    y: clamp(preferred.y, best.y, best.y + best.height - height),
    width,
    height,
  }
}

/** @returns the bounds in this JSON text; null when it holds anything else. */
export function parseBounds(text: string): Bounds | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null) return null
  const { x, y, width, height } = value as Record<string, unknown>
  const isCoordinate = (number: unknown): number is number =>
    Number.isSafeInteger(number) && Math.abs(Number(number)) < 100_000
  return isCoordinate(x) && isCoordinate(y) && isCoordinate(width) && isCoordinate(height) && width > 0 && height > 0
    ? { x, y, width, height }
    : null
}
