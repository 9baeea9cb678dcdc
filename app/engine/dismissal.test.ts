// Dismissal: the user gives up on addresses that parked jobs could not send.
import { describe, expect, it } from 'vitest'
import { settingsSchema } from '../contract/settings.ts'
import { engineScene, HOUR, KEY, MINUTE, SECOND } from '../testing/engine-scene.ts'
import { confirmed, failed, oneRecord } from '../testing/engine-world.ts'
import { snapshotOf } from '../testing/explanation.ts'

const scene = engineScene()
const dismissed = () => scene.world.engine.states.dismissed().map((state) => state.dismissed.address)
const addresses = () => scene.world.sent.map(({ changes }) => changes[0]?.ipv4)

describe('a dismissed update of a parked account', () => {
  async function park(): Promise<void> {
    await scene.begin()
    scene.world.answer = () => failed('provider', 'http-503')
    scene.move('11.22.33.2')
    await scene.world.pass(20 * SECOND)
    scene.world.answer = () => confirmed
  }

  it.each([null, 'NAS.example.org'])(
    '(hostname %s) is not sent again until another address is desired',
    async (hostname) => {
      await park()
      const before = scene.world.sent.length
      scene.world.engine.dismiss('home', hostname)
      await scene.world.pass(3 * HOUR)
      expect(scene.world.sent).toHaveLength(before)
      // The account's hold has expired, and nothing needed it any more.
      expect(scene.world.engine.states.holds()).toEqual([])
      expect(dismissed()).toEqual(['11.22.33.2'])
      scene.move('11.22.33.3')
      await scene.world.pass(SECOND)
      expect(addresses().at(-1)).toBe('11.22.33.3')
    },
  )

  it('is not sent by a job that waits for the credential store', async () => {
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

  it('is not dismissed when the user wants it tried again', async () => {
    await park()
    const before = scene.world.sent.length
    scene.world.engine.liftHold('home', null)
    await scene.world.pass(SECOND)
    expect(scene.world.sent).toHaveLength(before + 1)
  })

  it('ends when the user wants the hostname tried again', async () => {
    await park()
    scene.world.engine.dismiss('home', 'nas.example.org')
    await scene.world.pass(SECOND)
    const before = scene.world.sent.length
    scene.world.engine.liftHold('home', null)
    scene.world.engine.liftHold('home', 'nas.example.org')
    await scene.world.pass(SECOND)
    expect(scene.world.sent).toHaveLength(before + 1)
    expect(dismissed()).toEqual([])
  })

  it('ends when another address is confirmed, so that the first one is sent later', async () => {
    await park()
    scene.world.engine.dismiss('home', null)
    scene.move('11.22.33.3')
    await scene.world.pass(SECOND)
    expect(dismissed()).toEqual([])
    scene.move('11.22.33.2')
    await scene.world.pass(SECOND)
    expect(addresses().slice(-2)).toEqual(['11.22.33.3', '11.22.33.2'])
  })

  it('outlives a restart, and the account that leaves the settings takes it along', async () => {
    await park()
    scene.world.engine.dismiss('home', null)
    await scene.restart(MINUTE)
    await scene.world.pass(3 * HOUR)
    expect(addresses()).toEqual([])
    expect(dismissed()).toEqual(['11.22.33.2'])
    scene.world.settings = { ...scene.world.settings, accounts: [], records: [] }
    scene.world.engine.request('config-change')
    await scene.world.pass(SECOND)
    expect(dismissed()).toEqual([])
  })

  it('ends when the provider refuses the record, so that an edit sends the address', async () => {
    await park()
    scene.world.engine.dismiss('home', null)
    scene.world.answer = () => failed('hostname', 'nohost')
    scene.move('11.22.33.3')
    await scene.world.pass(SECOND)
    scene.world.answer = () => confirmed
    scene.move('11.22.33.2')
    await scene.world.pass(SECOND)
    const round = scene.world.engine.view?.round
    expect(round?.decisions).toMatchObject([{ action: 'hold', why: { code: 'hold-needs-user' } }])
    expect(snapshotOf(scene.world, 'en')).toMatchObject({
      overall: 'attention',
      records: [{ state: 'attention', families: [{ state: 'held', hold: { class: 'needs-user' } }, {}] }],
      holds: [{ class: 'needs-user' }],
    })
    const before = scene.world.sent.length
    scene.world.secret = { state: 'found', value: 'hunter3' }
    scene.world.engine.request('config-change')
    await scene.world.pass(SECOND)
    expect(addresses().slice(before)).toEqual(['11.22.33.2'])
    expect(dismissed()).toEqual([])
  })

  it('stays when the account is refused, and outlives the edit that resolves that', async () => {
    await park()
    scene.world.engine.dismiss('home', null)
    scene.world.answer = () => failed('credentials', 'badauth')
    scene.move('11.22.33.3')
    await scene.world.pass(SECOND)
    scene.world.answer = () => confirmed
    scene.move('11.22.33.2')
    await scene.world.pass(SECOND)
    const before = scene.world.sent.length
    scene.world.secret = { state: 'found', value: 'hunter3' }
    scene.world.engine.request('config-change')
    await scene.world.pass(HOUR)
    expect(addresses().slice(before)).toEqual([])
    expect(dismissed()).toEqual(['11.22.33.2'])
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

describe('a dismissed update of a parked record', () => {
  it('is not sent again at once', async () => {
    await scene.begin()
    scene.world.answer = () => failed('unrecognised', 'other-address')
    scene.move('11.22.33.2')
    await scene.world.pass(SECOND)
    const before = scene.world.sent.length
    scene.world.engine.dismiss('home', 'nas.example.org')
    await scene.world.pass(3 * HOUR)
    expect(scene.world.sent).toHaveLength(before)
    expect(scene.world.engine.states.holds()).toEqual([])
    expect(dismissed()).toEqual(['11.22.33.2'])
  })
})

const two = ['nas', 'cam'].map((name) => ({ account: 'home', hostname: `${name}.example.org` }))

describe('a dismissal', () => {
  it('leaves a stricter hold of a record', async () => {
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

  /** The provider named a time for one record, and the account is parked. */
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

  it('outlasts the time that the provider named for the record', async () => {
    await parkBesideATime()
    scene.world.engine.dismiss('home', null)
    await scene.world.pass(HOUR)
    expect(scene.world.sent).toEqual([])
    expect(scene.world.engine.states.holds()).toEqual([])
    expect(dismissed()).toEqual(['11.22.33.2', '11.22.33.2'])
  })

  it('keeps that time for another address', async () => {
    const until = await parkBesideATime()
    scene.world.engine.dismiss('home', null)
    scene.move('11.22.33.3')
    await scene.world.pass(HOUR)
    expect(sentForNas().map(({ at }) => at >= until)).toEqual([true])
  })

  it('keeps that time even if the account leaves the settings and comes back', async () => {
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

  it('is not needed for a forced address that is gone', async () => {
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

describe('dismissing an account', () => {
  const NAMES = ['a.example.org', 'b.example.org', 'c.example.org']
  const settings = (names: readonly string[]) => ({
    ...oneRecord,
    records: names.map((hostname) => ({ account: 'home', hostname, ipv6: 'off' })),
  })

  /** Two names are parked on their way to the second address. A third one and a third address come while they wait. */
  async function parkAndMoveOn(): Promise<number> {
    await scene.begin({ settings: settings(NAMES.slice(0, 2)) })
    scene.world.answer = () => failed('provider', 'http-503')
    scene.move('11.22.33.2')
    await scene.world.pass(20 * SECOND)
    scene.world.settings = settingsSchema.parse(settings(NAMES))
    scene.move('11.22.33.3')
    await scene.world.pass(SECOND)
    scene.world.answer = () => confirmed
    return scene.world.sent.length
  }

  it('gives up on every name that waits, also on what was never sent, and sends nothing', async () => {
    const before = await parkAndMoveOn()
    scene.world.engine.dismiss('home', null)
    await scene.world.pass(3 * HOUR)
    expect(scene.world.sent).toHaveLength(before)
    expect(dismissed()).toEqual(['11.22.33.3', '11.22.33.3', '11.22.33.3'])
    scene.move('11.22.33.4')
    await scene.world.pass(SECOND)
    expect(
      scene.world.sent
        .at(-1)
        ?.changes.map(({ hostname }) => hostname)
        .sort(),
    ).toEqual(NAMES)
  })

  it('does the same in a process that has observed nothing yet', async () => {
    await parkAndMoveOn()
    const { settings: now } = scene.world
    scene.world = await scene.world.crashAndRestart()
    scene.world.settings = now
    scene.world.engine.dismiss('home', null)
    await scene.world.pass(MINUTE)
    expect(scene.world.sent).toEqual([])
    expect(dismissed()).toEqual(['11.22.33.3', '11.22.33.3', '11.22.33.3'])
  })

  it('begins no round, which would send other names', async () => {
    await parkAndMoveOn()
    const last = scene.world.store.lastRound()?.id
    scene.world.engine.dismiss('home', NAMES[0] ?? null)
    await scene.world.pass(2 * SECOND)
    expect(scene.world.store.lastRound()?.id).toBe(last)
    expect(dismissed()).toEqual(['11.22.33.3'])
  })
})
