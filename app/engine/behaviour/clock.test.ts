// Steps of the wall clock at the worst moments.
import { describe, expect, it, vi } from 'vitest'
import { DAY, engineScene, HOUR, KEY, MINUTE, SECOND } from '../../testing/engine-scene.ts'
import { confirmed, failed } from '../../testing/engine-world.ts'

const scene = engineScene()
const step = (ms: number) => vi.setSystemTime(Date.now() + ms)
const throttled = (waitMs: number) => failed('throttled', 'http-429', Date.now() + waitMs)

describe('a clock that is set while a request is under way', () => {
  it.each([
    ['forward by months', 90 * DAY],
    ['back by a day', -DAY],
  ])('%s moves nothing twice', async (_, ms) => {
    await scene.begin()
    scene.world.answer = async () => {
      await new Promise((resolve) => setTimeout(resolve, 2 * SECOND))
      step(ms)
      return throttled(30 * MINUTE)
    }
    scene.move('11.22.33.2')
    await scene.world.pass(3 * SECOND)
    scene.world.answer = () => confirmed
    const before = scene.world.sent.length
    await scene.world.pass(29 * MINUTE)
    expect(scene.world.sent).toHaveLength(before)
    await scene.world.pass(2 * MINUTE)
    expect(scene.world.sent).toHaveLength(before + 1)
  })
})

describe('a clock that was set', () => {
  it.each([
    ['forward', 5 * HOUR],
    ['back', -14 * HOUR],
  ])('%s moves stored waits once, however often the app restarts before it checks', async (_, ms) => {
    await scene.begin()
    scene.world.answer = () => throttled(24 * HOUR)
    scene.move('11.22.33.2')
    await scene.world.pass(SECOND)
    scene.world.engine.pause.begin(null)
    await scene.world.pass(MINUTE)
    step(ms)
    for (let start = 0; start < 3; start += 1) {
      await scene.restart()
      await scene.world.pass(MINUTE)
    }
    const left = (scene.world.engine.states.accountHold('home')?.until ?? 0) - Date.now()
    expect(left).toBeGreaterThan(23.9 * HOUR)
    expect(left).toBeLessThan(24 * HOUR)
  })

  it('leaves a pause as long as it was', async () => {
    await scene.begin()
    scene.world.engine.pause.begin(Date.now() + HOUR)
    step(-DAY)
    await scene.world.pass(59 * MINUTE)
    expect(scene.world.engine.pause.active).toBe(true)
    await scene.world.pass(2 * MINUTE)
    expect(scene.world.engine.pause.active).toBe(false)
    scene.world.engine.pause.begin(Date.now() + HOUR)
    step(2 * HOUR)
    scene.move('11.22.33.2')
    await scene.world.pass(50 * MINUTE)
    expect(scene.world.sent).toHaveLength(1)
    await scene.world.pass(11 * MINUTE)
    expect(scene.world.engine.states.state(KEY)?.confirmed).toBe('11.22.33.2')
  })

  it('ends no wait while the step cannot be saved', async () => {
    await scene.begin()
    scene.world.answer = () => throttled(30 * MINUTE)
    scene.move('11.22.33.2')
    await scene.world.pass(SECOND)
    scene.world.answer = () => confirmed
    scene.world.sent.length = 0
    const putShifted = vi.spyOn(scene.world.store, 'putShifted').mockImplementation(() => {
      throw new Error('database or disk is full')
    })
    step(HOUR)
    await scene.world.pass(10 * MINUTE)
    expect(scene.world.sent).toHaveLength(0)
    putShifted.mockRestore()
    await scene.world.pass(19 * MINUTE)
    expect(scene.world.sent).toHaveLength(0)
    await scene.world.pass(2 * MINUTE)
    expect(scene.world.sent).toHaveLength(1)
  })

  it('stops nothing for good while nothing can be written', async () => {
    await scene.begin()
    const putShifted = vi.spyOn(scene.world.store, 'putShifted').mockImplementation(() => {
      throw new Error('database or disk is full')
    })
    step(HOUR)
    await scene.world.pass(MINUTE)
    expect(scene.world.engine.storeProblem).toContain('full')
    putShifted.mockRestore()
    scene.move('11.22.33.2')
    await scene.world.pass(MINUTE)
    expect(scene.world.engine.states.state(KEY)?.confirmed).toBe('11.22.33.2')
    expect(scene.world.engine.storeProblem).toBeNull()
  })
})
