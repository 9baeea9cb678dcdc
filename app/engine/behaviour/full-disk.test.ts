// A disk that is full, or a folder that may not be written, for a while.
import { describe, expect, it } from 'vitest'
import { STORE_LOCKED } from '../../model/store.ts'
import { engineScene, HOUR, MINUTE, SECOND } from '../../testing/engine-scene.ts'

const scene = engineScene()

/** Every write fails, as on a full disk. @returns lets them succeed again */
function fillDisk(reason = 'database or disk is full'): () => void {
  const { store } = scene.world
  const reads = new Set([
    'families',
    'holds',
    'clockReading',
    'round',
    'lastRound',
    'history',
    'getValue',
    'close',
    'check',
  ])
  const before = { ...store }
  const full = () => {
    throw new Error(reason)
  }
  for (const name of Object.keys(store)) if (!reads.has(name)) Object.assign(store, { [name]: full })
  return () => void Object.assign(store, before)
}

describe('a full disk', () => {
  it('is told within a round, and the update goes out seconds after there is room again', async () => {
    await scene.begin()
    const free = fillDisk()
    scene.move('11.22.33.2')
    await scene.world.pass(SECOND)
    expect(scene.world.engine.storeProblem).toContain('disk is full')
    await scene.world.pass(HOUR)
    expect(scene.world.sent).toHaveLength(1)
    free()
    await scene.world.pass(4 * SECOND)
    expect(scene.world.engine.storeProblem).toBeNull()
    expect(scene.world.sent.at(-1)?.changes[0]?.ipv4).toBe('11.22.33.2')
  })

  it('leaves no hold behind', async () => {
    await scene.begin()
    const free = fillDisk()
    scene.move('11.22.33.2')
    await scene.world.pass(MINUTE)
    free()
    await scene.world.pass(4 * SECOND)
    expect(scene.world.engine.states.holds()).toEqual([])
  })

  it('is tried every few seconds', async () => {
    await scene.begin()
    fillDisk()
    let probes = 0
    scene.world.store.probe = () => {
      probes += 1
      throw new Error('database or disk is full')
    }
    scene.move('11.22.33.2')
    await scene.world.pass(MINUTE)
    expect(probes).toBeGreaterThanOrEqual(15)
    expect(probes).toBeLessThanOrEqual(30)
  })
})

describe('a database that another program has locked', () => {
  it('is tried after half a second, since most programs keep it for less', async () => {
    await scene.begin()
    const unlock = fillDisk(STORE_LOCKED)
    scene.move('11.22.33.2')
    await scene.world.pass(SECOND)
    expect(scene.world.engine.storeProblem).toBe(STORE_LOCKED)
    expect(scene.world.sent).toHaveLength(1)
    unlock()
    await scene.world.pass(SECOND)
    expect(scene.world.engine.storeProblem).toBeNull()
    expect(scene.world.sent.at(-1)?.changes[0]?.ipv4).toBe('11.22.33.2')
  })
})
