import type { MenuItemConstructorOptions } from 'electron'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { translator } from '../../contract/messages/translate.ts'
import { momentOf, PAUSE_CASES, PAUSE_ZONE } from '../../testing/pause-cases.ts'
import { createRecord } from '../../testing/snapshots.ts'
import { outlineOf, trayMenu } from './tray-menu.ts'

const now = () => new Date(2026, 4, 1, 22, 30)
const t = translator('en')

function actionsOf() {
  return { open: vi.fn(), updateNow: vi.fn(), pause: vi.fn(), resume: vi.fn(), quit: vi.fn() }
}

type Items = readonly MenuItemConstructorOptions[]
const labels = (items: Items) => items.map(({ label, type }) => (type === 'separator' ? '-' : label))
function click(items: Items, label: string) {
  const item = items.find((candidate) => candidate.label === label)
  if (item?.click === undefined) throw new Error(`no item ${label}`)
  ;(item.click as () => void)()
}
const submenu = (items: Items, label: string) => items.find((item) => item.label === label)?.submenu as Items

describe('the tray’s menu', () => {
  it('begins with opening, ends with quitting, and names every domain with its address', () => {
    const records = [createRecord('nas.example.org'), createRecord('home.example.net', { address: '2a0e:1111::7' })]
    expect(labels(trayMenu({ records, paused: false }, actionsOf(), t, now))).toEqual([
      'Open Homeward',
      '-',
      'nas.example.org   11.22.33.44',
      'home.example.net   2a0e:1111::7',
      '-',
      'Update now',
      'Pause',
      '-',
      'Settings',
      '-',
      'Quit Homeward',
    ])
  })

  it('says what is wrong with a record', () => {
    const records = (['updating', 'attention', 'waiting', 'offline'] as const).map((state) =>
      createRecord('n.example.org', { state }),
    )
    records.push(createRecord('n.example.org', { address: null }))
    expect(labels(trayMenu({ records, paused: false }, actionsOf(), t, now)).slice(2, 7)).toEqual([
      'n.example.org   updating…',
      'n.example.org   needs you',
      'n.example.org   waiting',
      'n.example.org   offline',
      'n.example.org   no address yet',
    ])
  })

  it('lists ten of many records and counts the others', () => {
    const records = Array.from({ length: 14 }, (_, index) => createRecord(`n${index}.example.org`))
    const items = trayMenu({ records, paused: false }, actionsOf(), t, now)
    expect(labels(items).slice(11, 14)).toEqual(['n9.example.org   11.22.33.44', 'and 4 more…', '-'])
  })

  it('keeps an ampersand and shortens a hostname of 253 characters', () => {
    const long = `${'a'.repeat(60)}.`.repeat(4)
    const items = trayMenu(
      { records: [createRecord('a&b.example.org'), createRecord(long)], paused: false },
      actionsOf(),
      t,
      now,
    )
    expect(items[2]?.label).toBe('a&&b.example.org   11.22.33.44')
    expect(items[3]?.label?.length).toBeLessThanOrEqual(72)
  })

  it('offers to resume instead of updating and pausing while it is paused', () => {
    const actions = actionsOf()
    const items = trayMenu({ records: [], paused: true }, actions, t, now)
    expect(labels(items)).toEqual(['Open Homeward', '-', 'Resume', '-', 'Settings', '-', 'Quit Homeward'])
    click(items, 'Resume')
    expect(actions.resume).toHaveBeenCalledOnce()
  })

  it('pauses for an hour, until tomorrow morning, or until resumed', () => {
    const actions = actionsOf()
    const pause = submenu(trayMenu({ records: [], paused: false }, actions, t, now), 'Pause')
    for (const label of ['For 1 hour', 'Until tomorrow morning', 'Until I resume']) click(pause, label)
    expect(actions.pause.mock.calls).toEqual([[60], [570], [null]])
  })

  it('does what its items say', () => {
    const actions = actionsOf()
    const items = trayMenu({ records: [createRecord('nas.example.org')], paused: false }, actions, t, now)
    for (const label of ['Open Homeward', 'nas.example.org   11.22.33.44', 'Settings', 'Update now', 'Quit Homeward'])
      click(items, label)
    expect(actions.open.mock.calls).toEqual([[], ['domains'], ['settings']])
    expect(actions.updateNow).toHaveBeenCalledOnce()
    expect(actions.quit).toHaveBeenCalledOnce()
  })

  it('can be opened and quit while the engine starts', () => {
    expect(labels(trayMenu(null, actionsOf(), t, now))).toEqual(['Open Homeward', '-', 'Quit Homeward'])
  })

  it('is in Chinese for a Chinese user', () => {
    const items = trayMenu(
      { records: [createRecord('nas.example.org', { state: 'attention' })], paused: false },
      actionsOf(),
      translator('zh-CN'),
      now,
    )
    expect(labels(items)).toEqual([
      '打开 Homeward',
      '-',
      'nas.example.org   需要您处理',
      '-',
      '立即更新',
      '暂停',
      '-',
      '设置',
      '-',
      '退出 Homeward',
    ])
  })

  it('has the same outline exactly when it looks the same, submenus included', () => {
    const outline = (paused: boolean) => outlineOf(trayMenu({ records: [], paused }, actionsOf(), t, now))
    expect(outline(false)).toBe(outline(false))
    expect(outline(false)).not.toBe(outline(true))
    expect(outline(false)).toContain('For 1 hour')
  })
})

describe('a pause until tomorrow morning', () => {
  beforeEach(() => void vi.stubEnv('TZ', PAUSE_ZONE))
  afterEach(() => void vi.unstubAllEnvs())

  // renderer/pages/overview/PauseMenu.test.tsx clicks through the same moments.
  it.each(PAUSE_CASES)('lasts until 8 o’clock of the next day at %s, as in the window', (_when, parts, minutes) => {
    const actions = actionsOf()
    const items = trayMenu({ records: [], paused: false }, actions, t, () => momentOf(parts))
    click(submenu(items, 'Pause'), 'Until tomorrow morning')
    expect(actions.pause.mock.calls).toEqual([[minutes]])
  })
})
