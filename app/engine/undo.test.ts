// Undo: the user goes back to the address before.
import { describe, expect, it } from 'vitest'
import { engineScene, HOUR, KEY, MINUTE, SECOND } from '../testing/engine-scene.ts'
import { confirmed, failed } from '../testing/engine-world.ts'

const scene = engineScene()
const addresses = () => scene.world.sent.map(({ changes }) => changes[0]?.ipv4)

async function changeOnce(): Promise<void> {
  await scene.begin()
  scene.move('11.22.33.2')
  await scene.world.pass(SECOND)
}

async function undo(): Promise<boolean> {
  const undone = scene.world.engine.undo('home', 'nas.example.org')
  await scene.world.pass(SECOND)
  return undone
}

/** @returns what is sent within a minute after an undo while no address is observed */
async function undoWithoutObservation() {
  const before = scene.world.sent.length
  scene.world.address = null
  expect(await undo()).toBe(true)
  scene.world.answer = () => confirmed
  await scene.world.pass(MINUTE)
  return addresses().slice(before)
}

describe('an undo', () => {
  it('restores the previous address until the next real change, across a restart', async () => {
    await changeOnce()
    expect(await undo()).toBe(true)
    expect(addresses()).toEqual(['11.22.33.1', '11.22.33.2', '11.22.33.1'])
    await scene.restart()
    await scene.world.pass(HOUR)
    expect(scene.world.sent).toHaveLength(0)
    scene.move('11.22.33.3')
    await scene.world.pass(SECOND)
    expect(addresses()).toEqual(['11.22.33.3'])
    expect(scene.world.engine.states.state(KEY)?.undo).toBeNull()
  })

  it('is undone by a second one', async () => {
    await changeOnce()
    await undo()
    expect(await undo()).toBe(true)
    expect(addresses().at(-1)).toBe('11.22.33.2')
    expect(scene.world.engine.states.state(KEY)?.undo).toBeNull()
  })

  it('is undone by a second one also before it is confirmed', async () => {
    await changeOnce()
    scene.world.answer = () => failed('network', 'refused')
    await undo()
    expect(await undo()).toBe(true)
    expect(scene.world.engine.states.state(KEY)?.undo).toBeNull()
    scene.world.answer = () => confirmed
    await scene.world.pass(10 * MINUTE)
    expect(scene.world.engine.states.state(KEY)?.confirmed).toBe('11.22.33.2')
  })

  it('that was undone is not sent any more, even if no address is observed', async () => {
    await changeOnce()
    scene.world.answer = () => failed('network', 'refused')
    await undo()
    expect(await undoWithoutObservation()).toEqual([])
  })

  it('does not count at another destination', async () => {
    await changeOnce()
    await undo()
    const [account] = scene.world.settings.accounts
    if (account === undefined) throw new Error('the scene has no account')
    scene.world.settings = {
      ...scene.world.settings,
      accounts: [{ ...account, endpoint: 'https://other.example.org' }],
    }
    scene.world.engine.request('config-change')
    await scene.world.pass(SECOND)
    expect(addresses().at(-1)).toBe('11.22.33.2')
  })

  it('is not overtaken by a pending update, even if no address is observed', async () => {
    await changeOnce()
    scene.world.answer = () => failed('network', 'refused')
    scene.world.engine.request('user', { force: [KEY.hostname] })
    await scene.world.pass(100)
    expect(await undoWithoutObservation()).toEqual([])
    scene.world.address = '11.22.33.2'
    await scene.world.pass(10 * MINUTE)
    expect(addresses().at(-1)).toBe('11.22.33.1')
  })

  it('replaces the observed address, not the one that was confirmed last', async () => {
    await changeOnce()
    scene.world.answer = () => failed('network', 'refused')
    scene.move('11.22.33.3')
    await scene.world.pass(20 * SECOND)
    scene.world.answer = () => confirmed
    await undo()
    await scene.world.pass(10 * MINUTE)
    expect(scene.world.engine.states.state(KEY)).toMatchObject({
      confirmed: '11.22.33.1',
      undo: { to: '11.22.33.1', from: '11.22.33.3' },
    })
  })

  it('has nothing to go back to before the first change', async () => {
    await scene.begin()
    expect(await undo()).toBe(false)
    expect(scene.world.sent).toHaveLength(1)
  })
})
