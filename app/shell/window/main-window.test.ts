import { EventEmitter } from 'node:events'
import type { BrowserWindow } from 'electron'
import { describe, expect, it, vi } from 'vitest'
import { createHandClock } from '../../testing/hand-clock.ts'
import { createSnapshot } from '../../testing/snapshots.ts'
import { createSnapshotPush } from '../ipc/snapshot-push.ts'
import { PAGE_URL } from '../security/app-scheme.ts'
import { MainWindow } from './main-window.ts'

/** The part of a window that we use: it is visible, focused and destroyed like a real one. */
class FakeWindow extends EventEmitter {
  visible = false
  focused = false
  minimized = false
  destroyed = false
  readonly mainFrame = { url: PAGE_URL }
  readonly webContents = Object.assign(new EventEmitter(), { mainFrame: this.mainFrame, send: vi.fn() })
  readonly loadURL = vi.fn(async () => undefined)
  isVisible = () => this.visible
  isFocused = () => this.focused
  isMinimized = () => this.minimized
  isDestroyed = () => this.destroyed
  restore = () => {
    this.minimized = false
  }
  show = () => {
    this.visible = true
  }
  focus = () => {
    this.focused = true
  }
  blur = () => {
    this.focused = false
    this.emit('blur')
  }
  getNormalBounds = () => ({ x: 1, y: 2, width: 3, height: 4 })
  close = () => {
    this.emit('close')
    this.destroy()
  }
  destroy = () => {
    this.destroyed = true
    this.visible = false
    this.focused = false
    this.emit('closed')
  }
}

function setUp() {
  const clock = createHandClock()
  const made: FakeWindow[] = []
  const push = createSnapshotPush({ latest: () => createSnapshot('en'), clock, log: vi.fn() })
  const saveBounds = vi.fn()
  const onRepeatedCrash = vi.fn()
  const log = vi.fn()
  const main = new MainWindow({
    create: () => {
      const window = new FakeWindow()
      made.push(window)
      return window as unknown as BrowserWindow
    },
    push,
    clock,
    log,
    saveBounds,
    onRepeatedCrash,
  })
  const opened = () => {
    main.show()
    const window = made.at(-1)
    if (window === undefined) throw new Error('no window was made')
    window.emit('ready-to-show')
    window.focus()
    return window
  }
  return { clock, made, push, main, saveBounds, onRepeatedCrash, opened }
}

describe('the window', () => {
  it('is created when it is first shown, and appears once its page can be shown', () => {
    const { main, made } = setUp()
    expect(main.frame()).toBeNull()
    main.show()
    expect(made[0]?.loadURL).toHaveBeenCalledWith(PAGE_URL)
    expect(made[0]?.visible).toBe(false)
    made[0]?.emit('ready-to-show')
    expect(made[0]?.visible).toBe(true)
    expect(main.frame()).toBe(made[0]?.mainFrame)
  })

  it('appears after three seconds although its page has not painted', async () => {
    const { main, made, clock } = setUp()
    main.show()
    await clock.advance(2_999)
    expect(made[0]?.visible).toBe(false)
    await clock.advance(1)
    expect(made[0]?.visible).toBe(true)
  })

  it('comes to the front when it is shown again, also when it was minimised', () => {
    const { main, made, opened } = setUp()
    const window = opened()
    window.blur()
    window.minimized = true
    main.show()
    expect(made).toHaveLength(1)
    expect(window.minimized).toBe(false)
    expect(window.focused).toBe(true)
  })

  it('is destroyed when closed, its bounds saved, and created again when shown', () => {
    const { main, made, saveBounds, opened } = setUp()
    opened().close()
    expect(saveBounds).toHaveBeenCalledWith({ x: 1, y: 2, width: 3, height: 4 })
    expect(main.frame()).toBeNull()
    main.show()
    expect(made).toHaveLength(2)
  })

  it('opens with a click on the tray icon and closes with the next', () => {
    const { main, made, opened } = setUp()
    const window = opened()
    main.toggle()
    expect(window.destroyed).toBe(true)
    main.toggle()
    expect(made).toHaveLength(2)
  })

  it('closes although the click on the tray icon has just taken its focus', async () => {
    const { main, clock, opened } = setUp()
    const window = opened()
    await clock.advance(10_000)
    window.blur()
    await clock.advance(120)
    main.toggle()
    expect(window.destroyed).toBe(true)
  })

  it('comes to the front, and does not close, when it was behind other windows', async () => {
    const { main, clock, opened } = setUp()
    const window = opened()
    window.blur()
    await clock.advance(250)
    main.toggle()
    expect(window.destroyed).toBe(false)
    expect(window.focused).toBe(true)
  })

  it('is in front only while it is visible and has the focus', () => {
    const { main, opened } = setUp()
    expect(main.isInFront()).toBe(false)
    const window = opened()
    expect(main.isInFront()).toBe(true)
    window.blur()
    expect(main.isInFront()).toBe(false)
  })

  it('is created again when its page crashes, but only a message follows when that one crashes soon', async () => {
    const { made, onRepeatedCrash, opened, clock } = setUp()
    opened().webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 139 })
    expect(made).toHaveLength(2)
    await clock.advance(5_000)
    made[1]?.webContents.emit('render-process-gone', {}, { reason: 'oom', exitCode: 5 })
    expect(made).toHaveLength(2)
    expect(onRepeatedCrash).toHaveBeenCalledOnce()
    expect(made.every(({ destroyed }) => destroyed)).toBe(true)
  })

  it('is created again each time when crashes are far apart', async () => {
    const { made, onRepeatedCrash, opened, clock } = setUp()
    opened().webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 139 })
    await clock.advance(60_000)
    made[1]?.webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 139 })
    expect(made).toHaveLength(3)
    expect(onRepeatedCrash).not.toHaveBeenCalled()
  })

  it('is created again when its page freezes, but not when the page recovers', async () => {
    const { made, opened, clock } = setUp()
    const window = opened()
    window.emit('unresponsive')
    await clock.advance(9_000)
    window.emit('responsive')
    await clock.advance(60_000)
    expect(made).toHaveLength(1)
    window.emit('unresponsive')
    await clock.advance(10_000)
    expect(made).toHaveLength(2)
    expect(window.destroyed).toBe(true)
  })

  it('opens the page that was asked for, once the page listens', async () => {
    const { main, made, push, clock } = setUp()
    main.show('history')
    push.firstSnapshot()
    await clock.advance(100)
    expect(made[0]?.webContents.send).toHaveBeenCalledWith('page.show', 'history')
  })
})
