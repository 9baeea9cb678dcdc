import { expect, it, vi } from 'vitest'
import { createSparingLog } from './sparing-log.ts'

it('writes the first lines as they come, and of a flood only now and then one, with its number', () => {
  const log = vi.fn()
  const sparing = createSparingLog(log)
  for (let index = 1; index <= 128; index += 1) sparing('warn', 'denied', { index })
  expect(log).toHaveBeenCalledTimes(128)
  expect(log).toHaveBeenLastCalledWith('warn', 'denied', { index: 128 })
  for (let index = 129; index <= 100_000; index += 1) sparing('warn', 'denied', { index })
  expect(log).toHaveBeenCalledTimes(128 + 9)
  expect(log).toHaveBeenLastCalledWith('warn', 'denied', { index: 65_536, lines: 65_536 })
})
