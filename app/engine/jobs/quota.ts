// Keeps below the provider's documented limit: a number of requests per user within a number of seconds. What was spent is
// stored, so that a restart does not reset it.
import type { ProviderInfo } from '../../contract/provider-info.ts'
import type { Clock } from '../../model/ports.ts'
import type { Store } from '../../model/store.ts'

export interface Quota {
  /**
   * @param requests how many are about to be sent at most
   * @returns epoch ms until which they would be too many; null when they may be sent
   */
  waitUntil(account: string, info: Pick<ProviderInfo, 'quota'>, requests: number): number | null
  /** @param requests how many were sent */
  spend(account: string, info: Pick<ProviderInfo, 'quota'>, requests: number): void
}

export interface QuotaOptions {
  readonly clock: Pick<Clock, 'now' | 'sinceBoot'>
  readonly store: Pick<Store, 'getValue' | 'setValue'>
}

/** A window of time that began with its first request; `since` by the clock that nobody sets. */
interface Window {
  readonly since: number
  readonly spent: number
}

/** The rest is left to others who use the same token, by hand or from elsewhere. */
const SHARE = 0.8

export function createQuota({ clock, store }: QuotaOptions): Quota {
  const windows = new Map<string, Window>()
  const nameOf = (account: string) => `quota ${account}`

  /** What an earlier process wrote. A wall time ahead means that the clock was set back: the window then begins now. */
  function readWindow(account: string): Window | null {
    const [at = Number.NaN, spent = Number.NaN, boot = 0] = (store.getValue(nameOf(account)) ?? '')
      .split(' ')
      .map(Number)
    if (!Number.isFinite(at) || !Number.isFinite(spent)) return null
    const byWall = Math.max(0, clock.now() - at)
    const byBoot = clock.sinceBoot() - boot
    // The system was not restarted since, or it has been up for longer than it was then: only the shorter time is certain.
    const window = { since: clock.sinceBoot() - (byBoot >= 0 ? Math.min(byWall, byBoot) : byWall), spent }
    windows.set(account, window)
    return window
  }

  function current(account: string, perS: number): Window | null {
    const window = windows.get(account) ?? readWindow(account)
    return window === null || clock.sinceBoot() - window.since >= perS * 1_000 ? null : window
  }

  return {
    waitUntil: (account, { quota }, requests) => {
      if (quota === null) return null
      const window = current(account, quota.perS)
      if (window === null || window.spent + requests <= quota.requests * SHARE) return null
      return clock.now() + window.since + quota.perS * 1_000 - clock.sinceBoot()
    },
    spend: (account, { quota }, requests) => {
      if (quota === null || requests === 0) return
      const window = current(account, quota.perS) ?? { since: clock.sinceBoot(), spent: 0 }
      const next = { since: window.since, spent: window.spent + requests }
      windows.set(account, next)
      const began = clock.now() - (clock.sinceBoot() - next.since)
      store.setValue(nameOf(account), `${Math.round(began)} ${next.spent} ${Math.round(next.since)}`)
    },
  }
}
