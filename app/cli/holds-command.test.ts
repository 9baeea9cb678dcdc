import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ControlRequest } from '../contract/control.ts'
import { cliContext } from '../testing/cli-world.ts'
import { confirmed, createEngineWorld, type EngineWorld, failed, oneRecord } from '../testing/engine-world.ts'
import { snapshotOf } from '../testing/explanation.ts'
import type { InstanceReply } from './context.ts'
import { holds } from './holds-command.ts'
import { speak } from './language.ts'
import { carryOut } from './report.ts'
import { status } from './status-command.ts'
import { why } from './why-command.ts'

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

/** The provider has failed a few times, and the job is parked. */
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
const instance = (): InstanceReply => ({
  ok: true,
  rows: rows().map((row) => ({ ...row, breaker: 'open' })),
  online: true,
  locale: 'en',
  settings: 'settings.yaml',
  notices: [],
})

describe('homeward holds', () => {
  it('shows the reason, the last answer, the number of tries, the end and the time left', async () => {
    await holds(cliContext(world), false)
    const [heading = '', row = ''] = printed.text.split('\n')
    expect(heading).toMatch(/ACCOUNT +HOSTNAME +FAMILY +CLASS +KIND +ATTEMPTS +UNTIL +BREAKER +LAST ANSWER/)
    expect(row).toMatch(
      /^home +\(all\) +- +parked +provider +1 +2026-01-01 .*\(in \d+ \w+\) +closed +HTTP 503 +The provider has/,
    )
  })

  it('prints the same as JSON, with the breaker state from the running instance', async () => {
    await holds(cliContext(world, 'en', instance), true)
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

  it('uses the user’s language and aligns its columns', async () => {
    speak('zh-CN')
    await holds(cliContext(world, 'zh-CN', instance), false)
    expect(printed.text).toMatch(/^账户 +域名 +类型/)
    expect(printed.text).toMatch(/home +（全部） +- +等待重试 +服务商故障 +1 .*已断开 +HTTP 503 +服务商自身出现故障/)
  })

  it('calls a dismissed update "dismissed"', async () => {
    world.engine.dismiss('home', null)
    await holds(cliContext(world), false)
    expect(printed.text).toMatch(/NAS\.example\.org +IPv4 +dismissed +provider/)
    expect(printed.text).not.toContain('forgotten')
  })

  it('also lists holds that only the running instance knows', async () => {
    const known = instance()
    world.engine.states.deleteHold('home', null, null)
    await holds(
      cliContext(world, 'en', () => known),
      false,
    )
    expect(printed.text).toMatch(/home +\(all\) +- +parked/)
  })

  it('reports that nothing is on hold', async () => {
    world.engine.states.deleteHold('home', null, null)
    await holds(cliContext(world), false)
    expect(printed.text).toBe('Nothing is on hold or parked.\n')
  })
})

describe('homeward status', () => {
  it('shows a breaker that is not closed, in words and as JSON', async () => {
    await status(cliContext(world, 'en', instance), false)
    expect(printed.text).toContain('Too many failures in a row')
    printed.text = ''
    await status(cliContext(world, 'en', instance), true)
    expect(JSON.parse(printed.text)[0]).toMatchObject({ hostname: NAME, breaker: 'open' })
    printed.text = ''
    await status(cliContext(world), false)
    expect(printed.text).not.toContain('Too many failures in a row')
  })
})

const SPELLINGS = ['nas.example.org', 'NAS.example.org', 'Nas.Example.Org', 'nas.example.org.']

const onHold = (command: 'lift' | 'dismiss', hostname: string): ControlRequest => ({
  command,
  payload: { account: 'home', hostname },
})

describe.each(SPELLINGS)('a hostname typed as %s', (typed) => {
  it('is retried', async () => {
    // The answer concerns this record alone, so the hold is on the record.
    world.answer = () => failed('unrecognised', 'other-address')
    world.engine.liftHold('home', null)
    await world.pass(5_000)
    expect(world.engine.states.holds()).toMatchObject([{ hostname: NAME, family: 'ipv4', class: 'parked' }])
    world.answer = () => confirmed
    const carriedOut = carryOut(cliContext(world), onHold('lift', typed), true)
    await world.pass(5_000)
    expect(await carriedOut).toBe(0)
    expect(JSON.parse(printed.text)[0]).toMatchObject({ hostname: NAME, state: 'confirmed' })
  })

  it('is dismissed, and stays so', async () => {
    const sent = world.sent.length
    const carriedOut = carryOut(cliContext(world), onHold('dismiss', typed), true)
    await world.pass(5_000)
    expect(await carriedOut).toBe(1)
    expect(JSON.parse(printed.text)[0]).toMatchObject({
      state: 'held',
      message: expect.stringContaining('dismissed this update'),
    })
    expect(world.sent).toHaveLength(sent)
  })
})

it.each(['lift', 'dismiss'] as const)('%s of an unknown hostname is a usage error that names it', async (command) => {
  expect(await carryOut(cliContext(world), onHold(command, 'other.example.org'), false)).toBe(2)
  expect(printed.text).toContain('other.example.org is not in the settings')
})

describe('what the running instance reports about itself, such as a full disk', () => {
  const told = (): InstanceReply => ({ ...instance(), notices: ['The history cannot be written.'] }) as InstanceReply

  it('is printed by status', async () => {
    await status(cliContext(world, 'en', told), false)
    expect(printed.text).toMatch(/^The history cannot be written\.\n/)
  })

  it('is printed by why; if no instance runs, why promises no next check', async () => {
    await why(cliContext(world, 'en', told), NAME, false)
    expect(printed.text).toMatch(/^The history cannot be written\.\n/)
    expect(printed.text).toContain('The next check is due')
    printed.text = ''
    await why(cliContext(world), NAME, false)
    expect(printed.text).not.toContain('next check')
    expect(printed.text).toContain('not running now')
  })
})
