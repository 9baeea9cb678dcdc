// The statistics that the measurements need.

/** @returns the value that `share` (0..1) of the values do not exceed: by nearest rank, so always a measured value */
export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new Error('no values')
  const sorted = [...values].sort((a, b) => a - b)
  const rank = Math.max(1, Math.ceil(share * sorted.length))
  return sorted[rank - 1] ?? Number.NaN
}

export const median = (values: readonly number[]): number => {
  const lower = percentile(values, 0.5)
  if (values.length % 2 === 1) return lower
  const sorted = [...values].sort((a, b) => a - b)
  return (lower + (sorted[values.length / 2] ?? lower)) / 2
}

export const rounded = (value: number, digits = 1): number => Number(value.toFixed(digits))
