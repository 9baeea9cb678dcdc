// Attempts that were cut off: before anything is sent again, the zone or the provider is asked whether the update arrived.
import { sameAddress } from '../model/address.ts'
import type { Clock } from '../model/ports.ts'
import type { Ledger } from './ledger.ts'
import type { Verifier } from './verification/verifier.ts'
import type { Want } from './want.ts'

export interface ArrivedOptions {
  readonly ledger: Pick<Ledger, 'state' | 'confirmUnsettled'>
  readonly verifier: Verifier
  readonly clock: Pick<Clock, 'now'>
}

/** Nobody waits longer for an answer that only saves a request. */
const BUDGET_MS = 3_000

/** @returns those of the wants that are fulfilled already; they are settled as confirmed, and nothing has to be sent. */
export async function settleArrived(options: ArrivedOptions, wants: readonly Want[]): Promise<readonly Want[]> {
  const arrived = await Promise.all(wants.map((want) => hasArrived(options, want)))
  return wants.filter((_, index) => arrived[index])
}

async function hasArrived({ ledger, verifier, clock }: ArrivedOptions, want: Want): Promise<boolean> {
  const unsettled = ledger.state(want)?.unsettled ?? null
  if (unsettled === null || !canTell(want, ledger)) return false
  const { state } = await verifier.check(want, want.address, 'best', BUDGET_MS)
  // While it was asked another attempt cannot have begun: an account's requests go one by one.
  if (state !== 'holds') return false
  ledger.confirmUnsettled(want, clock.now())
  return true
}

/** A name that held the address before (a keep-alive, a forced update) tells nothing by holding it still. */
function canTell(want: Want, ledger: Pick<Ledger, 'state'>): boolean {
  const state = ledger.state(want)
  return (
    sameAddress(state?.unsettled?.address ?? null, want.address) && !sameAddress(state?.confirmed ?? null, want.address)
  )
}
