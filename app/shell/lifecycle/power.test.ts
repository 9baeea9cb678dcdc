import { EventEmitter } from 'node:events'
import { expect, it, vi } from 'vitest'
import { subscribeToPower } from './power.ts'

it('reports sleep and session locks by the engine’s names until it is disposed', () => {
  const monitor = new EventEmitter()
  const onEvent = vi.fn()
  const dispose = subscribeToPower(monitor as never, onEvent)
  for (const name of ['suspend', 'resume', 'lock-screen', 'unlock-screen', 'on-battery']) monitor.emit(name)
  expect(onEvent.mock.calls.flat()).toEqual(['suspend', 'resume', 'lock', 'unlock'])
  dispose()
  monitor.emit('resume')
  expect(onEvent).toHaveBeenCalledTimes(4)
  expect(monitor.eventNames()).toEqual([])
})
