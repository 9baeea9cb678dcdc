// What a page that was taken over could ask for, and what it gets.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { settingsSchema } from '../contract/settings.ts'
import { commandsOf } from '../testing/cli-world.ts'
import { createEngineWorld, type EngineWorld } from '../testing/engine-world.ts'

const NAME = 'nas.example.org'
const PLAIN = 'http://127.0.0.1:8080/ip'
let world: EngineWorld

beforeEach(async () => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1, 12) })
  const account = (id: string) => ({ id, provider: 'practice', fields: { username: id } })
  world = createEngineWorld({
    settings: {
      version: 1,
      accounts: [account('home'), account('office')],
      records: [
        { account: 'home', hostname: NAME },
        { account: 'office', hostname: NAME },
        { account: 'home', hostname: 'cam.example.org', ipv4: { source: 'echo', url: PLAIN } },
      ],
    },
  })
  world.engine.start()
  await world.pass(60_000)
  world.sent.length = 0
})
afterEach(() => {
  world.close()
  vi.useRealTimers()
})

describe('a forced update', () => {
  it('is sent for the account that it names, not for another account with the same hostname', async () => {
    const { commands } = commandsOf(world)
    expect(await commands['record.force']({ account: 'office', hostname: 'NAS.example.org' })).toEqual({ ok: true })
    await world.pass(20_000)
    expect(world.sent.map(({ account, changes }) => [account, changes.map(({ hostname }) => hostname)])).toEqual([
      ['office', [NAME]],
    ])
  })

  it('of one record comes every 30 seconds at most, however often it is asked for', async () => {
    const { commands } = commandsOf(world)
    const force = () => commands['record.force']({ account: 'home', hostname: NAME })
    let accepted = 0
    for (let second = 0; second < 120; second += 1) {
      for (let time = 0; time < 10; time += 1) if ((await force()).ok) accepted += 1
      await world.pass(1_000)
    }
    expect(accepted).toBe(4)
    await world.pass(20_000)
    expect(world.sent).toHaveLength(4)
    expect(await force()).toEqual({ ok: true })
    expect(await force()).toEqual({
      ok: false,
      message: 'nas.example.org was sent just now. It can be sent again in 30 seconds.',
    })
    expect(await commandsOf(world, 'zh-CN').commands['record.force']({ account: 'office', hostname: NAME })).toEqual({
      ok: true,
    })
  })

  it('of a record that is not in the settings is refused', async () => {
    const { commands } = commandsOf(world)
    for (const record of [
      { account: 'office', hostname: 'cam.example.org' },
      { account: 'nobody', hostname: NAME },
    ]) {
      expect(await commands['record.force'](record)).toMatchObject({ ok: false, usage: true })
    }
  })
})

describe('a page by which a captive portal is noticed', () => {
  const operators = (host: string) => [
    { url: `http://${host}/`, status: 200 },
    { url: 'http://two.example/', status: 204 },
  ]
  const portal = (host: string) => ({
    detection: { ...world.settings.detection, portal: { probe: true, operators: operators(host) } },
  })

  it('is none of the page’s choice: this computer would ask it', async () => {
    const { commands } = commandsOf(world)
    expect(await commands['settings.save'](portal('192.168.1.1'))).toMatchObject({ ok: false })
  })

  it('may stay as the settings have it', async () => {
    const { commands } = commandsOf(world)
    world.settings = { ...world.settings, ...portal('one.example') }
    expect(await commands['settings.save'](portal('one.example'))).toEqual({ ok: true })
  })
})

describe('an echo service of the page', () => {
  const record = (url: string, ipv4: unknown = { source: 'echo', url }) => ({
    record: settingsSchema.shape.records.def.innerType.def.element.parse({ account: 'home', hostname: NAME, ipv4 }),
    replaces: { account: 'home', hostname: NAME },
  })
  const detection = (url: string) => ({ detection: { ...world.settings.detection, echo: { ipv6: [url] } } })
  const refused = { ok: false, message: expect.stringContaining('must begin with https') }

  it.each(['http://attacker.example/ip', 'http://192.168.1.66/ip', 'HTTP://127.0.0.1/ip'])(
    'is refused: %s',
    async (url) => {
      const { commands } = commandsOf(world)
      expect(await commands['record.save'](record(url))).toEqual(refused)
      const list = [{ source: 'gateway' }, { source: 'echo', url }]
      expect(await commands['record.save'](record(url, list))).toEqual(refused)
      expect(await commands['settings.save'](detection(url))).toEqual(refused)
    },
  )

  it.each(['https://echo.example.org/ip', PLAIN])(
    'is taken, as it has https or is in the settings: %s',
    async (url) => {
      const { commands } = commandsOf(world)
      expect(await commands['record.save'](record(url))).toEqual({ ok: true })
      expect(await commands['settings.save'](detection(url))).toEqual({ ok: true })
    },
  )
})
