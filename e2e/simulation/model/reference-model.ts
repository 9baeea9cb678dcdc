// The reference model: what is true of each account and of each family of each record. It is built from what really
// passed between client and servers and never read from the engine. All times are simulated time (`elapsed`).
import { FAMILIES } from '../../../app/model/address.ts'
import { type FamilyKey, familyKey } from '../../../app/model/store.ts'
import { type BackoffOracle, type BackoffReset, createBackoffOracle } from '../oracles/backoff-oracle.ts'

export interface FamilyFacts extends FamilyKey {
  /** Provider, server and user that these facts are about. */
  destination: string | null
  /** What the server last said yes to, in whatever words, or was found to hold, and since when. */
  confirmed: string | null
  confirmedAt: number
  previous: string | null
  /** The user went back to the previous address. */
  undo: { readonly to: string; readonly from: string } | null
  /** Requests in another form, kept by the hostname's first family: since when, and how many. */
  trials: { readonly since: number; readonly count: number; readonly destination: string | null }
  /** The destination that refused its first IPv6 address in a way that may be about the form of the request. */
  formRefusedBy: string | null
  /** Attempts without a known outcome, by their number: they may have been applied. */
  readonly unsettled: Map<number, string>
  lastSent: string | null
  sentAt: number | null
  /** The user wants an update although nothing changed. */
  isForced: boolean
  /** A lookup found something else than what was confirmed. */
  hasDrifted: boolean
  /** A correction of the drift was sent and is not acknowledged yet. */
  isCorrecting: boolean
  /** The address that the user gave up on. */
  dismissed: string | null
  /** Fingerprint of account and record when the provider refused this hostname. */
  refusedFingerprint: string | null
  /** A time that the provider named for this family alone. */
  notBefore: number
  /** Until the user lifts it. */
  isBlocked: boolean
  backoff: BackoffOracle
}

export interface AccountFacts {
  /** A time that the provider named. */
  notBefore: number
  /** When the provider last refused the account as a whole. */
  refusedAt: number
  /** When a hold on it or on one of its records was last written. */
  heldAt: number
  /** Until the user lifts it. */
  isBlocked: boolean
  /** The fingerprint of the account with which the provider last took an update; null before the first. */
  provenFingerprint: string | null
  /** Refusals without a reason since then. */
  wordlessRefusals: number
  /** When what was refused so may be tried again; null when nothing was, or the user acted on it. */
  slowTry: { readonly fingerprint: string; readonly at: number } | null
  /** Fingerprints of the account with which the provider refused it. */
  refusedFingerprints: Set<string>
  /** The most hostnames in one request, since the provider said that there were too many; null until it does. */
  batchLimit: number | null
  backoff: BackoffOracle
}

export interface ReferenceModel {
  family(key: FamilyKey): FamilyFacts
  readonly families: readonly FamilyFacts[]
  account(id: string): AccountFacts
  readonly accounts: readonly AccountFacts[]
  remove(keys: readonly FamilyKey[]): void
  /** Whether these facts are about a record that was not removed since. */
  isCurrent(facts: FamilyFacts): boolean
  /** Waits may be shorter from now on, for all accounts or one. */
  resetBackoff(reason: BackoffReset, account?: string): void
  /** Remembers an account's holds, waits and dismissals. @returns restores them */
  checkpoint(account: string): () => void
}

/** @param hasRetries whether an account's provider allows another request within seconds */
export function createReferenceModel(hasRetries: (account: string) => boolean): ReferenceModel {
  const families = new Map<string, FamilyFacts>()
  const accounts = new Map<string, AccountFacts>()

  function family(key: FamilyKey): FamilyFacts {
    const found = families.get(familyKey(key)) ?? newFamily(key)
    families.set(familyKey(key), found)
    return found
  }

  function account(id: string): AccountFacts {
    const found = accounts.get(id) ?? newAccount(hasRetries(id))
    accounts.set(id, found)
    return found
  }

  return {
    family,
    get families() {
      return [...families.values()]
    },
    account,
    get accounts() {
      return [...accounts.values()]
    },
    remove: (keys) => {
      for (const key of keys) families.delete(familyKey(key))
    },
    isCurrent: (facts) => families.get(familyKey(facts)) === facts,
    resetBackoff: (reason, id) => {
      for (const [of, { backoff }] of accounts) if (id === undefined || id === of) backoff.reset(reason)
      for (const { account: of, backoff } of families.values()) if (id === undefined || id === of) backoff.reset(reason)
    },
    checkpoint: (id) => {
      const of = account(id)
      const before = { ...of, refusedFingerprints: new Set(of.refusedFingerprints), backoff: of.backoff.copy() }
      const each = [...families.values()]
        .filter((facts) => facts.account === id)
        .map((facts) => {
          const { refusedFingerprint, notBefore, isBlocked, dismissed } = facts
          const kept = { refusedFingerprint, notBefore, isBlocked, dismissed, backoff: facts.backoff.copy() }
          return { facts, kept }
        })
      return () => {
        Object.assign(of, before)
        for (const { facts, kept } of each) Object.assign(facts, kept)
      }
    },
  }
}

const newFamily = ({ account, hostname, family }: FamilyKey): FamilyFacts => ({
  trials: { since: Number.NEGATIVE_INFINITY, count: 0, destination: null },
  formRefusedBy: null,
  ...{ account, hostname, family, destination: null, confirmed: null, confirmedAt: 0, previous: null, undo: null },
  ...{ unsettled: new Map(), lastSent: null, sentAt: null, isForced: false, hasDrifted: false, isCorrecting: false },
  ...{ dismissed: null, refusedFingerprint: null, notBefore: 0, isBlocked: false, backoff: createBackoffOracle(false) },
})

const newAccount = (hasRetries: boolean): AccountFacts => ({
  ...{ notBefore: 0, refusedAt: Number.NEGATIVE_INFINITY, heldAt: Number.NEGATIVE_INFINITY, isBlocked: false },
  ...{ provenFingerprint: null, wordlessRefusals: 0, slowTry: null },
  ...{ refusedFingerprints: new Set(), batchLimit: null, backoff: createBackoffOracle(hasRetries) },
})

export const familyKeysOf = ({ account, hostname }: Pick<FamilyKey, 'account' | 'hostname'>): FamilyKey[] =>
  FAMILIES.map((family) => ({ account, hostname, family }))
