import { EventEmitter } from 'node:events'
import { describe, expect, it, vi } from 'vitest'
import { guardAgainstCrashes, MIN_LIFE_MS } from './crash-guard.ts'

function setUp(aliveMs: number) {
  const process = new EventEmitter()
  const options = { log: vi.fn(), aliveMs: () => aliveMs, relaunch: vi.fn(), exit: vi.fn() }
  guardAgainstCrashes(process as never, options)
  return { process, ...options }
}

describe('a bug in the main process', () => {
  it('restarts the app, without a dialog that waits for somebody', () => {
    const { process, relaunch, exit, log } = setUp(MIN_LIFE_MS)
    process.emit('uncaughtException', new Error('a bug'))
    expect(relaunch).toHaveBeenCalledOnce()
    expect(exit).toHaveBeenCalledWith(1)
    expect(JSON.stringify(log.mock.calls)).toContain('a bug')
  })

  it('ends an app that has only just started, so that it does not restart forever', () => {
    const { process, relaunch, exit } = setUp(MIN_LIFE_MS - 1)
    process.emit('uncaughtException', new Error('a bug'))
    expect(relaunch).not.toHaveBeenCalled()
    expect(exit).toHaveBeenCalledWith(1)
  })

  it('does not end the app when it is a promise that nobody waits for', () => {
    const { process, exit, log } = setUp(0)
    process.emit('unhandledRejection', 'no reason')
    expect(exit).not.toHaveBeenCalled()
    expect(log).toHaveBeenCalledOnce()
  })
})
