import { expect, it } from 'vitest'
import { createHandClock } from '../testing/hand-clock.ts'
import { createOutside } from './outside.ts'

function scene() {
  const clock = createHandClock()
  const outside = createOutside(clock)
  return { clock, outside, failed: (who: string) => outside.failed(who, clock.monotonic()) }
}

it('the outside was silent when several failed and none answered', async () => {
  const { clock, outside, failed } = scene()
  expect(outside.answered()).toBe(false)
  await clock.advance(60_000)
  failed('one')
  failed('other')
  expect(outside.answered()).toBe(true)
  expect(outside.answered()).toBe(false)
})

it('one server that fails again and again is no silence', async () => {
  const { clock, outside, failed } = scene()
  for (let index = 0; index < 10; index += 1) {
    await clock.advance(60_000)
    failed('one')
  }
  expect(outside.answered()).toBe(false)
})

it('servers that fail right after another one answered have problems of their own', async () => {
  const { clock, outside, failed } = scene()
  for (let index = 0; index < 10; index += 1) {
    await clock.advance(60_000)
    expect(outside.answered()).toBe(false)
    await clock.advance(5)
    failed('one')
    failed('other')
  }
})
