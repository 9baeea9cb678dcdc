import { expect, it } from 'vitest'
import { createHandClock } from '../../testing/hand-clock.ts'
import { startRetrySeries } from './retry-series.ts'

/** A series over scripted results; the last one repeats. */
function scene(results: readonly ('failed' | 'done')[], { delaysMs = [1_000, 2_000, 4_000], random = 0.5 } = {}) {
  const clock = createHandClock()
  const tries: number[] = []
  const options = { clock, random: () => random, delaysMs, isRetryable: (result: string) => result === 'failed' }
  const series = startRetrySeries(options, async () => {
    tries.push(clock.monotonic())
    return results[tries.length - 1] ?? results.at(-1) ?? 'done'
  })
  return { clock, tries, series }
}

it('a series ends with the first try that succeeds', async () => {
  const { clock, tries, series } = scene(['failed', 'done'])
  await clock.advance(60_000)
  expect(tries).toEqual([0, 1_000])
  expect(await series.result).toBe('done')
})

it('a series gives the last failure after its tries, which are 1, 2 and 4 seconds apart', async () => {
  const { clock, tries, series } = scene(['failed'])
  await clock.advance(60_000)
  expect(tries).toEqual([0, 1_000, 3_000, 7_000])
  expect(await series.result).toBe('failed')
})

it('a series without delays is one try', async () => {
  const { clock, tries, series } = scene(['failed'], { delaysMs: [] })
  await clock.advance(60_000)
  expect(tries).toEqual([0])
  expect(await series.result).toBe('failed')
})

it.each([
  [0, [0, 800, 2_400, 5_600]],
  [0.75, [0, 1_100, 3_300, 7_700]],
])('a series spreads its delays by a fifth: drawing %s gives %j', async (random, times) => {
  const { clock, tries } = scene(['failed'], { random })
  await clock.advance(60_000)
  expect(tries.map((at) => Math.round(at))).toEqual(times)
})

it('a series that is cancelled between two tries ends at once and leaves no timer', async () => {
  const { clock, tries, series } = scene(['failed'])
  await clock.advance(500)
  expect(clock.pendingTimers()).toBe(1)
  series.cancel()
  expect(await series.result).toBeNull()
  expect(clock.pendingTimers()).toBe(0)
  await clock.advance(60_000)
  expect(tries).toEqual([0])
})

it('a series that is cancelled during a try ends at once; the try can tell, and its result is ignored', async () => {
  const clock = createHandClock()
  const answers: ((result: string) => void)[] = []
  let wasCancelled = () => false
  const options = { clock, random: () => 0.5, delaysMs: [1_000], isRetryable: () => true }
  const series = startRetrySeries(options, (isCancelled) => {
    wasCancelled = isCancelled
    return new Promise<string>((resolve) => answers.push(resolve))
  })
  expect(wasCancelled()).toBe(false)
  series.cancel()
  expect(await series.result).toBeNull()
  expect(wasCancelled()).toBe(true)
  answers[0]?.('failed')
  await clock.advance(60_000)
  expect(answers).toHaveLength(1)
})

it('a series rejects when a try does, the first as well as a later one, but not once it was cancelled', async () => {
  const clock = createHandClock()
  const options = { clock, random: () => 0.5, delaysMs: [1_000], isRetryable: () => true }
  await expect(startRetrySeries(options, () => Promise.reject(new Error('a bug'))).result).rejects.toThrow('a bug')
  let tries = 0
  const later = startRetrySeries(options, async () => {
    tries += 1
    if (tries === 2) throw new Error('a bug')
  })
  const seen = expect(later.result).rejects.toThrow('a bug')
  await clock.advance(2_000)
  await seen
  let fail = (_: Error) => {}
  const cancelled = startRetrySeries(options, () => new Promise<void>((_, reject) => (fail = reject)))
  cancelled.cancel()
  fail(new Error('a bug'))
  expect(await cancelled.result).toBeNull()
})
