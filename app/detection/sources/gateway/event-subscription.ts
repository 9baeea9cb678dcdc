// Keeps one gateway's events coming (GENA): subscribes, renews at half of the granted time, and subscribes again when the
// gateway no longer knows the subscription. An event says that something changed, and nothing more.
import type { Gateway } from '../../../model/gateway.ts'
import type { EventListener, LanEvent } from '../../../model/lan.ts'
import { messageOf } from '../../../model/message-of.ts'
import type { Disposer, HttpResult } from '../../../model/ports.ts'
import type { GatewayOptions } from './gateway-ports.ts'
import type { IgdClient } from './igd-client.ts'
import {
  EVENT_METHOD,
  readEvent,
  readSubscribed,
  renewHeaders,
  type Subscribed,
  subscribeHeaders,
} from './wire/gena.ts'

export interface EventSubscription {
  /** Asks the gateway whether it still knows the subscription, and subscribes again where it does not. */
  check(): void
  /** Subscribes again from the beginning: events did not come. */
  restart(): void
  close(): void
}

export interface EventSubscriptionOptions extends Pick<GatewayOptions, 'lan' | 'http' | 'clock' | 'log' | 'secret'> {
  readonly gateway: Gateway
  readonly igd: IgdClient
  /** An event came. The first one after a subscription only tells the state. */
  readonly onEvent: () => void
}

const REQUEST_TIMEOUT_MS = 2_000
const RETRY_MS = { first: 15_000, last: 300_000 } as const
const OK = 200
const PRECONDITION_FAILED = 412
const NOT_FOUND = 404

class Subscription implements EventSubscription {
  readonly #options: EventSubscriptionOptions
  readonly #path: string
  #listener: EventListener | null = null
  #granted: Subscribed | null = null
  /** Where it was subscribed. */
  #url: string | null = null
  /** The number that the next event has to have. */
  #nextSeq = 0
  #retryMs: number = RETRY_MS.first
  #cancelTimer: Disposer = () => {}
  #isWorking = false
  #isAgain: 'check' | 'restart' | null = null
  #isClosed = false

  constructor(options: EventSubscriptionOptions) {
    this.#options = options
    this.#path = `/${options.secret()}`
    this.#do('check')
  }

  check(): void {
    this.#do('check')
  }

  restart(): void {
    this.#do('restart')
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#cancelTimer()
    this.#listener?.close()
    void this.#unsubscribe()
  }

  /** One at a time. What is asked meanwhile follows once. */
  #do(what: 'check' | 'restart'): void {
    if (this.#isClosed) return
    if (this.#isWorking) {
      this.#isAgain = this.#isAgain === 'restart' ? 'restart' : what
      return
    }
    this.#isWorking = true
    this.#cancelTimer()
    this.#work(what).then(
      () => this.#workEnded(),
      (error: unknown) => {
        this.#options.log('warn', 'a subscription at the gateway failed', { error: messageOf(error) })
        this.#workEnded()
      },
    )
  }

  #workEnded(): void {
    this.#isWorking = false
    const again = this.#isAgain
    this.#isAgain = null
    if (this.#isClosed) void this.#unsubscribe()
    else if (again !== null) this.#do(again)
    else this.#planCheck()
  }

  #planCheck(): void {
    const waitMs = this.#granted === null ? this.#retryMs : (this.#granted.seconds * 1_000) / 2
    if (this.#granted === null) this.#retryMs = Math.min(this.#retryMs * 2, RETRY_MS.last)
    this.#cancelTimer = this.#options.clock.setTimer(waitMs, () => this.#do('check'))
  }

  async #work(what: 'check' | 'restart'): Promise<void> {
    if (this.#granted !== null && what === 'check' && (await this.#renew(this.#granted))) return
    await this.#unsubscribe()
    await this.#subscribe()
  }

  #request(method: 'SUBSCRIBE' | 'UNSUBSCRIBE', url: string, headers: Readonly<Record<string, string>>) {
    const { http, gateway } = this.#options
    const localAddress = gateway.localAddress
    const route = { family: 'ipv4', localAddress, allowPlainHttp: true, timeoutMs: REQUEST_TIMEOUT_MS } as const
    return http.request({ ...route, method, url, headers })
  }

  async #renew(granted: Subscribed): Promise<boolean> {
    if (this.#url === null) return false
    const result = await this.#request('SUBSCRIBE', this.#url, renewHeaders(granted.sid))
    const renewed = grantedBy(result)
    if (renewed === null || renewed.sid !== granted.sid) return false
    this.#granted = renewed
    return true
  }

  async #subscribe(): Promise<void> {
    const { lan, gateway, igd, log } = this.#options
    this.#listener ??= await lan.listen(gateway.localAddress, (event) => this.#answer(event))
    const url = this.#listener === null ? null : await igd.eventUrl()
    if (this.#listener === null || url === null || this.#isClosed) return
    this.#nextSeq = 0
    this.#url = url
    const callback = `http://${gateway.localAddress}:${this.#listener.port}${this.#path}`
    const result = await this.#request('SUBSCRIBE', url, subscribeHeaders(callback))
    this.#granted = grantedBy(result)
    if (this.#granted === null) {
      log('debug', 'the gateway took no subscription', { gateway: gateway.address })
      // It may be at another port since a restart.
      igd.forget()
    } else this.#retryMs = RETRY_MS.first
  }

  async #unsubscribe(): Promise<void> {
    const { sid } = this.#granted ?? {}
    this.#granted = null
    if (sid !== undefined && this.#url !== null) await this.#request('UNSUBSCRIBE', this.#url, { sid })
  }

  /** @returns the status to answer with */
  #answer({ method, path, from, headers }: LanEvent): number {
    if (method !== EVENT_METHOD || path !== this.#path || from !== this.#options.gateway.address) return NOT_FOUND
    const event = readEvent(headers)
    // The first event often comes before the answer that tells its subscription.
    const isOwn = this.#granted === null ? this.#isWorking : event?.sid === this.#granted.sid
    if (event === null || !isOwn) return PRECONDITION_FAILED
    const isInOrder = event.seq === this.#nextSeq
    // After the highest number comes 1 (UPnP Device Architecture 1.1, section 4.3.2).
    this.#nextSeq = event.seq >= 4_294_967_295 ? 1 : event.seq + 1
    if (!isInOrder) this.#do('restart')
    this.#options.onEvent()
    return OK
  }
}

function grantedBy(result: HttpResult): Subscribed | null {
  return result.ok && result.status === OK ? readSubscribed(result.headers) : null
}

export const openEventSubscription = (options: EventSubscriptionOptions): EventSubscription => new Subscription(options)
