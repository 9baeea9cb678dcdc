// The tray's menu, rebuilt from each snapshot and never changed in place. Items that do not apply are left out.
import type { MenuItemConstructorOptions } from 'electron'
import type { MessageKey, Translate } from '../../contract/messages/translate.ts'
import { type AppSnapshot, publishedIn, type RecordStatus } from '../../contract/snapshot.ts'
import { minutesUntilTomorrow } from '../../contract/until-tomorrow.ts'
import type { Page } from '../ipc/snapshot-push.ts'
import { fitted } from './tray-tooltip.ts'

/** Enough for most people; the window has the rest. */
export const MAX_RECORDS = 10
/** A hostname may have 253 characters, but the menu must fit on the screen. */
const MAX_LABEL = 72

export interface MenuActions {
  readonly open: (page?: Page) => void
  readonly updateNow: () => void
  /** @param minutes null until the user resumes */
  readonly pause: (minutes: number | null) => void
  readonly resume: () => void
  readonly quit: () => void
}

/** Windows and GTK take a single ampersand for the mark of an access key. */
const plain = (text: string): string => text.replaceAll('&', '&&')

const STATE_LABELS: Readonly<Partial<Record<RecordStatus['state'], MessageKey>>> = {
  updating: 'menu.record-updating',
  attention: 'menu.record-attention',
  waiting: 'menu.record-waiting',
  offline: 'menu.record-offline',
}

/** @returns one line: the hostname with its confirmed addresses, or with what is wrong. */
export function recordLabel(record: RecordStatus, translate: Translate): string {
  const { hostname } = record
  const addresses = record.families.flatMap((row) => publishedIn(row) ?? [])
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

/** The menu while the engine cannot start: why, and what can be done. */
export function failedStartMenu(
  sentence: string,
  { tryAgain, quit }: { readonly tryAgain: () => void; readonly quit: () => void },
  translate: Translate,
): MenuItemConstructorOptions[] {
  const separator: MenuItemConstructorOptions = { type: 'separator' }
  return [
    // Some desktops show no tooltip.
    { label: plain(fitted(sentence, MAX_LABEL)), enabled: false },
    separator,
    { label: translate('menu.try-again'), click: tryAgain },
    separator,
    { label: translate('menu.quit'), click: quit },
  ]
}

/** The visible part of a menu: a menu with the same outline need not be replaced. */
export function outlineOf(template: readonly MenuItemConstructorOptions[]): string {
  return JSON.stringify(template, (key, value: unknown) => (key === 'click' ? undefined : value))
}
