// Everything of a life that outlives a process: the network, the servers, the user's settings and secrets, and what the
// model knows.
import type { RecordSettings, Settings } from '../../app/contract/settings.ts'
import { FAMILIES, type Family } from '../../app/model/address.ts'
import type { FamilyKey } from '../../app/model/store.ts'
import type { Tally } from './counters.ts'
import { type AccountClimate, accountsOf, type Climate, firstSettings } from './generators/scenario.ts'
import { type Book, createBook } from './reference-model.ts'
import { createTrail, type Trail } from './trace.ts'
import type { StoreGuard } from './world/guarded-store.ts'
import { type Mood, WELL } from './world/server-behaviour.ts'
import { createPlace, type Place } from './world/server-records.ts'

export const ZONES = ['fresh', 'lagging', 'late', 'silent', 'split'] as const
/**
 * `lagging`: one of two servers is behind. `late`: all are. `silent`: nobody answers. `split`: this network answers in
 * place of the zone, with an address of its own.
 */
export type ZoneMode = (typeof ZONES)[number]

export interface Sky {
  /** What can be observed now; null when nothing can. */
  readonly now: Record<Family, string | null>
  /** Whether there is a way out. */
  isUp: boolean
  /** Grows with every change that the system tells of: the adapter table never looks the same twice. */
  shape: number
}

export type PauseEnd = number | 'forever' | null

/** The pause as the user set it, by the wall clock. */
export interface PauseFacts {
  until: PauseEnd
  /** What a restart finds. */
  onDisk: PauseEnd
  isVague: boolean
  isVagueOnDisk: boolean
  /** The system told of something meanwhile, which is made up for when it ends. */
  hasMissed: boolean
}

export interface LifeState {
  readonly climate: Climate
  readonly tally: Tally
  readonly trail: Trail
  readonly book: Book
  readonly sky: Sky
  readonly guard: StoreGuard
  settings: Settings
  readonly secrets: Map<string, string>
  /** So many that each is new. */
  secretsMade: number
  isKeyringLocked: boolean
  zone: ZoneMode
  readonly moods: Map<string, Mood>
  readonly pause: PauseFacts
  /** A round could not be written down: what was sent because of it has none. */
  hasLostRounds: boolean
  /** In passed time; the machine's own clock counts from here. */
  bootedAt: number
  /** How much earlier than meant a wait may end, since small steps of the clock go unnoticed across a restart. */
  slackMs: number
  /** In passed time, when the wall clock was last set. */
  steppedAt: number
  /** By how much it was set while nothing could be written: the next process knows nothing of that. */
  owedStepMs: number
  /** In passed time, when a pause or an edit last ended what was forced. */
  forcesEndedAt: number
  /** In passed time, when the store was last not to be written or the keyring locked. */
  troubledAt: number
}

export function createLifeState(climate: Climate, tally: Tally): LifeState {
  const traits = new Map(accountsOf(climate).map(({ id, traits: its }) => [id, its]))
  return {
    climate,
    tally,
    trail: createTrail(),
    book: createBook((account) => (traits.get(account)?.minIntervalS ?? null) === null),
    sky: { now: { ipv4: '11.22.33.1', ipv6: '2a0e:1111::1' }, isUp: true, shape: 1 },
    guard: { isFull: false, cut: null },
    settings: firstSettings(climate),
    secrets: new Map(accountsOf(climate).map(({ id }) => [id, `canary-${id}-0`])),
    secretsMade: 1,
    isKeyringLocked: false,
    zone: 'fresh',
    moods: new Map(),
    pause: { until: null, onDisk: null, isVague: false, isVagueOnDisk: false, hasMissed: false },
    hasLostRounds: false,
    bootedAt: 0,
    slackMs: 0,
    steppedAt: Number.NEGATIVE_INFINITY,
    owedStepMs: 0,
    forcesEndedAt: Number.NEGATIVE_INFINITY,
    troubledAt: Number.NEGATIVE_INFINITY,
  }
}

/** Null where it cannot be told: a pause until three is over once or twice when the clock is set around three. */
export function isPaused({ pause }: LifeState): boolean | null {
  if (pause.isVague) return null
  return pause.until === 'forever' || (pause.until ?? 0) > Date.now()
}

export const recordOf = (life: LifeState, { account, hostname }: Pick<FamilyKey, 'account' | 'hostname'>) =>
  life.settings.records.find((record) => record.account === account && record.hostname === hostname)

/** All names and families that the settings ask for. */
export const wantedKeys = ({ settings }: LifeState): readonly FamilyKey[] =>
  settings.records.flatMap((record: RecordSettings) =>
    FAMILIES.filter((family) => record[family] !== 'off').map((family) => {
      return { account: record.account, hostname: record.hostname, family }
    }),
  )

export function accountClimate({ climate }: LifeState, id: string): AccountClimate {
  const found = accountsOf(climate).find((account) => account.id === id)
  if (found === undefined) throw new Error(`there is no account ${id} in this life`)
  return found
}

export const moodOf = (life: LifeState, account: string): Mood =>
  life.moods.get(account) ?? { ...WELL, latencyMs: accountClimate(life, account).latencyMs }

/** One place a server: an account that is pointed elsewhere finds nothing of what it knew. */
export function createPlaces(): (account: string, endpoint: string | null) => Place {
  const places = new Map<string, Place>()
  return (account, endpoint) => {
    const id = `${account} ${endpoint ?? ''}`
    const place = places.get(id) ?? createPlace()
    places.set(id, place)
    return place
  }
}
