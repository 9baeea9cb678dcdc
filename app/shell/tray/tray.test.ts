import { EventEmitter } from 'node:events'
import type { Tray as ElectronTray, Menu, MenuItemConstructorOptions } from 'electron'
import { describe, expect, it, vi } from 'vitest'
import type { OverallState } from '../../contract/snapshot.ts'
import { createHandClock } from '../../testing/hand-clock.ts'
import { createTray, RETRY_MS, SETTLE_MS, type TrayView } from './tray.ts'

class FakeTray extends EventEmitter {
  readonly setImage = vi.fn()
  readonly setToolTip = vi.fn()
  readonly setContextMenu = vi.fn()
  readonly destroy = vi.fn()
  readonly image: unknown
  readonly #width: number
  constructor(image: unknown, width: number) {
    super()
    this.image = image
    this.#width = width
  }
  getBounds = () => ({ x: 0, y: 0, width: this.#width, height: this.#width })
}

const viewOf = (state: OverallState, tooltip: string = state, label = 'Open'): TrayView => ({
  state,
  tooltip,
  menu: [{ label }],
})

/** @param widths of the icon at each try; `error` for one that throws */
function setUp({
  widths = [24],
  reportsBounds = true,
}: {
  widths?: (number | 'error')[]
  reportsBounds?: boolean
} = {}) {
  const clock = createHandClock()
  const made: FakeTray[] = []
  const onClick = vi.fn()
  const onMissing = vi.fn()
  const taskbar = { value: 'dark' as 'dark' | 'light' }
  let tried = 0
  const tray = createTray({
    first: viewOf('updating', 'starting'),
    createElectronTray: (image) => {
      const width = widths[Math.min(tried++, widths.length - 1)]
      if (width === 'error' || width === undefined) throw new Error('no tray here')
      const fake = new FakeTray(image, width)
      made.push(fake)
      return fake as unknown as ElectronTray
    },
    buildMenu: (template: MenuItemConstructorOptions[]) => template as unknown as Menu,
    iconFor: (state, bar) => `${state}-${bar}`,
    taskbar: () => taskbar.value,
    reportsBounds,
    clock,
    log: vi.fn(),
    onClick,
    onMissing,
  })
  return { tray, clock, made, onClick, onMissing, taskbar, tries: () => tried }
}

describe('the tray icon', () => {
  it('shows the first view at once', () => {
    const { made } = setUp()
    expect(made[0]?.image).toBe('updating-dark')
    expect(made[0]?.setToolTip).toHaveBeenCalledWith('starting')
    expect(made[0]?.setContextMenu).toHaveBeenCalledWith([{ label: 'Open' }])
  })

  it('changes once after several quick changes, to the last', async () => {
    const { tray, clock, made } = setUp()
    for (const state of ['ok', 'updating', 'offline', 'ok'] as const) tray.update(viewOf(state))
    await clock.advance(SETTLE_MS - 1)
    expect(made[0]?.setImage).not.toHaveBeenCalled()
    await clock.advance(1)
    expect(made[0]?.setImage.mock.calls).toEqual([['ok-dark']])
  })

  it('is not touched when nothing has changed', async () => {
    const { tray, clock, made } = setUp()
    tray.update(viewOf('updating', 'starting'))
    await clock.advance(1_000)
    expect(made[0]?.setImage).not.toHaveBeenCalled()
    expect(made[0]?.setToolTip).toHaveBeenCalledOnce()
    expect(made[0]?.setContextMenu).toHaveBeenCalledOnce()
  })

  it('keeps its menu, which may be open, when only the tooltip changed', async () => {
    const { tray, clock, made } = setUp()
    tray.update(viewOf('updating', 'new'))
    await clock.advance(SETTLE_MS)
    expect(made[0]?.setToolTip).toHaveBeenLastCalledWith('new')
    expect(made[0]?.setContextMenu).toHaveBeenCalledOnce()
  })

  it('sets its image again when the display, the theme or the session changed', async () => {
    const { tray, clock, made, taskbar } = setUp()
    tray.refresh()
    await clock.advance(SETTLE_MS)
    taskbar.value = 'light'
    tray.refresh()
    await clock.advance(SETTLE_MS)
    expect(made[0]?.setImage.mock.calls).toEqual([['updating-dark'], ['updating-light']])
  })

  it('reports clicks', () => {
    const { made, onClick } = setUp()
    made[0]?.emit('click')
    expect(onClick).toHaveBeenCalledOnce()
  })

  it('is retried while the taskbar is not ready, and then shows the newest view', async () => {
    const { tray, clock, made, onMissing, tries } = setUp({ widths: ['error', 0, 24] })
    expect(tries()).toBe(1)
    tray.update(viewOf('ok'))
    await clock.advance(RETRY_MS[0])
    expect(made[0]?.destroy).toHaveBeenCalledOnce()
    await clock.advance(RETRY_MS[1])
    expect(made[1]?.image).toBe('ok-dark')
    await clock.advance(120_000)
    expect(tries()).toBe(3)
    expect(onMissing).not.toHaveBeenCalled()
  })

  it('is given up after a minute, so that the app is reached another way', async () => {
    const { clock, onMissing, tries } = setUp({ widths: [0] })
    await clock.advance(62_999)
    expect(onMissing).not.toHaveBeenCalled()
    await clock.advance(1)
    expect(onMissing).toHaveBeenCalledOnce()
    await clock.advance(600_000)
    expect(tries()).toBe(RETRY_MS.length + 1)
  })

  it('counts as shown where the system does not report its bounds', () => {
    const { tries, clock } = setUp({ widths: [0], reportsBounds: false })
    expect(tries()).toBe(1)
    expect(clock.pendingTimers()).toBe(0)
  })

  it('is not touched after it was destroyed', async () => {
    const { tray, clock, made } = setUp()
    tray.update(viewOf('ok'))
    tray.destroy()
    tray.update(viewOf('offline'))
    await clock.advance(1_000)
    expect(made[0]?.destroy).toHaveBeenCalledOnce()
    expect(made[0]?.setImage).not.toHaveBeenCalled()
  })
})
