// Starting at sign-in: read as the system sees it, written only when the user asks, never rewritten when the app starts.

import type { Translate } from '../../contract/messages/translate.ts'
import type { Outcome } from '../../contract/outcome.ts'
import { messageOf } from '../../model/message-of.ts'
import type { LoginItemState } from '../engine-port.ts'

/** The argument that marks a start at sign-in. */
export const BACKGROUND = '--background'

/** The entry as one operating system keeps it. */
export interface LoginEntry {
  read(): LoginItemState
  /** Throws when the system refuses. */
  write(on: boolean): void
}

/** For development, where an entry would start a bare Electron. */
export const noLoginEntry: LoginEntry = { read: () => 'unavailable', write: () => undefined }

/** Changes the entry unless it is in that state already. @returns the outcome for the user. */
export function setLoginItem(entry: LoginEntry, on: boolean, translate: Translate): Outcome {
  const state = entry.read()
  if (state === 'unavailable') return { ok: false, message: translate('dialog.login-item-unavailable') }
  // The user's choice in the system's own settings is not overridden from here.
  if (on && state === 'off-by-system') return { ok: false, message: translate('dialog.login-item-system') }
  if (on === (state === 'on')) {
    if (on || state === 'off') return { ok: true }
  }
  try {
    entry.write(on)
    return { ok: true }
  } catch (error) {
    return { ok: false, message: translate('dialog.login-item-failed', { cause: messageOf(error) }) }
  }
}
