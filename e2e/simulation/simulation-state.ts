// Everything that outlives a process: the network, the servers, the user's settings and secrets, and the reference model.
import type { RecordSettings, Settings } from '../../app/contract/settings.ts'
import { FAMILIES } from '../../app/model/address.ts'
import type { FamilyKey } from '../../app/model/store.ts'
import type { Counters } from './counters.ts'
import { type AccountScenario, accountsOf, firstSettings, type Scenario } from './generators/scenario.ts'
import { createPlaces, type Places } from './model/places.ts'
import { createReferenceModel, type ReferenceModel } from './model/reference-model.ts'
import { createSilence, type Silence } from './model/silence.ts'
import { createTrace, type Trace } from './trace.ts'
import type { StoreGuard } from './world/guarded-store.ts'
import { createNetwork, type Network } from './world/network.ts'
import { HEALTHY, type ServerBehaviour } from './world/server-behaviour.ts'
import type { ZoneMode } from './world/zone.ts'

export type PauseEnd = number | 'forever' | null

/** The pause as the user set it, by the wall clock. */
export interface PauseState {
  until: PauseEnd
  /** What a restart finds. */
  onDisk: PauseEnd
  /** The wall clock was set meanwhile: the pause may have ended or not. */
  isUncertain: boolean
  isUncertainOnDisk: boolean
  /** The system announced a change during the pause. The engine makes up for it when the pause ends. */
  hasMissedTrigger: boolean
}

export interface SimulationState {
  readonly scenario: Scenario
  readonly counters: Counters
  readonly trace: Trace
  readonly model: ReferenceModel
  readonly network: Network
  /** Which networks the user publishes from. */
  readonly places: Places
  readonly silence: Silence
  readonly guard: StoreGuard
  settings: Settings
  readonly secrets: Map<string, string>
  /** Makes each new secret differ from all before. */
  secretsMade: number
  isKeyringLocked: boolean
  zone: ZoneMode
  /** Accounts whose server is not healthy now. */
  readonly behaviours: Map<string, ServerBehaviour>
  readonly pause: PauseState
  isAsleep: boolean
  /** In simulated time, when the machine last slept. */
  sleptAt: number
  /** A round could not be written: attempts of that round have none. */
  hasLostRounds: boolean
  /** Accounts at whose server somebody else has written. */
  readonly overwritten: Set<string>
  /** In simulated time. The machine's own clock counts from here. */
  bootedAt: number
  /** How much earlier than meant a wait may end: a restart does not notice small steps of the clock. */
  toleranceMs: number
  /** In simulated time, when the wall clock was last set. */
  clockSetAt: number
  /** By how much the clock was set while nothing could be written: the next process does not know of it. */
  unsavedStepMs: number
  /** In simulated time, when a pause or an edit last cancelled forced updates. */
  forcedCancelledAt: number
  /** In simulated time, when a full disk or a locked keyring last became usable again. */
  recoveredAt: number
}

export function createSimulationState(scenario: Scenario, counters: Counters): SimulationState {
  const traits = new Map(accountsOf(scenario).map(({ id, traits: its }) => [id, its]))
  return {
    scenario,
    counters,
    trace: createTrace(),
    model: createReferenceModel((account) => (traits.get(account)?.minIntervalS ?? null) === null),
    network: createNetwork(),
    places: createPlaces(),
    silence: createSilence(() => counters.count('silences that ended')),
    guard: { isDiskFull: false, crash: null },
    settings: firstSettings(scenario),
    secrets: new Map(accountsOf(scenario).map(({ id }) => [id, `canary-${id}-0`])),
    secretsMade: 1,
    isKeyringLocked: false,
    zone: 'fresh',
    behaviours: new Map(),
    pause: { until: null, onDisk: null, isUncertain: false, isUncertainOnDisk: false, hasMissedTrigger: false },
    isAsleep: false,
    sleptAt: Number.NEGATIVE_INFINITY,
    hasLostRounds: false,
    overwritten: new Set(),
    bootedAt: 0,
    toleranceMs: 0,
    clockSetAt: Number.NEGATIVE_INFINITY,
    unsavedStepMs: 0,
    forcedCancelledAt: Number.NEGATIVE_INFINITY,
    recoveredAt: Number.NEGATIVE_INFINITY,
  }
}

/** A sleep counts as a pause. @returns null when it cannot be known: the clock was set around the pause's end */
export function isPaused({ pause, isAsleep }: SimulationState): boolean | null {
  if (isAsleep) return true
  if (pause.isUncertain) return null
  return pause.until === 'forever' || (pause.until ?? 0) > Date.now()
}

/** Whether the network failed since the machine was away: then nothing counts as a failure. @param beganAt simulated time */
export const isExcused = (
  { network, isAsleep, sleptAt }: SimulationState,
  replies: readonly { readonly reply: { readonly kind: string } | null }[],
  beganAt: number,
): boolean =>
  replies.some(({ reply }) => reply !== null) &&
  replies.every(({ reply }) => reply === null || reply.kind === 'network') &&
  (!network.isUp || isAsleep || sleptAt >= beganAt)

export const recordOf = (state: SimulationState, { account, hostname }: Pick<FamilyKey, 'account' | 'hostname'>) =>
  state.settings.records.find((record) => record.account === account && record.hostname === hostname)

/** Whether the settings ask for this family. */
export const isManaged = (state: SimulationState, key: FamilyKey): boolean =>
  (recordOf(state, key)?.[key.family] ?? 'off') !== 'off'

/** All families that the settings ask for. */
export const managedKeys = ({ settings }: SimulationState): readonly FamilyKey[] =>
  settings.records.flatMap((record: RecordSettings) =>
    FAMILIES.filter((family) => record[family] !== 'off').map((family) => {
      return { account: record.account, hostname: record.hostname, family }
    }),
  )

export const accountOfHostname = ({ settings }: SimulationState, hostname: string): string | null =>
  settings.records.find((record) => record.hostname === hostname)?.account ?? null

export const endpointOf = ({ settings }: SimulationState, account: string): string | null =>
  settings.accounts.find(({ id }) => id === account)?.endpoint ?? null

export function accountScenario({ scenario }: SimulationState, id: string): AccountScenario {
  const found = accountsOf(scenario).find((account) => account.id === id)
  if (found === undefined) throw new Error(`this run has no account ${id}`)
  return found
}

export const behaviourOf = (state: SimulationState, account: string): ServerBehaviour =>
  state.behaviours.get(account) ?? { ...HEALTHY, latencyMs: accountScenario(state, account).latencyMs }
