// Decides when changes become toasts: not while the window is in front, not one by one, a limited number an hour, and not
// right after sign-in.
import type { Translate } from '../../contract/messages/translate.ts'
import type { AppSnapshot } from '../../contract/snapshot.ts'
import type { Clock, Disposer } from '../../model/ports.ts'
import type { Page } from '../ipc/snapshot-push.ts'
import { fitted } from '../tray/tray-tooltip.ts'
import type { Change, ChangeKind } from './changes.ts'

export type ToastCategory = ChangeKind | 'digest'

export interface Toast {
  readonly category: ToastCategory
  readonly title: string
  readonly body: string
  /** The page that a click opens. */
  readonly page: Page
}

export const COALESCE_MS = 500
const HOUR_MS = 3_600_000
/** A kind is shown while fewer toasts than this, of any kind, were shown in the last hour. Attention has a reserve. */
export const HOURLY = { changed: 4, recovered: 4, attention: 6 } as const satisfies Record<ChangeKind, number>
/** Windows shows about four lines. */
const MAX_BODY = 220

const PAGES: Readonly<Record<ToastCategory, Page>> = {
  changed: 'history',
  attention: 'domains',
  recovered: 'overview',
  digest: 'history',
}
const SWITCHES: Readonly<Record<ChangeKind, keyof AppSnapshot['settings']['notifications']>> = {
  changed: 'addressChanged',
  attention: 'needsAttention',
  recovered: 'recovered',
}

export interface ToastQueueOptions {
  readonly clock: Clock
  readonly show: (toast: Toast) => void
  /** Removes the toast of this category from the screen. */
  readonly withdraw: (category: ToastCategory) => void
  readonly windowInFront: () => boolean
  readonly switches: () => AppSnapshot['settings']['notifications']
  readonly translate: () => Translate
  /** How long after the start no toast is shown. At sign-in the desktop is busy, and so is the user. */
  readonly quietMs: number
}

export interface ToastQueue {
  /** @param failing the keys that need the user now; a waiting toast about any other key is dropped */
  readonly enqueue: (changes: readonly Change[], failing: ReadonlySet<string>) => void
  readonly dispose: () => void
}

/** @returns one toast for all changes of a kind. */
export function toastFor(kind: ChangeKind, changes: readonly Change[], translate: Translate): Toast {
  const first = changes[0]
  const count = changes.length - 1
  const hostname = first?.hostname ?? ''
  const base = { category: kind, page: PAGES[kind], title: translate(`toast.${kind}-title`) }
  const body = (): string => {
    if (count > 0) {
      const address = first?.kind === 'changed' ? first.address : ''
      return translate(`toast.${kind}-several`, { hostname, count, address })
    }
    if (first?.kind === 'attention') return translate('toast.attention', { hostname, message: first.message ?? '' })
    if (first?.kind === 'recovered' && first.address !== null) {
      return translate('toast.recovered-at', { hostname, address: first.address })
    }
    if (first?.kind === 'changed') return translate('toast.changed', { hostname, address: first.address })
    return translate('toast.recovered', { hostname })
  }
  return { ...base, body: fitted(body().trim(), MAX_BODY) }
}

export function createToastQueue(options: ToastQueueOptions): ToastQueue {
  const { clock, show, withdraw, windowInFront, switches, translate } = options
  const quietUntil = clock.monotonic() + options.quietMs
  const pending = new Map<string, Change>()
  let cancelFlush: Disposer | null = null
  const budget = createHourlyBudget(clock)
  const digest = createDigest(options, budget)

  function flush(): void {
    cancelFlush = null
    const changes = [...pending.values()]
    pending.clear()
    // The window already shows them, and the history keeps them in any case.
    if (windowInFront()) return
    for (const kind of ['attention', 'changed', 'recovered'] as const) {
      const ofKind = changes.filter((change) => change.kind === kind)
      if (ofKind.length === 0) continue
      if (budget.take(HOURLY[kind])) show(toastFor(kind, ofKind, translate()))
      else digest.add(ofKind.length)
    }
  }

  return {
    enqueue: (changes, failing) => {
      for (const change of changes) {
        // A newer change replaces an older one of the same record, whatever its kind: a toast says what is true now.
        pending.delete(change.key)
        if (switches()[SWITCHES[change.kind]]) pending.set(change.key, change)
      }
      for (const [key, change] of pending) {
        if (change.kind === 'attention' && !failing.has(key)) pending.delete(key)
      }
      if (failing.size === 0) withdraw('attention')
      if (pending.size === 0) return
      cancelFlush ??= clock.setTimer(Math.max(COALESCE_MS, quietUntil - clock.monotonic()), flush)
    },
    dispose: () => {
      cancelFlush?.()
      digest.dispose()
      pending.clear()
    },
  }
}

interface HourlyBudget {
  /** Counts one more toast, unless `limit` were shown in the last hour. */
  readonly take: (limit: number) => boolean
  /** Milliseconds until the oldest counted toast is an hour ago; an hour when there is none. */
  readonly waitMs: () => number
}

function createHourlyBudget(clock: Clock): HourlyBudget {
  let shownAt: number[] = []
  return {
    take: (limit) => {
      const now = clock.monotonic()
      shownAt = shownAt.filter((at) => now - at < HOUR_MS)
      if (shownAt.length >= limit) return false
      shownAt.push(now)
      return true
    },
    waitMs: () => HOUR_MS - (clock.monotonic() - (shownAt[0] ?? clock.monotonic())),
  }
}

/** One toast, an hour later, with the number of changes that were too many to show. */
function createDigest({ clock, show, windowInFront, translate }: ToastQueueOptions, budget: HourlyBudget) {
  let count = 0
  let cancel: Disposer | null = null
  const flush = (): void => {
    cancel = null
    const total = count
    count = 0
    if (windowInFront()) return
    budget.take(Number.POSITIVE_INFINITY)
    const t = translate()
    show({
      category: 'digest',
      title: t('toast.digest-title'),
      body: t('toast.digest', { count: total }),
      page: PAGES.digest,
    })
  }
  return {
    add: (changes: number): void => {
      count += changes
      cancel ??= clock.setTimer(Math.max(COALESCE_MS, budget.waitMs()), flush)
    },
    dispose: (): void => cancel?.(),
  }
}
