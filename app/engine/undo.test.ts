// Undo and forget: what the user takes back.
import { describe, expect, it } from 'vitest'
import { engineScene, HOUR, KEY, MINUTE, SECOND } from '../testing/engine-scene.ts'
import { confirmed, failed, oneRecord } from '../testing/engine-world.ts'

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

/** @returns what is sent within a minute after an undo while no address can be seen */
async function undoUnseeing() {
  const before = scene.world.sent.length
  scene.world.address = null
  expect(await undo()).toBe(true)
  scene.world.answer = () => confirmed
  await scene.world.pass(MINUTE)
  return addresses().slice(before)
}

describe('an undo', () => {
  it('puts the address before back until the next real change, across a restart', async () => {
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

  it('is taken back by a second one', async () => {
    await changeOnce()
    await undo()
    expect(await undo()).toBe(true)
    expect(addresses().at(-1)).toBe('11.22.33.2')
    expect(scene.world.engine.states.state(KEY)?.undo).toBeNull()
  })

  it('is taken back by a second one also before it has got through', async () => {
    await changeOnce()
    scene.world.answer = () => failed('network', 'refused')
    await undo()
    expect(await undo()).toBe(true)
    expect(scene.world.engine.states.state(KEY)?.undo).toBeNull()
    scene.world.answer = () => confirmed
    await scene.world.pass(10 * MINUTE)
    expect(scene.world.engine.states.state(KEY)?.confirmed).toBe('11.22.33.2')
  })

  it('that is taken back is not sent any more, when nothing can be seen just now', async () => {
    await changeOnce()
    scene.world.answer = () => failed('network', 'refused')
    await undo()
    expect(await undoUnseeing()).toEqual([])
  })

  it('says nothing of another place that the account is pointed to', async () => {
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

  it('is not undone by an update that was on its way, when nothing can be seen just now', async () => {
    await changeOnce()
    scene.world.answer = () => failed('network', 'refused')
    scene.world.engine.request('user', { force: [KEY.hostname] })
    await scene.world.pass(100)
    expect(await undoUnseeing()).toEqual([])
    scene.world.address = '11.22.33.2'
    await scene.world.pass(10 * MINUTE)
    expect(addresses().at(-1)).toBe('11.22.33.1')
  })

  it('holds against the address that is there now, not the one that got through last', async () => {
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

describe('a parked job that is forgotten', () => {
  async function park(): Promise<void> {
    await scene.begin()
    scene.world.answer = () => failed('provider', 'http-503')
    scene.move('11.22.33.2')
    await scene.world.pass(20 * SECOND)
    scene.world.answer = () => confirmed
  }

  it.each([null, 'NAS.example.org'])('(%s) is not tried again until another address is wanted', async (hostname) => {
    await park()
    const before = scene.world.sent.length
    scene.world.engine.dismiss('home', hostname)
    await scene.world.pass(3 * HOUR)
    expect(scene.world.sent).toHaveLength(before)
    // The account's own wait is over, and nothing that it was for is left.
    expect(scene.world.engine.states.holds()).toMatchObject([{ class: 'forgotten' }])
    scene.move('11.22.33.3')
    await scene.world.pass(SECOND)
    expect(addresses().at(-1)).toBe('11.22.33.3')
  })

  it('is not sent by a comeback that waits for the keyring', async () => {
    await park()
    const secret = { state: 'found', value: 'hunter2' } as const
    let open = () => {}
    scene.world.secret = () =>
      new Promise((resolve) => {
        open = () => resolve(secret)
      })
    await scene.world.pass(MINUTE)
    const before = scene.world.sent.length
    scene.world.address = null
    scene.world.engine.dismiss('home', 'nas.example.org')
    await scene.world.pass(2 * SECOND)
    open()
    await scene.world.pass(10 * SECOND)
    expect(addresses().slice(before)).toEqual([])
  })

  it('is tried at once when the user wants it again', async () => {
    await park()
    const before = scene.world.sent.length
    scene.world.engine.liftHold('home', null)
    await scene.world.pass(SECOND)
    expect(scene.world.sent).toHaveLength(before + 1)
  })

  it('leaves the other names of the account alone', async () => {
    const records = [...oneRecord.records, { account: 'home', hostname: 'cam.example.org' }]
    await scene.begin({ settings: { ...oneRecord, records } })
    scene.world.answer = () => failed('provider', 'http-503')
    scene.move('11.22.33.2')
    await scene.world.pass(20 * SECOND)
    scene.world.answer = () => confirmed
    scene.world.engine.dismiss('home', 'cam.example.org')
    await scene.world.pass(5 * MINUTE)
    expect(scene.world.engine.states.state(KEY)?.confirmed).toBe('11.22.33.2')
    expect(scene.world.engine.states.state({ ...KEY, hostname: 'cam.example.org' })?.confirmed).toBe('11.22.33.1')
  })
})

describe('a parked name of its own that is forgotten', () => {
  it('is not sent again at once', async () => {
    await scene.begin()
    scene.world.answer = () => failed('unrecognised', 'other-address')
    scene.move('11.22.33.2')
    await scene.world.pass(SECOND)
    const before = scene.world.sent.length
    scene.world.engine.dismiss('home', 'nas.example.org')
    await scene.world.pass(3 * HOUR)
    expect(scene.world.sent).toHaveLength(before)
    expect(scene.world.engine.states.holds()).toMatchObject([{ class: 'forgotten' }])
  })
})

const two = ['nas', 'cam'].map((name) => ({ account: 'home', hostname: `${name}.example.org` }))

describe('what is let go', () => {
  it('leaves a graver stop of a name’s own', async () => {
    await scene.begin({ settings: { ...oneRecord, records: two }, info: { batchSize: 1 } })
    scene.world.answer = (name) =>
      name.startsWith('nas') ? failed('hostname', 'nohost') : failed('unrecognised', 'html')
    scene.move('11.22.33.2')
    await scene.world.pass(SECOND)
    scene.world.sent.length = 0
    scene.world.answer = () => confirmed
    scene.world.engine.dismiss('home', null)
    scene.move('11.22.33.3')
    await scene.world.pass(MINUTE)
    expect(scene.world.sent.map(({ changes }) => changes[0]?.hostname)).not.toContain('nas.example.org')
  })

  /** One name was told to wait, and its account is parked. */
  async function parkBesideATime(): Promise<number> {
    await scene.begin({ settings: { ...oneRecord, records: two }, info: { batchSize: 1 } })
    const until = Date.now() + 30 * MINUTE
    scene.world.answer = (name) =>
      name.startsWith('nas') ? failed('hostname', 'dnserr', until) : failed('unrecognised', 'html')
    scene.move('11.22.33.2')
    await scene.world.pass(SECOND)
    scene.world.sent.length = 0
    scene.world.answer = () => confirmed
    return until
  }
  const sentForNas = () => scene.world.sent.filter(({ changes }) => changes[0]?.hostname === 'nas.example.org')

  it('is not sent when the time is over that the provider named for it', async () => {
    await parkBesideATime()
    scene.world.engine.dismiss('home', null)
    await scene.world.pass(HOUR)
    expect(scene.world.sent).toEqual([])
    expect(scene.world.engine.states.holds()).toMatchObject([{ class: 'forgotten' }, { class: 'forgotten' }])
  })

  it('keeps that time for another address', async () => {
    const until = await parkBesideATime()
    scene.world.engine.dismiss('home', null)
    scene.move('11.22.33.3')
    await scene.world.pass(HOUR)
    expect(sentForNas().map(({ at }) => at >= until)).toEqual([true])
  })

  it('keeps that time also when the account leaves the settings and comes back', async () => {
    const until = await parkBesideATime()
    scene.world.engine.dismiss('home', null)
    await scene.world.pass(SECOND)
    const { settings } = scene.world
    scene.world.settings = { ...settings, accounts: [], records: [] }
    scene.world.engine.request('config-change')
    await scene.world.pass(SECOND)
    scene.world.settings = settings
    scene.world.engine.request('config-change')
    scene.move('11.22.33.3')
    await scene.world.pass(HOUR)
    expect(sentForNas().map(({ at }) => at >= until)).toEqual([true])
  })

  it('is a forced address that is gone', async () => {
    await scene.begin({ settings: { ...oneRecord, records: two }, info: { batchSize: 1 } })
    await scene.world.pass(SECOND)
    scene.world.answer = () => new Promise((resolve) => setTimeout(() => resolve(confirmed), 3 * SECOND))
    scene.world.engine.request('user', { force: ['cam.example.org'] })
    await scene.world.pass(100)
    scene.world.address = '11.22.33.2'
    scene.world.engine.request('user', { force: ['nas.example.org'] })
    await scene.world.pass(100)
    scene.world.address = '11.22.33.1'
    scene.world.engine.request('poll')
    await scene.world.pass(20 * SECOND)
    expect(addresses()).not.toContain('11.22.33.2')
  })
})
