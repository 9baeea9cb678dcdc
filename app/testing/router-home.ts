// A home behind a scripted router, for tests of how gateways are followed.
import type { GatewaySettings } from '../contract/settings.ts'
import { createGateways } from '../detection/sources/gateway/gateways.ts'
import { adapter, adapterAddress } from './adapters.ts'
import { createHandClock } from './hand-clock.ts'
import { createScriptedRouter, type RouterScript } from './scripted-router.ts'

export const OLD = '11.22.33.10'
export const NEW = '11.22.33.44'
export const LOCAL = '192.168.1.7'
export const SECOND = 1_000
export const MINUTE = 60_000
export const DAY = 86_400_000
export const routerHome = [adapter({ addresses: [adapterAddress(LOCAL)] })]

/** A home with a router, and the gateways as the app follows them: each change begins a round, which asks again. */
export async function openRouterHome(script: Partial<RouterScript> = {}, given: Partial<GatewaySettings> = {}) {
  const clock = createHandClock()
  const router = createScriptedRouter(clock)
  Object.assign(router.script, script)
  const state = {
    settings: { ask: true, events: false, announcements: false, ...given } as GatewaySettings,
    isNeeded: true,
    isOnBattery: false,
    adapters: routerHome,
  }
  const rounds: { atMs: number; addresses: (string | null)[] }[] = []
  const live: (readonly string[] | null)[] = []
  const gateways = createGateways({
    ...router,
    clock,
    log: () => {},
    settings: () => state.settings,
    isNeeded: () => state.isNeeded,
    onBattery: () => state.isOnBattery,
    announcementsByDefault: true,
    secret: () => 'a1b2c3',
  })
  const round = async () => {
    const atMs = clock.monotonic()
    const readings = await Promise.all(gateways.ask(state.adapters).map(({ reading }) => reading))
    rounds.push({ atMs, addresses: readings.map(({ address }) => address) })
    return readings
  }
  const stop = gateways.watch(({ liveAddresses }) => {
    live.push(liveAddresses)
    void round()
  })
  const first = round()
  await clock.advance(5 * SECOND)
  rounds.length = 0
  router.sent.length = 0
  const kinds = () =>
    Object.fromEntries(
      [...new Set(router.sent.map(({ kind }) => kind))].map((kind) => [
        kind,
        router.sent.filter((one) => one.kind === kind).length,
      ]),
    )
  return { clock, router, state, gateways, round, rounds, live, stop, kinds, first: await first }
}
