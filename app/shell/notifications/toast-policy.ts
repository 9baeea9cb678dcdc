// When news becomes a toast: not while the window is in front, not one by one, not without end, not at sign-in.
import type { Translate } from '../../contract/messages/translate.ts'
import type { AppSnapshot } from '../../contract/snapshot.ts'
import type { Clock, Disposer } from '../../model/ports.ts'
import type { Page } from '../ipc/snapshot-push.ts'
import { fitted } from '../tray/tray-tooltip.ts'
import type { News, NewsKind } from './changes.ts'

export type ToastCategory = NewsKind | 'digest'

export interface Toast {
  readonly category: ToastCategory
  readonly title: string
  readonly body: string
  /** The page that a click opens. */
  readonly page: Page
}

export const COALESCE_MS = 500
const HOUR_MS = 3_600_000
/** Toasts an hour; what needs the user may still come when the others have used up theirs. */
export const HOURLY = { changed: 4, recovered: 4, attention: 6 } as const satisfies Record<NewsKind, number>
/** Windows shows about four lines. */
const MAX_BODY = 220

const PAGES: Readonly<Record<ToastCategory, Page>> = {
  changed: 'history',
  attention: 'domains',
  recovered: 'overview',
  digest: 'history',
}
const SWITCHES: Readonly<Record<NewsKind, keyof AppSnapshot['settings']['notifications']>> = {
  changed: 'addressChanged',
  attention: 'needsAttention',
  recovered: 'recovered',
}

export interface ToastPolicyParts {
  readonly clock: Clock
  readonly show: (toast: Toast) => void
  /** Takes a toast away whose news is over. */
  readonly withdraw: (category: ToastCategory) => void
  readonly windowInFront: () => boolean
  readonly switches: () => AppSnapshot['settings']['notifications']
  readonly translate: () => Translate
  /** How long after the start nothing is shown: at sign-in the desktop is busy and the user, too. */
  readonly quietMs: number
}

/** @returns one toast for all news of a kind. */
export function toastFor(kind: NewsKind, news: readonly News[], translate: Translate): Toast {
  const first = news[0]
  const count = news.length - 1
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

export class ToastPolicy {
  readonly #parts: ToastPolicyParts
  readonly #pending = new Map<string, News>()
  readonly #quietUntil: number
  #shownAt: number[] = []
  #held = 0
  #cancelFlush: Disposer | null = null
  #cancelDigest: Disposer | null = null

  constructor(parts: ToastPolicyParts) {
    this.#parts = parts
    this.#quietUntil = parts.clock.monotonic() + parts.quietMs
  }

  /** @param troubled keys of what needs the user now: news of trouble that is over is dropped, and its toast withdrawn */
  offer(news: readonly News[], troubled: ReadonlySet<string>): void {
    for (const item of news) {
      // Newer news about the same name replaces the older, whatever its kind: only what is true now is told.
      this.#pending.delete(item.key)
      if (this.#parts.switches()[SWITCHES[item.kind]]) this.#pending.set(item.key, item)
    }
    for (const [key, item] of this.#pending) {
      if (item.kind === 'attention' && !troubled.has(key)) this.#pending.delete(key)
    }
    if (troubled.size === 0) this.#parts.withdraw('attention')
    if (this.#pending.size === 0) return
    const quiet = this.#quietUntil - this.#parts.clock.monotonic()
    this.#cancelFlush ??= this.#parts.clock.setTimer(Math.max(COALESCE_MS, quiet), () => this.#flush())
  }

  dispose(): void {
    this.#cancelFlush?.()
    this.#cancelDigest?.()
    this.#pending.clear()
  }

  #flush(): void {
    this.#cancelFlush = null
    const news = [...this.#pending.values()]
    this.#pending.clear()
    // What the window shows needs no toast; the history keeps it in any case.
    if (this.#parts.windowInFront()) return
    for (const kind of ['attention', 'changed', 'recovered'] as const) {
      const ofKind = news.filter((item) => item.kind === kind)
      if (ofKind.length === 0) continue
      if (this.#mayShow(kind)) this.#parts.show(toastFor(kind, ofKind, this.#parts.translate()))
      else this.#hold(ofKind.length)
    }
  }

  #mayShow(kind: NewsKind): boolean {
    const now = this.#parts.clock.monotonic()
    this.#shownAt = this.#shownAt.filter((at) => now - at < HOUR_MS)
    if (this.#shownAt.length >= HOURLY[kind]) return false
    this.#shownAt.push(now)
    return true
  }

  #hold(count: number): void {
    this.#held += count
    const oldest = this.#shownAt[0] ?? this.#parts.clock.monotonic()
    const wait = Math.max(COALESCE_MS, HOUR_MS - (this.#parts.clock.monotonic() - oldest))
    this.#cancelDigest ??= this.#parts.clock.setTimer(wait, () => {
      this.#cancelDigest = null
      const held = this.#held
      this.#held = 0
      if (this.#parts.windowInFront()) return
      this.#shownAt.push(this.#parts.clock.monotonic())
      const translate = this.#parts.translate()
      const title = translate('toast.digest-title')
      this.#parts.show({
        category: 'digest',
        title,
        body: translate('toast.digest', { count: held }),
        page: PAGES.digest,
      })
    })
  }
}
