// When an accepted address is confirmed: once the zone's servers show it, and a public resolver where somebody on the way may
// answer for them; or once the provider itself reports it.
import { FAMILIES, sameAddress } from '../../model/address.ts'
import { messageOf } from '../../model/message-of.ts'
import type { Clock, Disposer, Log } from '../../model/ports.ts'
import { type FamilyKey, familyKey } from '../../model/store.ts'
import { isSilence } from '../forms/form-learner.ts'
import type { StateCache } from '../state-cache.ts'
import type { IsGenuine } from './dns/genuine.ts'
import type { Verification } from './verifier.ts'

export interface AcceptanceOptions {
  readonly states: Pick<
    StateCache,
    'state' | 'confirmAccepted' | 'confirmUnsettled' | 'familyHold' | 'accountHold' | 'deleteHold'
  >
  readonly isGenuine: IsGenuine
  /** The zone may still show the family as it was before a later request about the other one. */
  readonly mayBeOutdated: (key: FamilyKey) => boolean
  /** The zone shows what a server may have taken without a word: ends the hold. @returns whether it was so */
  readonly onShownInDoubt: (key: FamilyKey) => boolean
  readonly clock: Pick<Clock, 'now' | 'setTimer'>
  readonly log: Log
  /** Addresses are confirmed now. */
  readonly onShown: (keys: readonly FamilyKey[]) => void
}

export interface Acceptance {
  /** @returns whether nothing has to be shown any more: the address is confirmed, or is no longer the one to show */
  check(key: FamilyKey, address: string, found: Verification): Promise<boolean>
  stop(): void
}

/** The zone may show thousands of names within a few seconds: one write covers many of them. */
const WRITE_AFTER_MS = 100
const MOST_UNWRITTEN = 500

interface Shown {
  readonly key: FamilyKey
  readonly address: string
  /** When anything was last sent for the hostname: a later request may have changed what was shown. */
  readonly sentAt: number
}

export function createAcceptance(options: AcceptanceOptions): Acceptance {
  const { states, isGenuine, mayBeOutdated, clock, log } = options
  const unwritten = new Map<string, Shown>()
  let cancelTimer: Disposer | null = null

  const isAccepted = ({ key, address }: Pick<Shown, 'key' | 'address'>): boolean => {
    const accepted = states.state(key)?.accepted ?? null
    return accepted !== null && sameAddress(accepted, address)
  }
  const lastSent = (key: FamilyKey): number =>
    Math.max(...FAMILIES.map((family) => states.state({ ...key, family })?.sentAt ?? 0))
  const isStill = (shown: Shown): boolean => isAccepted(shown) && lastSent(shown.key) === shown.sentAt
  /** The provider said that it stored another address, or said nothing at all, and the zone was asked what is true. */
  const isDoubted = (key: FamilyKey, address: string): boolean =>
    (states.familyHold(key)?.failure.code === 'other-address' || isSilence(states.accountHold(key.account))) &&
    sameAddress(states.state(key)?.unsettled?.address ?? null, address)

  function writeAll(): void {
    cancelTimer?.()
    cancelTimer = null
    const keys = [...unwritten.values()].filter(isStill).map(({ key }) => key)
    unwritten.clear()
    try {
      states.confirmAccepted(keys)
      if (keys.length > 0) options.onShown(keys)
    } catch (error) {
      // It stays accepted, and the next check finds it again.
      log('warn', 'what the zone shows could not be written', { error: messageOf(error) })
    }
  }

  function confirmSoon(shown: Shown): void {
    unwritten.set(familyKey(shown.key), shown)
    if (unwritten.size >= MOST_UNWRITTEN) writeAll()
    else cancelTimer ??= clock.setTimer(WRITE_AFTER_MS, writeAll)
  }

  return {
    check: async (key, address, found) => {
      const sentAt = lastSent(key)
      const isWaiting = () => isAccepted({ key, address }) || isDoubted(key, address)
      if (!isWaiting()) return true
      if (found.state !== 'holds' || mayBeOutdated(key) || !(await isGenuine(key, address, found))) return false
      if (!isWaiting()) return true
      if (lastSent(key) !== sentAt) return false
      if (isAccepted({ key, address })) confirmSoon({ key, address, sentAt })
      else {
        const isOther = states.familyHold(key)?.failure.code === 'other-address'
        if (!isOther && !options.onShownInDoubt(key)) return false
        states.confirmUnsettled(key, clock.now())
        if (isOther) states.deleteHold(key.account, key.hostname, key.family)
        options.onShown([key])
      }
      return true
    },
    stop: () => {
      if (unwritten.size > 0) writeAll()
    },
  }
}
