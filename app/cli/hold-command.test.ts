import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ControlReply } from '../control/protocol.ts'
import { cliContext } from '../testing/cli-world.ts'
import { confirmed, createEngineWorld, type EngineWorld, failed, oneRecord } from '../testing/engine-world.ts'
import { snapshotOf } from '../testing/explained-life.ts'
import { changeHold, holds } from './hold-command.ts'
import { speak } from './language.ts'
import { status } from './status-command.ts'

const printed = vi.hoisted(() => ({ text: '' }))
vi.mock('node:fs', async (original) => ({
  ...(await original<typeof import('node:fs')>()),
  writeSync: (_descriptor: number, bytes: Buffer) => {
    printed.text += bytes.toString('utf8')
    return bytes.length
  },
}))

let world: EngineWorld
const NAME = 'NAS.example.org'

/** The provider has failed a few times, and the job has given up for now. */
beforeEach(async () => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1, 12) })
  printed.text = ''
  world = createEngineWorld({ settings: { ...oneRecord, records: [{ account: 'home', hostname: NAME }] } })
  world.answer = () => failed('provider', 'http-503')
  world.engine.start()
  await world.pass(20_000)
})
afterEach(() => {
  world.close()
  vi.useRealTimers()
  speak('en')
})

const rows = () => snapshotOf(world, 'en').records.flatMap(({ families }) => families)
const instance = (): ControlReply => ({
  ok: true,
  rows: rows().map((row) => ({ ...row, breaker: 'open' })),
  online: true,
  locale: 'en',
  settings: 'settings.yaml',
  notices: [],
})

describe('homeward holds', () => {
  it('shows reason, last answer, attempts and until when, with what is left', async () => {
    await holds(cliContext(world), { json: false })
    const [heading = '', row = ''] = printed.text.split('\n')
    expect(heading).toMatch(/ACCOUNT +HOSTNAME +FAMILY +CLASS +KIND +ATTEMPTS +UNTIL +BREAKER +LAST ANSWER/)
    expect(row).toMatch(
      /^home +\(all\) +- +parked +provider +1 +2026-01-01 .*\(in \d+ \w+\) +closed +HTTP 503 +The provider has/,
    )
  })

  it('gives all of it as JSON, with the state of the breaker, which the running instance knows', async () => {
    await holds(cliContext(world, 'en', instance), { json: true })
    expect(JSON.parse(printed.text)).toMatchObject([
      {
        account: 'home',
        class: 'parked',
        code: 'http-503',
        attempts: 1,
        until: expect.stringMatching(/Z$/),
        breaker: 'open',
      },
    ])
  })

  it('speaks the user’s language, with columns that stand in line', async () => {
    speak('zh-CN')
    await holds(cliContext(world, 'zh-CN', instance), { json: false })
    expect(printed.text).toMatch(/^账户 +域名 +类型/)
    expect(printed.text).toMatch(/home +（全部） +- +等待重试 +服务商故障 +1 .*已断开 +HTTP 503 +服务商自身出现故障/)
  })

  it('says so when nothing is held', async () => {
    world.engine.states.liftHold('home', null, null)
    await holds(cliContext(world), { json: false })
    expect(printed.text).toBe('Nothing is stopped or parked.\n')
  })
})

describe('homeward status', () => {
  it('tells of the breaker where it is not closed, as words and as JSON', async () => {
    await status(cliContext(world, 'en', instance), { json: false })
    expect(printed.text).toContain('Too many failures in a row')
    printed.text = ''
    await status(cliContext(world, 'en', instance), { json: true })
    expect(JSON.parse(printed.text)[0]).toMatchObject({ hostname: NAME, breaker: 'open' })
    printed.text = ''
    await status(cliContext(world), { json: false })
    expect(printed.text).not.toContain('Too many failures in a row')
  })
})

const SPELLINGS = ['nas.example.org', 'NAS.example.org', 'Nas.Example.Org']

describe.each(SPELLINGS)('a name typed as %s', (typed) => {
  it('is tried again', async () => {
    // A stop of the name's own: what was said is about it alone.
    world.answer = () => failed('unrecognised', 'other-address')
    world.engine.liftHold('home', null)
    await world.pass(5_000)
    expect(world.engine.states.holds()).toMatchObject([{ hostname: NAME, family: 'ipv4', class: 'parked' }])
    world.answer = () => confirmed
    const asked = changeHold(cliContext(world), 'lift', 'home', typed, { json: true })
    await world.pass(5_000)
    expect(await asked).toBe(0)
    expect(JSON.parse(printed.text)[0]).toMatchObject({ hostname: NAME, state: 'confirmed' })
  })

  it('is let go, and stays so', async () => {
    const sent = world.sent.length
    const asked = changeHold(cliContext(world), 'forget', 'home', typed, { json: true })
    await world.pass(5_000)
    expect(await asked).toBe(1)
    expect(JSON.parse(printed.text)[0]).toMatchObject({
      state: 'held',
      message: expect.stringContaining('let this update go'),
    })
    expect(world.sent).toHaveLength(sent)
  })
})

it.each(['lift', 'forget'] as const)('to %s a name that is not there is a mistake, told by its name', async (ask) => {
  expect(await changeHold(cliContext(world), ask, 'home', 'other.example.org', { json: false })).toBe(2)
  expect(printed.text).toContain('other.example.org is not in the settings')
})
