import { EventEmitter } from 'node:events'
import type { Notification as ElectronNotification } from 'electron'
import { describe, expect, it, vi } from 'vitest'
import { handleToastActivation, TOAST_CLSID } from './toast-activation.ts'
import type { Toast } from './toast-queue.ts'
import { createToasts } from './toasts.ts'

class FakeNotification extends EventEmitter {
  readonly show = vi.fn()
  readonly close = vi.fn()
  readonly options: unknown
  constructor(options: unknown) {
    super()
    this.options = options
  }
}

const toast = (body: string, category: Toast['category'] = 'changed'): Toast => ({
  category,
  title: 'Title',
  body,
  page: 'history',
})

function setUp(supported = true) {
  const made: FakeNotification[] = []
  const open = vi.fn()
  const log = vi.fn()
  const toasts = createToasts({
    create: (options) => {
      const fake = new FakeNotification(options)
      made.push(fake)
      return fake as unknown as ElectronNotification
    },
    isSupported: () => supported,
    icon: 'homeward.png',
    open,
    log,
  })
  return { toasts, made, open, log }
}

describe('the toasts on the screen', () => {
  it('carry title, text and picture', () => {
    const { toasts, made } = setUp()
    toasts.show(toast('one'))
    expect(made[0]?.options).toMatchObject({ title: 'Title', body: 'one', icon: 'homeward.png' })
    expect(made[0]?.show).toHaveBeenCalledOnce()
  })

  it('are one per category: a newer one replaces the older', () => {
    const { toasts, made } = setUp()
    toasts.show(toast('one'))
    toasts.show(toast('other', 'attention'))
    toasts.show(toast('two'))
    expect(made.map(({ close }) => close.mock.calls.length)).toEqual([1, 0, 0])
  })

  it('open their page when clicked', () => {
    const { toasts, made, open } = setUp()
    toasts.show(toast('one'))
    made[0]?.emit('click')
    expect(open).toHaveBeenCalledWith('history')
  })

  it('are removed when withdrawn, once', () => {
    const { toasts, made } = setUp()
    toasts.show(toast('one', 'attention'))
    toasts.withdraw('attention')
    toasts.withdraw('attention')
    expect(made[0]?.close).toHaveBeenCalledOnce()
  })

  it('are logged when the system refuses them', () => {
    const { toasts, made, log } = setUp()
    toasts.show(toast('one'))
    made[0]?.emit('failed', {}, 'notifications are off')
    expect(log).toHaveBeenCalledWith('warn', expect.any(String), {
      category: 'changed',
      error: 'notifications are off',
    })
    toasts.withdraw('changed')
    expect(made[0]?.close).not.toHaveBeenCalled()
  })

  it('are not attempted where the system has no notification service', () => {
    const { toasts, made, log } = setUp(false)
    toasts.show(toast('one'))
    expect(made).toEqual([])
    expect(log).toHaveBeenCalledOnce()
  })

  it('are removed when the app ends', () => {
    const { toasts, made } = setUp()
    toasts.show(toast('one'))
    toasts.show(toast('two', 'attention'))
    toasts.dispose()
    expect(made.every(({ close }) => close.mock.calls.length === 1)).toBe(true)
  })
})

describe('clicks in the notification centre', () => {
  it('open the window where Electron reports them', () => {
    const app = { setToastActivatorCLSID: vi.fn() }
    const notification = { handleActivation: vi.fn() }
    const open = vi.fn()
    handleToastActivation({ platform: 'win32', app, notification, open })
    expect(app.setToastActivatorCLSID).toHaveBeenCalledWith(TOAST_CLSID)
    expect(TOAST_CLSID).toMatch(/^\{[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}\}$/)
    notification.handleActivation.mock.calls[0]?.[0]()
    expect(open).toHaveBeenCalledOnce()
  })

  it('do nothing with an older Electron or on other systems', () => {
    const notification = { handleActivation: vi.fn() }
    handleToastActivation({ platform: 'win32', app: {}, notification: {}, open: vi.fn() })
    handleToastActivation({ platform: 'linux', app: {}, notification, open: vi.fn() })
    expect(notification.handleActivation).not.toHaveBeenCalled()
  })
})
