// Follows one gateway: reads its address again after each hint and at intervals, and tells when it changed. A push is never
// believed: it can carry an old address, or none, and the last one can be lost.
import type { Gateway, GatewayReading } from '../../../model/gateway.ts'
import type { Disposer } from '../../../model/ports.ts'
import { type EventSubscription, openEventSubscription } from './event-subscription.ts'
import { type GatewayIntervals, type GatewayOptions, ON_BATTERY } from './gateway-ports.ts'
import { createGatewayReader, type GatewayReader, type ReadingWithEpoch } from './gateway-reader.ts'
import { createIgdClient, type IgdClient } from './igd-client.ts'
import { type EpochReading, natPmpStateLost } from './wire/epoch.ts'

export interface GatewayWatchOptions extends GatewayOptions {
  readonly gateway: Gateway
  readonly intervals: GatewayIntervals
  /**
   * The gateway's address is not what the last round was given.
   * @param isOtherLine it was another public address before: every connection through this gateway is dead
   */
  readonly onChange: (reading: GatewayReading, isOtherLine: boolean) => void
}

/** When to read again after a hint, in milliseconds. The address may be taken away and given back within seconds. */
const AFTER_HINT_MS = [250, 500, 1_000, 3_000] as const
const LAST_READ_MS = 3_500
/** Rounds for hints of a gateway that tells no address come no closer together than this. */
const WITHOUT_ADDRESS_GAP_MS = 60_000
/** A reading this fresh serves a round as well. */
const FRESH_MS = 1_000
/** The first hint is followed at once, the next one after so long: a flood of them costs no flood of requests. */
const HINT_GAP_MS = 200
/** A timer that fires so much too late was asleep. */
const SLEPT_MS = 30_000

const contentOf = ({ address, standing }: GatewayReading): string => `${standing} ${address}`

export class GatewayWatch {
  readonly gateway: Gateway
  readonly #options: GatewayWatchOptions
  readonly #igd: IgdClient
  readonly #reader: GatewayReader
  #subscription: EventSubscription | null = null
  #running: Promise<GatewayReading> | null = null
  #last: { readonly reading: GatewayReading; readonly atMs: number } | null = null
  #epoch: EpochReading | null = null
  /** What the last round was given, and what was last told to be new. */
  #givenToRound: string | null = null
  #told: string | null = null
  /** The last public address that a round was given or asked for. */
  #publicAddress: string | null = null
  /** A push has shown that it arrives. */
  #isPushProven = false
  #hintedAt = Number.NEGATIVE_INFINITY
  #isWatching = false
  #cancelPoll: Disposer = () => {}
  #toldWithoutAddressAt = Number.NEGATIVE_INFINITY
  #cancelFirst: Disposer | null = null
  #afterHint: Disposer[] = []

  constructor(options: GatewayWatchOptions) {
    this.gateway = options.gateway
    this.#options = options
    this.#igd = createIgdClient(options.gateway, options)
    this.#reader = createGatewayReader({ ...options, igd: this.#igd })
  }

  /** The newest reading; null before the first one. */
  get last(): GatewayReading | null {
    return this.#last?.reading ?? null
  }

  /** For a round: a reading that is fresh, or under way, or made now. Never rejects. */
  async readForRound(): Promise<GatewayReading> {
    const { clock } = this.#options
    const isFresh = this.#last !== null && clock.monotonic() - this.#last.atMs < FRESH_MS
    const reading = isFresh && this.#last !== null ? this.#last.reading : await this.#read()
    this.#givenToRound = contentOf(reading)
    if (this.#isOtherLine(reading)) {
      // The round that runs may have asked on a connection that is dead by now: one more follows it.
      this.#told = this.#givenToRound
      this.#options.onChange(reading, true)
    }
    return reading
  }

