import { EventEmitter } from 'node:events'
import type { BrowserWindow } from 'electron'
import { describe, expect, it, vi } from 'vitest'
import { createHandClock } from '../../testing/hand-clock.ts'
import { PageFeed } from '../ipc/snapshot-push.ts'
import { PAGE_URL } from '../security/app-scheme.ts'
import { firstSnapshot } from '../test/snapshots.ts'
import { MainWindow } from './main-window.ts'

/** As much of a window as is used: it is visible, focused and destroyed like a real one. */
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
  const feed = new PageFeed(() => firstSnapshot('en'), clock, vi.fn())
  const remember = vi.fn()
  const tellCrash = vi.fn()
  const log = vi.fn()
  const main = new MainWindow({
    create: () => {
      const window = new FakeWindow()
      made.push(window)
      return window as unknown as BrowserWindow
    },
    feed,
    clock,
    log,
    remember,
    tellCrash,
  })
  const opened = () => {
    main.show()
    const window = made.at(-1)
    if (window === undefined) throw new Error('no window was made')
    window.emit('ready-to-show')
    window.focus()
    return window
  }
  return { clock, made, feed, main, remember, tellCrash, opened }
}

describe('the window', () => {
  it('is made when it is wanted, loads the page and shows once that has something to show', () => {
    const { main, made } = setUp()
    expect(main.frame()).toBeNull()
    main.show()
    expect(made[0]?.loadURL).toHaveBeenCalledWith(PAGE_URL)
    expect(made[0]?.visible).toBe(false)
    made[0]?.emit('ready-to-show')
    expect(made[0]?.visible).toBe(true)
    expect(main.frame()).toBe(made[0]?.mainFrame)
  })

  it('shows after three seconds though its page never paints', async () => {
    const { main, made, clock } = setUp()
    main.show()
    await clock.advance(2_999)
    expect(made[0]?.visible).toBe(false)
    await clock.advance(1)
    expect(made[0]?.visible).toBe(true)
  })

  it('is one: wanted again it comes to the front, out of the taskbar if need be', () => {
    const { main, made, opened } = setUp()
    const window = opened()
    window.blur()
    window.minimized = true
    main.show()
    expect(made).toHaveLength(1)
    expect(window.minimized).toBe(false)
    expect(window.focused).toBe(true)
  })

  it('is gone when closed, its place remembered, and made anew when wanted', () => {
    const { main, made, remember, opened } = setUp()
    opened().close()
    expect(remember).toHaveBeenCalledWith({ x: 1, y: 2, width: 3, height: 4 })
    expect(main.frame()).toBeNull()
    main.show()
    expect(made).toHaveLength(2)
  })

  it('opens with a click on the icon and closes with the next', () => {
    const { main, made, opened } = setUp()
    const window = opened()
    main.toggle()
    expect(window.destroyed).toBe(true)
    main.toggle()
    expect(made).toHaveLength(2)
  })

  it('closes although the click on the icon took its focus just before', async () => {
    const { main, clock, opened } = setUp()
    const window = opened()
    await clock.advance(10_000)
    window.blur()
    await clock.advance(120)
    main.toggle()
    expect(window.destroyed).toBe(true)
  })

  it('comes to the front, and does not close, when it was buried under others', async () => {
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

  it('is made anew once when its page dies, and says so natively when that dies soon, too', async () => {
    const { made, tellCrash, opened, clock } = setUp()
    opened().webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 139 })
    expect(made).toHaveLength(2)
    await clock.advance(5_000)
    made[1]?.webContents.emit('render-process-gone', {}, { reason: 'oom', exitCode: 5 })
    expect(made).toHaveLength(2)
    expect(tellCrash).toHaveBeenCalledOnce()
    expect(made.every(({ destroyed }) => destroyed)).toBe(true)
  })

  it('is made anew again when the deaths lie far apart', async () => {
    const { made, tellCrash, opened, clock } = setUp()
    opened().webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 139 })
    await clock.advance(60_000)
    made[1]?.webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 139 })
    expect(made).toHaveLength(3)
    expect(tellCrash).not.toHaveBeenCalled()
  })

  it('is made anew when its page freezes, but not when that was a hiccup', async () => {
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

  it('goes to the page that was asked for, once the page listens', async () => {
    const { main, made, feed, clock } = setUp()
    main.show('history')
    feed.firstSnapshot()
    await clock.advance(100)
    expect(made[0]?.webContents.send).toHaveBeenCalledWith('page.show', 'history')
  })
})
