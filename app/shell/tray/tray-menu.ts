// The tray's menu, computed whole from the snapshot: it is replaced, never changed in place. What does not apply is absent.
import type { MenuItemConstructorOptions } from 'electron'
import type { MessageKey, Translate } from '../../contract/messages/translate.ts'
import type { AppSnapshot, RecordStatus } from '../../contract/snapshot.ts'
import type { Page } from '../ipc/snapshot-push.ts'
import { fitted } from './tray-tooltip.ts'

/** Enough for most people at a glance; the window has the rest. */
export const MAX_RECORDS = 10
/** A hostname has up to 253 characters, a menu has to stay on the screen. */
const MAX_LABEL = 72

export interface MenuActions {
  readonly open: (page?: Page) => void
  readonly updateNow: () => void
  /** @param minutes null: until resumed */
  readonly pause: (minutes: number | null) => void
  readonly resume: () => void
  readonly quit: () => void
}

/** @returns minutes from now to the next local midnight, at least one. */
export function minutesUntilTomorrow(now: Date): number {
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1)
  return Math.max(1, Math.ceil((midnight.getTime() - now.getTime()) / 60_000))
}

/** Windows and GTK read a single ampersand as the mark of an access key. */
const plain = (text: string): string => text.replaceAll('&', '&&')

const STATE_LABELS: Readonly<Partial<Record<RecordStatus['state'], MessageKey>>> = {
  updating: 'menu.record-updating',
  attention: 'menu.record-attention',
  waiting: 'menu.record-waiting',
  offline: 'menu.record-offline',
}

/** @returns one line: the name with the addresses it holds, or what keeps it from being right. */
export function recordLabel(record: RecordStatus, translate: Translate): string {
  const { hostname } = record
  const addresses = record.families.flatMap(({ confirmed }) => (confirmed === null ? [] : [confirmed]))
  const state = STATE_LABELS[record.state]
  if (state !== undefined) return plain(fitted(translate(state, { hostname }), MAX_LABEL))
  if (addresses.length === 0) return plain(fitted(translate('menu.record-unknown', { hostname }), MAX_LABEL))
  return plain(fitted(translate('menu.record', { hostname, address: addresses.join(', ') }), MAX_LABEL))
}

/** @param snapshot null while the engine starts */
export function trayMenu(
  snapshot: Pick<AppSnapshot, 'records' | 'paused'> | null,
  actions: MenuActions,
  translate: Translate,
  now: () => Date,
): MenuItemConstructorOptions[] {
  const separator: MenuItemConstructorOptions = { type: 'separator' }
  const item = (key: MessageKey, click: () => void): MenuItemConstructorOptions => ({ label: translate(key), click })
  const open = item('menu.open', () => actions.open())
  const quit = item('menu.quit', actions.quit)
  if (snapshot === null) return [open, separator, quit]

  const records = snapshot.records.slice(0, MAX_RECORDS).map((record) => ({
    label: recordLabel(record, translate),
    click: () => actions.open('domains'),
  }))
  const hidden = snapshot.records.length - records.length
  if (hidden > 0) {
    records.push({ label: translate('menu.more-records', { count: hidden }), click: () => actions.open('domains') })
  }
  const pause: MenuItemConstructorOptions = {
    label: translate('menu.pause'),
    submenu: [
      item('menu.pause-hour', () => actions.pause(60)),
      item('menu.pause-tomorrow', () => actions.pause(minutesUntilTomorrow(now()))),
      item('menu.pause-endless', () => actions.pause(null)),
    ],
  }
  return [
    open,
    separator,
    ...records,
    ...(records.length > 0 ? [separator] : []),
    ...(snapshot.paused ? [] : [item('menu.update-now', actions.updateNow)]),
    snapshot.paused ? item('menu.resume', actions.resume) : pause,
    separator,
    item('menu.settings', () => actions.open('settings')),
    separator,
    quit,
  ]
}

/** What of a menu can be seen: two menus with the same outline need no replacing. */
export function outlineOf(template: readonly MenuItemConstructorOptions[]): string {
  return JSON.stringify(template, (key, value: unknown) => (key === 'click' ? undefined : value))
}