  /** The round ended without this reading and with another result: one more round has to weigh it. */
  cameLate(reading: GatewayReading): void {
    const content = contentOf(reading)
    if (content === this.#told) return
    this.#told = content
    this.#options.onChange(reading, false)
  }

  /** Begins to poll, and to take hints. Calling it again takes up the settings. */
  watch(): void {
    const isFirst = !this.#isWatching
    this.#isWatching = true
    this.#setSubscription(this.#options.settings().events)
    if (isFirst) this.#planPoll()
  }

  stop(): void {
    this.#isWatching = false
    this.#cancelPoll()
    this.#cancelHints()
    this.#setSubscription(false)
  }

  /** Something may have changed. @param stateLost the gateway lost what it knew, such as subscriptions */
  hint(stateLost: boolean): void {
    if (!this.#isWatching) return
    this.#isPushProven = true
    this.#reader.retryAbsent()
    if (stateLost) this.#subscription?.check()
    this.#readSoon()
  }

  /** After a sleep nothing of what was learnt holds. */
  forget(): void {
    this.#last = null
    this.#epoch = null
    this.#isPushProven = false
    this.#reader.forget()
    if (!this.#isWatching) return
    this.#subscription?.restart()
    this.#readSoon()
  }

  #setSubscription(isOn: boolean): void {
    if (isOn === (this.#subscription !== null)) return
    this.#subscription?.close()
    this.#isPushProven = false
    this.#subscription = isOn
      ? openEventSubscription({
          ...this.#options,
          igd: this.#igd,
          onEvent: () => this.hint(false),
        })
      : null
  }

  #cancelHints(): void {
    for (const cancel of this.#afterHint) cancel()
    this.#afterHint = []
    this.#cancelFirst?.()
    this.#cancelFirst = null
  }

  #readSoon(): void {
    const { clock } = this.#options
    const follow = () => void this.#follow(true)
    for (const cancel of this.#afterHint) cancel()
    this.#afterHint = AFTER_HINT_MS.map((delayMs) => clock.setTimer(delayMs, follow))
    this.#afterHint.push(clock.setTimer(LAST_READ_MS, () => this.#tellWithoutAddress()))
    // One that is due already is not put off by the next hint.
    if (this.#cancelFirst !== null) return
    const waitMs = Math.max(0, this.#hintedAt + HINT_GAP_MS - clock.monotonic())
    this.#hintedAt = clock.monotonic() + waitMs
    const first = () => {
      this.#cancelFirst = null
      follow()
    }
    if (waitMs === 0) follow()
    else this.#cancelFirst = clock.setTimer(waitMs, first)
  }

  /** Reads, and tells what is new. */
  async #follow(isHinted: boolean): Promise<void> {
    const before = this.#last?.reading ?? null
    // One that began before the hint may have asked before the change.
    if (isHinted) await this.#running
    const reading = await this.#read()
    if (!this.#isWatching) return
    const isNew = before !== null && contentOf(before) !== contentOf(reading)
    if (isNew && !isHinted) this.#pushWasMissed()
    this.#tell(reading)
    this.#planPoll()
  }

  /** A change that only the poll found: pushes do not arrive, or no longer. */
  #pushWasMissed(): void {
    if (this.#isPushProven) this.#subscription?.restart()
    this.#isPushProven = false
  }

  #tell(reading: GatewayReading): void {
    const content = contentOf(reading)
    // No answer is no change.
    if (reading.standing === null) return
    if (reading.standing === 'no-wan') {
      // A round now would wait in vain for services outside. Once there is an address, even the same one, the line is back.
      this.#givenToRound = null
      this.#told = null
      return
    }
    // Not what the last round weighed, and not what a round was asked for already.
    if (content === this.#givenToRound || content === this.#told) return
    this.#told = content
    this.#options.onChange(reading, this.#isOtherLine(reading))
  }

  /** Whether the gateway had another public address before this one. */
  #isOtherLine({ standing, address }: GatewayReading): boolean {
    if (standing !== 'public') return false
    const before = this.#publicAddress
    this.#publicAddress = address
    return before !== null && before !== address
  }

  /**
   * Some gateways tell no address behind the provider's NAT, and still say that something changed: services outside are asked.
   */
  #tellWithoutAddress(): void {
    const { clock, onChange } = this.#options
    const reading = this.last
    const isTooSoon = clock.monotonic() - this.#toldWithoutAddressAt < WITHOUT_ADDRESS_GAP_MS
    if (reading === null || reading.address !== null || isTooSoon) return
    this.#toldWithoutAddressAt = clock.monotonic()
    onChange(reading, false)
  }

  #read(): Promise<GatewayReading> {
    this.#running ??= this.#reader.read().then(
      (result) => this.#noted(result),
      (error: unknown) => {
        this.#running = null
        throw error
      },
    )
    return this.#running
  }

  #noted({ reading, epoch }: ReadingWithEpoch): GatewayReading {
    this.#running = null
    this.#last = { reading, atMs: this.#options.clock.monotonic() }
    if (epoch !== null) {
      if (this.#epoch !== null && natPmpStateLost(this.#epoch, epoch)) this.#subscription?.check()
      this.#epoch = epoch
    }
    // What the gateway speaks decides how often it is asked.
    this.#planPoll()
    return reading
  }

  #intervalMs(): number {
    const { intervals, onBattery } = this.#options
    const protocol = this.#last?.reading.protocol ?? null
    if (protocol === null && !this.#reader.hasAnswered) return intervals.silentMs
    if (this.#isPushProven) return intervals.pushedMs
    const pollMs = protocol === 'upnp' ? intervals.upnpMs : intervals.natPmpMs
    return onBattery() ? pollMs * ON_BATTERY : pollMs
  }

  #planPoll(): void {
    const { clock } = this.#options
    this.#cancelPoll()
    if (!this.#isWatching) return
    const waitMs = this.#intervalMs()
    const plannedAt = clock.sinceBoot()
    this.#cancelPoll = clock.setTimer(waitMs, () => {
      if (!this.#options.isNeeded()) return this.#planPoll()
      if (clock.sinceBoot() - plannedAt > waitMs + SLEPT_MS) return this.#afterSleep()
      void this.#poll()
    })
  }

  #afterSleep(): void {
    this.forget()
    this.#planPoll()
  }

  async #poll(): Promise<void> {
    // A device that started again forgot its subscribers, which only its number tells where UPnP alone is spoken.
    if (this.#subscription !== null && (await this.#igd.hasRestarted())) this.#subscription.restart()
    await this.#follow(false)
  }
}
