// A computer behind a router, with the guards around what is observed: the frame of the guards' tests.
import { expect } from 'vitest'
import type { Answer } from '../contract/guards.ts'
import { reason } from '../contract/reason.ts'
import type { GatewayReading } from '../model/gateway.ts'
import { standingOf } from '../model/gateway.ts'
import type { SourceAnswer } from '../model/observation.ts'
import { adapter, adapterAddress, defaultRoute } from './adapters.ts'
import { commandsOf } from './cli-world.ts'
import { type EngineScene, engineScene, SECOND } from './engine-scene.ts'
import { oneRecord, type WorldOptions } from './engine-world.ts'
import { snapshotOf } from './explanation.ts'

export const PUBLIC = '11.22.33.1'

export const settingsWith = (record: object = {}, detection: object = {}) => ({
  ...oneRecord,
  records: [{ account: 'home', hostname: 'nas.example.org', ...record }],
  detection,
})

/** What the router of this computer tells: its outer address. */
export function reading(address: string): GatewayReading {
  const gateway = {
    ...{ adapterId: 'eth0', adapterName: 'eth0', localAddress: '192.168.1.7' },
    ...{ address: '192.168.1.1', physicalAddress: '02:00:00:00:00:01' },
  }
  return { gateway, protocol: 'upnp', address, standing: standingOf(address), refused: null, detail: null, tookMs: 1 }
}

/** It says that it has none. */
export const withoutWan = (): GatewayReading => ({ ...reading(''), address: null, standing: 'no-wan' })

/** What a service outside answers; null: it did not. */
export const seenBy = (name: string, address: string | null): SourceAnswer => ({
  ...{ source: 'echo', name, address, detail: null, tookMs: 20 },
  refused: address === null ? reason('echo-failed', { operator: name }) : null,
})

/** Registers the hooks of the test file it is called in. */
export function guardedScene() {
  const scene: EngineScene = engineScene()

  /** The computer is behind this router from now on. */
  function behind(mac: string | null, address = '192.168.1.7'): void {
    scene.world.adapters = [
      adapter({
        addresses: [adapterAddress(address)],
        defaultRoutes: [{ ...defaultRoute('ipv4'), gatewayPhysicalAddress: mac }],
      }),
    ]
    scene.world.networkEvent()
  }

  const snapshotNow = () => snapshotOf(scene.world, 'en')
  return {
    scene,
    behind,
    snapshotNow,
    begin: async (options: WorldOptions = {}): Promise<void> => {
      await scene.begin({ isGuarded: true, ...options })
      behind('02:00:00:00:00:01')
      await scene.world.pass(SECOND)
    },
    recordNow: () => snapshotNow().records[0],
    rowNow: () => snapshotNow().records[0]?.families[0],
    sentNow: () => scene.world.sent.map(({ changes }) => changes[0]?.ipv4),
    /** Answers the first question. */
    answer: async (given: Answer): Promise<void> => {
      const [question] = snapshotNow().questions
      const { commands } = commandsOf(scene.world)
      expect(await commands['question.answer']({ id: question?.id ?? '', answer: given })).toEqual({ ok: true })
      await scene.world.pass(SECOND)
    },
    check: async (): Promise<void> => {
      scene.world.engine.request('poll')
      await scene.world.pass(SECOND)
    },
  }
}
