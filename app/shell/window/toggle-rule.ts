// What a click on the tray icon means for the window. The click itself takes the focus away, a moment before it is told.

export interface WindowFocus {
  readonly visible: boolean
  readonly focused: boolean
  /** Milliseconds since the window lost its focus; null when it never did. */
  readonly blurredForMs: number | null
}

/** Longer than the pause between a blur and the click that caused it, shorter than between two intents. */
export const BLUR_RACE_MS = 250

/** @returns `show` also for a window that is visible but buried: nobody clicks to hide what they cannot see. */
export function toggleAction(window: WindowFocus): 'show' | 'close' {
  if (!window.visible) return 'show'
  const hadFocus = window.focused || (window.blurredForMs !== null && window.blurredForMs < BLUR_RACE_MS)
  return hadFocus ? 'close' : 'show'
}
