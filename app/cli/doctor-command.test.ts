// `homeward doctor` on a real detector, beside a running instance and without one.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { doctorReportSchema } from '../contract/doctor.ts'
import { adapter, adapterAddress } from '../testing/adapters.ts'
import { cliContext, commandsOf } from '../testing/cli-world.ts'
import { createEngineWorld, type EngineWorld } from '../testing/engine-world.ts'
import { echoesSay } from '../testing/explanation.ts'
import type { InstanceReply } from './context.ts'
import { doctor } from './doctor-command.ts'
import { speak } from './language.ts'

const printed = vi.hoisted(() => ({ text: '' }))
vi.mock('node:fs', async (original) => ({
  ...(await original<typeof import('node:fs')>()),
  writeSync: (_descriptor: number, bytes: Buffer) => {
    printed.text += bytes.toString('utf8')
    return bytes.length
  },
}))

const PUBLIC = '11.22.33.44'
let world: EngineWorld

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1, 12) })
  printed.text = ''
  world = createEngineWorld()
  world.adapters = [adapter({ addresses: [adapterAddress('192.168.1.7')] })]
  world.detector = echoesSay(() => [PUBLIC])
})
afterEach(() => {
  world.close()
  vi.useRealTimers()
  speak('en')
})

async function run(json = false, running?: () => InstanceReply | null): Promise<number> {
  const exit = doctor(cliContext(world, 'en', running), json)
  await world.pass(20_000)
  return exit
}

/** What a running instance answers. */
async function replyOf(): Promise<InstanceReply> {
  const answered = commandsOf(world).control.doctor({})
  await world.pass(20_000)
  const result = await answered
  return result.ok ? { ...result, locale: 'en', settings: 'settings.yaml', notices: [] } : result
}

describe('homeward doctor', () => {
  it('prints one documented value as JSON: who answered, who agreed, what was considered, the path', async () => {
    expect(await run(true)).toBe(0)
    const report = doctorReportSchema.parse(JSON.parse(printed.text))
    expect(report).toMatchObject({ version: 1, verdict: 'fine', online: true, isRunning: false, monitoring: 'events' })
    const [observation] = report.observations
    expect(observation).toMatchObject({
      ...{
        family: 'ipv4',
        policy: 'auto',
        hostnames: ['nas.example.org'],
        outcome: 'known',
        address: PUBLIC,
      },
      why: { code: 'echo-agreed' },
    })
    expect(observation?.guards.filter(({ effect }) => effect !== 'pass')).toEqual([])
    const agreeing = observation?.answers.filter(({ agrees }) => agrees) ?? []
    expect(agreeing.map(({ source }) => source)).toEqual(['echo', 'echo'])
    expect(observation?.candidates.map(({ why }) => why.code)).toContain('adapter-chosen')
    expect(report.paths).toMatchObject([{ family: 'ipv4', brokenLink: null }])
    expect(report.paths[0]?.hops.map(({ place }) => place)).toEqual(['computer', 'router', 'provider', 'world'])
  })

  it('sends nothing and writes no round without a running instance', async () => {
    await run()
    expect(world.sent).toEqual([])
    expect(world.store.lastRound()).toBeNull()
  })

  it.each(['en', 'zh-CN'] as const)('says the same in words, in %s', async (locale) => {
    speak(locale)
    await run()
    for (const part of ['192.168.1.7', '192.168.1.1', PUBLIC, 'api.ipify.org', 'eth0', 'nas.example.org'])
      expect(printed.text).toContain(part)
    expect(printed.text).toContain(locale === 'en' ? 'Every address is known.' : '所有地址均已知。')
    expect(printed.text).toContain(locale === 'en' ? 'agrees' : '一致')
    expect(printed.text).not.toMatch(/doctor\.|\{\{|undefined/)
  })

  it('exits with 4 and names the first broken link without a network', async () => {
    world.adapters = [adapter({ state: 'down', defaultRoutes: [] })]
    expect(await run()).toBe(4)
    expect(printed.text).toContain('The connection ends at this computer')
  })

  it('exits with 1 when an address could not be found out, and says who failed', async () => {
    world.detector = echoesSay(() => [503])
    expect(await run()).toBe(1)
    expect(printed.text).toContain('answered with status 503')
    expect(printed.text).toContain('The connection ends at the router')
  })

  it('exits with 3 and says what the guard says when a VPN carries the traffic', async () => {
    const tunnel = adapter({ name: 'wg0', kind: 'tunnel', defaultRoutes: [], addresses: [adapterAddress('10.8.0.2')] })
    world.adapters = [...world.adapters, tunnel]
    world.detector = echoesSay(() => [PUBLIC], 'wg0')
    expect(await run()).toBe(3)
    expect(printed.text).toContain('Held back: Traffic leaves through wg0')
    expect(printed.text).toContain('Weighed: The system says that wg0 is a tunnel.')
  })

  it('finds something out although there is no name yet', async () => {
    world.settings = { ...world.settings, records: [] }
    expect(await run(true)).toBe(1)
    const { observations } = doctorReportSchema.parse(JSON.parse(printed.text))
    expect(observations.map(({ family, hostnames }) => [family, hostnames])).toEqual([
      ['ipv4', []],
      ['ipv6', []],
    ])
  })
})

describe('beside a running instance', () => {
  it('has it make one more round, and shows what that observed', async () => {
    world.engine.start()
    await world.pass(20_000)
    const before = world.store.lastRound()?.id ?? 0
    const reply = await replyOf()
    expect(world.store.lastRound()?.id).toBe(before + 1)
    expect(await run(true, () => reply)).toBe(0)
    expect(doctorReportSchema.parse(JSON.parse(printed.text))).toMatchObject({ isRunning: true, verdict: 'fine' })
  })

  it('observes in a pause as well, and sends nothing', async () => {
    world.engine.start()
    await world.pass(20_000)
    world.engine.pause.begin(null)
    world.sent.length = 0
    world.detector = echoesSay(() => ['11.22.33.45'])
    const reply = await replyOf()
    expect(reply).toMatchObject({ ok: true, doctor: { observations: [{ address: '11.22.33.45' }] } })
    expect(world.sent).toEqual([])
  })

  it('says so where the instance knows no such command', async () => {
    const old: InstanceReply = { ok: true, rows: [], online: true, locale: 'en', settings: '', notices: [] }
    expect(await run(false, () => old)).toBe(1)
    expect(printed.text).toContain('another version')
  })
})
