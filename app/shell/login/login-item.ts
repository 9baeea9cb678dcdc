// Start at sign-in: read as the system sees it, written only when the user says so, never re-written at a start.
import type { Outcome } from '../../contract/ipc.ts'
import type { Translate } from '../../contract/messages/translate.ts'
import type { LoginItemState } from '../engine-port.ts'

/** How a sign-in start is told from any other: by our own argument and nothing else. */
export const BACKGROUND = '--background'

/** One system's way of keeping the entry. */
export interface LoginEntry {
  read(): LoginItemState
  /** Throws when the system refuses. */
  write(on: boolean): void
}

/** In development the entry would start a bare Electron. */
export const noLoginEntry: LoginEntry = { read: () => 'unavailable', write: () => undefined }

/** @returns the outcome for the user; the entry is left alone when it already is as wanted. */
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
    const cause = error instanceof Error ? error.message : String(error)
    return { ok: false, message: translate('dialog.login-item-failed', { cause }) }
  }
}
