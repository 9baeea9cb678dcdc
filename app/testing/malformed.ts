// Malformed values and lines for floods: the same ones in each run, each a little different from the one before.

/** A small generator of random numbers (mulberry32). @returns a function that gives a number from 0 up to below 1 */
export function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const pick = <T>(random: () => number, values: readonly T[]): T => values[Math.floor(random() * values.length)] as T

const nested = (depth: number): unknown => (depth === 0 ? 'deep' : [nested(depth - 1)])

/** @returns a value of which no call and no request knows the shape */
export function malformedValue(random: () => number): unknown {
  const number = Math.floor(random() * 1e9)
  return pick<() => unknown>(random, [
    () => pick(random, [Number.NaN, Number.POSITIVE_INFINITY, null, [number]]),
    () => `text ${number}`,
    () => [number, null, true],
    () => ({ [`key${number}`]: number }),
    () => ({ account: number, hostname: ['nas.example.org'] }),
    () => ({ minutes: `${number}`, settings: null }),
    () => ({ settings: number, request: { command: 'status', payload: {} } }),
    () => ({ settings: null, request: { command: `run-${number}`, payload: {} } }),
    () => ({ command: 'update', payload: { force: [number] } }),
    () => JSON.parse(`{"__proto__":{"polluted":${number}},"constructor":{"prototype":{"polluted":1}}}`),
    () => nested(2 + (number % 60)),
    () => ['x'.repeat(number % 3_000)],
    () => Array.from({ length: number % 500 }, (_, index) => ({ index })),
  ])()
}

/** @returns text without a line break that is no request, most of it not even JSON */
export function malformedLine(random: () => number): string {
  const json = JSON.stringify(malformedValue(random))
  return pick<() => string>(random, [
    () => json,
    () => json.slice(0, Math.floor(random() * json.length)),
    () => `${json}${json}`,
    () => json.replaceAll('"', "'"),
    () => `\0${json}\u2028\ufeff`,
    () => '['.repeat(1 + Math.floor(random() * 5_000)),
    () => JSON.stringify({ nonce: Math.floor(random() * 1e9).toString(16) }),
    () => JSON.stringify({ nonce: 'G'.repeat(32), proof: 'f'.repeat(64) }),
    () => '',
  ])()
}
