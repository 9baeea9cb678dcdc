import { EventEmitter } from 'node:events'
import { describe, expect, it, vi } from 'vitest'
import { guardAgainstCrashes, WORTH_RESTARTING_MS } from './crash-guard.ts'
import { watchPower } from './power.ts'
import { keepSessionWindow } from './session-end.ts'

describe('sleep and session locks', () => {
  it('reach the engine by their names until nobody listens', () => {
    const monitor = new EventEmitter()
    const tell = vi.fn()
    const stop = watchPower(monitor as never, tell)
    for (const name of ['suspend', 'resume', 'lock-screen', 'unlock-screen', 'on-battery']) monitor.emit(name)
    expect(tell.mock.calls.flat()).toEqual(['suspend', 'resume', 'lock', 'unlock'])
    stop()
    monitor.emit('resume')
    expect(tell).toHaveBeenCalledTimes(4)
    expect(monitor.eventNames()).toEqual([])
  })
})

describe('the end of a session', () => {
  const made: FakeBase[] = []
  class FakeBase extends EventEmitter {
    readonly options: unknown
    constructor(options: unknown) {
      super()
      this.options = options
      made.push(this)
    }
  }

  it('is heard by a hidden window without a page, which asks of Windows only what it says at the end', () => {
    const onEnd = vi.fn()
    expect(keepSessionWindow(FakeBase as never, 'win32', onEnd)).toBe(made[0])
    expect(made[0]?.options).toMatchObject({ show: false })
    made[0]?.emit('query-session-end')
    expect(onEnd).not.toHaveBeenCalled()
    made[0]?.emit('session-end')
    expect(onEnd).toHaveBeenCalledOnce()
  })

  it('needs no window elsewhere, and gets none where Electron has none', () => {
    expect(keepSessionWindow(FakeBase as never, 'linux', vi.fn())).toBeNull()
    expect(keepSessionWindow(undefined, 'win32', vi.fn())).toBeNull()
  })
})

describe('a bug in the main process', () => {
  function guarded(aliveMs: number) {
    const process = new EventEmitter()
    const parts = { log: vi.fn(), aliveMs: () => aliveMs, relaunch: vi.fn(), exit: vi.fn() }
    guardAgainstCrashes(process as never, parts)
    return { process, ...parts }
  }

  it('starts the app anew, without a dialog that waits for somebody', () => {
    const { process, relaunch, exit, log } = guarded(WORTH_RESTARTING_MS)
    process.emit('uncaughtException', new Error('a bug'))
    expect(relaunch).toHaveBeenCalledOnce()
    expect(exit).toHaveBeenCalledWith(1)
    expect(JSON.stringify(log.mock.calls)).toContain('a bug')
  })

  it('ends it when it had only just been started, so that this does not go on for ever', () => {
    const { process, relaunch, exit } = guarded(WORTH_RESTARTING_MS - 1)
    process.emit('uncaughtException', new Error('a bug'))
    expect(relaunch).not.toHaveBeenCalled()
    expect(exit).toHaveBeenCalledWith(1)
  })

  it('in one forgotten promise stays one failure', () => {
    const { process, exit, log } = guarded(0)
    process.emit('unhandledRejection', 'no reason')
    expect(exit).not.toHaveBeenCalled()
    expect(log).toHaveBeenCalledOnce()
  })
})
