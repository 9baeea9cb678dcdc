// What the model knows of each name and account, written down from what really happened between client and servers and
// never read from the engine.
import type { Family } from '../../app/model/address.ts'
import { type FamilyKey, familyKey } from '../../app/model/store.ts'
import { createPatience, type Patience } from './oracles/backoff-oracle.ts'

export interface NameFacts extends FamilyKey {
  /** Where the name is kept: provider, server and user. */
  target: string | null
  /** What the server last acknowledged, or was found to hold; and in passed time since when. */
  confirmed: string | null
  confirmedAt: number
  previous: string | null
  /** The user took the last change back. */
  undo: { readonly to: string; readonly from: string } | null
  /** Attempts without a known outcome: they may have been made. */
  readonly open: Map<number, string>
  lastSent: string | null
  sentAt: number | null
  /** The user wants it sent although nothing changed. */
  forced: boolean
  /** The zone was found to hold something else, and that is to be put right. */
  drifted: boolean
  /** A correction was begun and is not acknowledged yet. */
  isCorrecting: boolean
  /** The user let the wish for this address go. */
  forgotten: string | null
  /** Mark of the account and record with which the name was refused. */
  refused: string | null
  /** A time that was named for it alone, in passed time. */
  notBefore: number
  /** Until the user lifts it. */
  blocked: boolean
  patience: Patience
}

export interface AccountFacts {
  /** A named time, in passed time. */
  notBefore: number
  /** In passed time, when it was last told to stay away. */
  toldAt: number
  /** In passed time, when a stop of it or of one of its names was last written down. */
  heldAt: number
  /** Until the user lifts it. */
  blocked: boolean
  /** Marks of the account with which it was refused. */
  refused: Set<string>
  /** Names that one request may carry at most since it was told that they were too many. */
  most: number | null
  patience: Patience
}

export interface Book {
  name(key: FamilyKey): NameFacts
  readonly names: readonly NameFacts[]
  account(id: string): AccountFacts
  readonly accounts: readonly AccountFacts[]
  forget(keys: readonly FamilyKey[]): void
  /** Whether these facts are of a name that was not removed since. */
  isKept(facts: NameFacts): boolean
  /** Waits may end now, of all accounts or of one. */
  excuse(why: 'network' | 'all' | 'wish', account?: string): void
  /** Keeps what is known of an account and its names now. @returns puts it back */
  keep(account: string): () => void
}

/** @param hasLadder whether an account's provider may be asked again within seconds */
export function createBook(hasLadder: (account: string) => boolean): Book {
  const names = new Map<string, NameFacts>()
  const accounts = new Map<string, AccountFacts>()

  function name(key: FamilyKey): NameFacts {
    const { account, hostname, family } = key
    const found = names.get(familyKey(key)) ?? {
      ...{ account, hostname, family, target: null, confirmed: null, confirmedAt: 0, previous: null, undo: null },
      ...{
        open: new Map<number, string>(),
        lastSent: null,
        sentAt: null,
        forced: false,
        drifted: false,
        isCorrecting: false,
      },
      ...{ forgotten: null, refused: null, notBefore: 0, blocked: false, patience: createPatience(false) },
    }
    names.set(familyKey(key), found)
    return found
  }

  function account(id: string): AccountFacts {
    const found = accounts.get(id) ?? {
      ...{
        notBefore: 0,
        toldAt: Number.NEGATIVE_INFINITY,
        heldAt: Number.NEGATIVE_INFINITY,
        blocked: false,
        refused: new Set<string>(),
        most: null,
      },
      patience: createPatience(hasLadder(id)),
    }
    accounts.set(id, found)
    return found
  }

  return {
    name,
    get names() {
      return [...names.values()]
    },
    account,
    get accounts() {
      return [...accounts.values()]
    },
    forget: (keys) => {
      for (const key of keys) names.delete(familyKey(key))
    },
    isKept: (facts) => names.get(familyKey(facts)) === facts,
    excuse: (why, id) => {
      for (const [of, { patience }] of accounts) if (id === undefined || id === of) patience.excuse(why)
      for (const { account: of, patience } of names.values()) if (id === undefined || id === of) patience.excuse(why)
    },
    keep: (id) => {
      const of = account(id)
      const before = { ...of, refused: new Set(of.refused), patience: of.patience.copy() }
      const each = [...names.values()]
        .filter((facts) => facts.account === id)
        .map((facts) => {
          const { refused, notBefore, blocked, forgotten } = facts
          return { facts, before: { refused, notBefore, blocked, forgotten, patience: facts.patience.copy() } }
        })
      return () => {
        Object.assign(of, before)
        for (const { facts, before: of } of each) Object.assign(facts, of)
      }
    },
  }
}

export const keysOf = ({ account, hostname }: { readonly account: string; readonly hostname: string }): FamilyKey[] =>
  (['ipv4', 'ipv6'] as const satisfies readonly Family[]).map((family) => ({ account, hostname, family }))
