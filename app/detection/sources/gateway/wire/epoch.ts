// The gateway's clock, which starts again when it lost its state: a sign that its address may be another. Pure, in seconds and
// whole numbers, as the RFCs ask.

export interface EpochReading {
  readonly epochS: number
  /** Monotonic milliseconds at which it was read. */
  readonly atMs: number
}

const elapsedS = (before: EpochReading, now: EpochReading): number => Math.floor((now.atMs - before.atMs) / 1_000)

/** RFC 6886, section 3.6: more than two seconds below what seven eighths of the time between would make. */
export function natPmpStateLost(before: EpochReading, now: EpochReading): boolean {
  const expected = before.epochS + Math.floor((elapsedS(before, now) * 7) / 8)
  return now.epochS < expected - 2
}

/** RFC 6887, section 8.5: it went back by more than a second, or runs much faster or slower than the clock here. */
export function pcpStateLost(before: EpochReading, now: EpochReading): boolean {
  if (now.epochS < before.epochS - 1) return true
  const client = elapsedS(before, now)
  const server = now.epochS - before.epochS
  return client + 2 < server - Math.floor(server / 16) || server + 2 < client - Math.floor(client / 16)
}
