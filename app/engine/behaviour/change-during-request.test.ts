// A change of address while something is under way from the address before.
import { describe, expect, it } from 'vitest'
import { engineScene, KEY } from '../../testing/engine-scene.ts'
import { confirmed, failed } from '../../testing/engine-world.ts'

const scene = engineScene()

/** Every request waits for an answer to the address that it was sent from; `confirmed` comes only to the newest one. */
function answerOnlyTheNewest(newest: string): void {
  let end = () => {}
  scene.world.onReset = (addresses) => {
    if (addresses !== undefined) end()
  }
  scene.world.answer = (_hostname, { changes }) =>
    changes[0]?.ipv4 === newest
      ? confirmed
      : new Promise((resolve) => {
          end = () => resolve(failed('network', 'reset'))
        })
}

describe('a change while a request is under way', () => {
  it('ends that request, leaves it in doubt, and sends the newest address within the debounce', async () => {
    await scene.begin()
    scene.world.sent.length = 0
    answerOnlyTheNewest('11.22.33.3')
    scene.move('11.22.33.2')
    await scene.world.pass(600)
    expect(scene.world.sent.map(({ changes }) => changes[0]?.ipv4)).toEqual(['11.22.33.2'])
    const changedAt = Date.now()
    scene.move('11.22.33.3')
    await scene.world.pass(400)
    expect(scene.world.engine.states.state(KEY)?.unsettled?.address).toBe('11.22.33.2')
    await scene.world.pass(300)
    expect(scene.world.sent.map(({ changes }) => changes[0]?.ipv4)).toEqual(['11.22.33.2', '11.22.33.3'])
    expect((scene.world.sent[1]?.at ?? 0) - changedAt).toBeLessThanOrEqual(600)
    expect(scene.world.engine.states.state(KEY)?.confirmed).toBe('11.22.33.3')
  })

  it('tells the client all addresses that the machine has, once for a burst', async () => {
    await scene.begin()
    const told: (readonly string[] | undefined)[] = []
    scene.world.onReset = (addresses) => told.push(addresses)
    for (let index = 0; index < 10; index += 1) scene.move(`11.22.33.${20 + index}`)
    await scene.world.pass(200)
    expect(told).toEqual([['11.22.33.29']])
  })

  it.each([
    ['cannot be read', () => Promise.reject(new Error('unreadable'))],
    ['is empty', () => Promise.resolve([])],
  ])('ends no request when the table %s', async (_, list) => {
    await scene.begin()
    const kept: (readonly string[] | undefined)[] = []
    scene.world.onReset = (addresses) => kept.push(addresses)
    scene.world.slowAdapters = list()
    scene.world.slowAdapters.catch(() => {})
    scene.world.networkEvent()
    await scene.world.pass(2_000)
    expect(kept.length).toBeGreaterThan(0)
    expect(kept.filter((addresses) => addresses !== undefined)).toEqual([])
  })

  it('does not send the address from before once more', async () => {
    await scene.begin()
    scene.world.sent.length = 0
    scene.world.answer = () => failed('network', 'timeout')
    scene.move('11.22.33.2')
    await scene.world.pass(4_000)
    const before = scene.world.sent.length
    // Observing takes a moment, and a job waits for its next try meanwhile.
    scene.world.observe = () =>
      new Promise((resolve) => {
        const why = { code: 'address-chosen', params: { address: '11.22.33.3' } } as const
        setTimeout(() => resolve({ kind: 'known', address: '11.22.33.3', why }), 100)
      })
    scene.world.answer = () => confirmed
    scene.move('11.22.33.3')
    await scene.world.pass(700)
    expect(scene.world.sent.slice(before).map(({ changes }) => changes[0]?.ipv4)).toEqual(['11.22.33.3'])
  })
})
