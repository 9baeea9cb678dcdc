// What a hold says: what it stops, until when, and what is left of it when the user has done their part. A time that a
// provider named beside something graver is the failure's `retryAt`. Pure.
import type { Failure } from '../contract/failure.ts'
import { sameAddress } from './address.ts'
import type { Hold } from './store.ts'

/** Nothing but the user ends it. */
export const needsUser = ({ class: it }: Pick<Hold, 'class'>): boolean => it === 'needs-user' || it === 'blocked'

/** Whether the user gave up on this very address. */
export const isDismissed = (hold: Hold, address: string): boolean =>
  hold.class === 'forgotten' && sameAddress(hold.fingerprint, address)

/** @param address what is to be sent; null asks only for stops that hold whatever it is */
export function isActive(hold: Hold, address: string | null, now: number): boolean {
  if (hold.class === 'forgotten')
    return (address !== null && isDismissed(hold, address)) || retryNotBefore(hold, now) !== null
  return hold.until === null || hold.until > now
}

/** Epoch milliseconds before which the provider wants nothing; null when it named no time, or that is over. */
export function retryNotBefore(hold: Hold, now: number): number | null {
  const at = hold.class === 'until-time' ? hold.until : hold.failure.retryAt
  return at !== null && at > now ? at : null
}

/** @returns the time that is left to wait for when nothing else of the hold counts; null when there is none */
export function remainingWait(hold: Hold, now: number): Hold | null {
  const until = retryNotBefore(hold, now)
  if (until === null) return null
  const failure: Failure = { kind: 'throttled', code: 'named-time', detail: null, retryAt: until }
  return { ...hold, class: 'until-time', failure, until, attempts: 1 }
}
