import { EventEmitter } from 'node:events'
import { describe, expect, it, vi } from 'vitest'
import { createSessionWindow } from './session-end.ts'

describe('the window that listens for the end of a session', () => {
  const made: FakeBase[] = []
  class FakeBase extends EventEmitter {
    readonly options: unknown
    constructor(options: unknown) {
      super()
      this.options = options
      made.push(this)
    }
  }

  it('is hidden, and reports the end but not the question before it', () => {
    const onEnd = vi.fn()
    expect(createSessionWindow(FakeBase as never, 'win32', onEnd)).toBe(made[0])
    expect(made[0]?.options).toMatchObject({ show: false })
    made[0]?.emit('query-session-end')
    expect(onEnd).not.toHaveBeenCalled()
    made[0]?.emit('session-end')
    expect(onEnd).toHaveBeenCalledOnce()
  })

  it('is not created on other systems, nor where Electron cannot create it', () => {
    expect(createSessionWindow(FakeBase as never, 'linux', vi.fn())).toBeNull()
    expect(createSessionWindow(undefined, 'win32', vi.fn())).toBeNull()
  })
})
