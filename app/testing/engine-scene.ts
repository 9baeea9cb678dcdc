// The frame of the engine's tests: virtual time, one world a test, and the two steps that most tests begin with.
import { afterEach, beforeEach, vi } from 'vitest'
import { adapter, adapterAddress } from './adapters.ts'
import { createEngineWorld, type EngineWorld, type WorldOptions } from './engine-world.ts'

export const SECOND = 1_000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** The one family of `oneRecord`. */
export const KEY = { account: 'home', hostname: 'nas.example.org', family: 'ipv4' } as const

export interface EngineScene {
  /** The world of this test; a restart replaces it. */
  world: EngineWorld
  /** Makes a world, starts its engine and lets its first round pass. */
  begin(options?: WorldOptions): Promise<void>
  /** The machine gets another address, and the system reports the change. */
  move(to: string): void
  /** Kills the process and starts the next one after the given time. */
  restart(offMs?: number): Promise<void>
}

/** Registers the hooks of the test file it is called in. */
export function engineScene(): EngineScene {
  let current: EngineWorld | null = null
  beforeEach(() => {
    vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) })
  })
  afterEach(() => {
    current?.close()
    current = null
    vi.useRealTimers()
  })
  const scene: EngineScene = {
    get world() {
      if (current === null) throw new Error('this test has made no world yet')
      return current
    },
    set world(next) {
      current = next
    },
    begin: async (options = {}) => {
      scene.world = createEngineWorld(options)
      scene.world.engine.start()
      await scene.world.pass(100)
    },
    move: (to) => {
      scene.world.address = to
      scene.world.adapters = [adapter({ addresses: [adapterAddress(to)] })]
      scene.world.networkEvent()
    },
    restart: async (offMs = 0) => {
      const { answer, secret } = scene.world
      scene.world = await scene.world.crashAndRestart()
      scene.world.answer = answer
      scene.world.secret = secret
      if (offMs > 0) await vi.advanceTimersByTimeAsync(offMs)
      scene.world.engine.start()
      await scene.world.pass(100)
    },
  }
  return scene
}
