import { Children, isValidElement, type ReactElement, type ReactNode } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { momentOf, PAUSE_CASES, PAUSE_ZONE } from '../../../app/testing/pause-cases.ts'
import { PauseMenu } from './PauseMenu.tsx'

vi.mock('../../i18n/Language.tsx', () => ({ useLanguage: () => ({ t: (key: string) => key }) }))

type Item = ReactElement<{ children?: ReactNode; onClick?: () => void }>
const elementsIn = (node: ReactNode): Item[] =>
  Children.toArray(node).flatMap((child) =>
    isValidElement(child) ? [child as Item, ...elementsIn((child as Item).props.children)] : [],
  )

describe('the menu of pauses', () => {
  beforeEach(() => {
    vi.stubEnv('TZ', PAUSE_ZONE)
    vi.useFakeTimers({ toFake: ['Date'] })
  })
  afterEach(() => {
    vi.unstubAllEnvs()
    vi.useRealTimers()
  })

  // app/shell/tray/tray-menu.test.ts clicks through the same moments.
  it.each(PAUSE_CASES)('pauses until 8 o’clock of the next day at %s, as the tray does', (_when, parts, minutes) => {
    vi.setSystemTime(momentOf(parts))
    const pause = vi.fn()
    const item = elementsIn(PauseMenu({ pause })).find(
      ({ props }) => props.children === 'window.overview.pause-tomorrow',
    )
    item?.props.onClick?.()
    expect(pause.mock.calls).toEqual([[minutes]])
  })
})
