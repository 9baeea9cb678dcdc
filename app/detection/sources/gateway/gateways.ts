// All gateways of this machine: read for a round, and followed in between while any name is detected by them.

import type { Adapter } from '../../../model/adapter.ts'
import { type Gateway, type GatewayReading, gatewayKey, gatewaysOf } from '../../../model/gateway.ts'
import type { Disposer } from '../../../model/ports.ts'
import { createAnnouncements } from './announcements.ts'
import { type GatewayOptions, INTERVALS } from './gateway-ports.ts'
import { GatewayWatch } from './gateway-watch.ts'

export interface AskedGateway {
  readonly gateway: Gateway
  /** Never rejects. */
  readonly reading: Promise<GatewayReading>
  /** The round ended with another result before the reading came: it is weighed by one more round. */
  cameLate(reading: GatewayReading): void
}

export interface GatewayChange {
  /**
   * This machine's addresses whose connections still lead anywhere: those of the gateway's adapter died with its old address.
   * Null where no connection died.
   */
  readonly liveAddresses: readonly string[] | null
}

export interface Gateways {
  /** Asks every gateway of these adapters at once, each from its own adapter. */
  ask(adapters: readonly Adapter[]): readonly AskedGateway[]
  /**
   * Follows the gateways that rounds asked, and calls back when one's address changed.
   * @returns the end of it: nothing listens any more, and subscriptions are ended
   */
  watch(onChange: (change: GatewayChange) => void): Disposer
  /** Takes up changed settings: what is switched off no longer listens. */
  settingsChanged(): void
  /** The computer goes to sleep: nothing is asked until `resume`. */
  suspend(): void
  /** It woke up, perhaps at another place. */
  resume(): void
}

/** Rounds that changes may begin at once, and how long until one more may: a gateway gone mad must not make us flood others. */
const ROUNDS = { burst: 30, refillMs: 5_000 } as const

class FollowedGateways implements Gateways {
  readonly #options: GatewayOptions
  readonly #watches = new Map<string, GatewayWatch>()
  readonly #announcements
  #onChange: ((change: GatewayChange) => void) | null = null
  #adapters: readonly Adapter[] = []
  #isAsleep = false
  #rounds: { left: number; at: number }
  #cancelLater: Disposer | null = null

  constructor(options: GatewayOptions) {
    this.#options = options
    this.#rounds = { left: ROUNDS.burst, at: options.clock.monotonic() }
    this.#announcements = createAnnouncements({
      ...options,
      onAnnouncement: (address, stateLost) => {
        for (const watch of this.#watches.values()) if (watch.gateway.address === address) watch.hint(stateLost)
      },
    })
  }

  ask(adapters: readonly Adapter[]): readonly AskedGateway[] {
    this.#adapters = adapters
    const gateways = gatewaysOf(adapters)
    const asked = gateways.map((gateway) => ({ gateway, watch: this.#watchOf(gateway) }))
    this.#keepOnly(new Set(gateways.map(gatewayKey)))
    this.#follow()
    return asked.map(({ gateway, watch }) => ({
      gateway,
      reading: watch.readForRound(),
      cameLate: (reading) => watch.cameLate(reading),
    }))
  }

  watch(onChange: (change: GatewayChange) => void): Disposer {
    this.#onChange = onChange
    this.#follow()
    return () => {
      this.#onChange = null
      this.#follow()
      this.#keepOnly(new Set())
      this.#cancelLater?.()
      this.#cancelLater = null
    }
  }

  settingsChanged(): void {
    this.#follow()
  }

  suspend(): void {
    this.#isAsleep = true
    this.#follow()
  }

  resume(): void {
    this.#isAsleep = false
    this.#follow()
    for (const watch of this.#watches.values()) watch.forget()
  }

  #watchOf(gateway: Gateway): GatewayWatch {
    const key = gatewayKey(gateway)
    const known = this.#watches.get(key)
    // Another device with the same address is another gateway.
    const isSame =
      known?.gateway.physicalAddress == null ||
      gateway.physicalAddress === null ||
      known.gateway.physicalAddress === gateway.physicalAddress
    if (known !== undefined && isSame) return known
    known?.stop()
    const intervals = { ...INTERVALS, ...this.#options.intervals }
    const watch = new GatewayWatch({
      ...this.#options,
      gateway,
      intervals,
      onChange: (_reading, isOtherLine) => this.#changed(isOtherLine ? gateway : null),
    })
    this.#watches.set(key, watch)
    return watch
  }

  #keepOnly(keys: ReadonlySet<string>): void {
    for (const [key, watch] of this.#watches) {
      if (keys.has(key)) continue
      watch.stop()
      this.#watches.delete(key)
    }
  }

  /** Brings listeners and polls to what settings and state ask for. */
  #follow(): void {
    const { settings, isNeeded, announcementsByDefault } = this.#options
    const isOn = this.#onChange !== null && !this.#isAsleep && isNeeded()
    const watches = [...this.#watches.values()]
    for (const watch of watches) {
      if (isOn) watch.watch()
      else watch.stop()
    }
    const listens = isOn && (settings().announcements ?? announcementsByDefault)
    this.#announcements.listenFor(listens ? watches.map(({ gateway }) => gateway) : [])
  }

  /** @param dead the gateway whose old address is gone, with all connections through it */
  #changed(dead: Gateway | null): void {
    const { clock } = this.#options
    const now = clock.monotonic()
    const refilled = Math.floor((now - this.#rounds.at) / ROUNDS.refillMs)
    const left = Math.min(ROUNDS.burst, this.#rounds.left + refilled)
    const at = this.#rounds.at + refilled * ROUNDS.refillMs
    if (left > 0) {
      this.#rounds = { left: left - 1, at: left === ROUNDS.burst ? now : at }
      this.#onChange?.({ liveAddresses: dead === null ? null : this.#addressesBut(dead.localAddress) })
      return
    }
    this.#cancelLater ??= clock.setTimer(ROUNDS.refillMs, () => {
      this.#cancelLater = null
      this.#changed(dead)
    })
  }

  #addressesBut(gone: string): readonly string[] {
    const all = this.#adapters.flatMap(({ addresses }) => addresses.map(({ address }) => address))
    return all.filter((address) => address !== gone)
  }
}

export const createGateways = (options: GatewayOptions): Gateways => new FollowedGateways(options)
