import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { exitCodeOf } from '../cli/exit-code.ts'
import type { ControlResult } from '../contract/control.ts'
import { commandsOf } from '../testing/cli-world.ts'
import { confirmed, createEngineWorld, type EngineWorld, failed } from '../testing/engine-world.ts'

const NAME = 'nas.example.org'
let world: EngineWorld

beforeEach(async () => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1, 12) })
  world = createEngineWorld()
  world.engine.start()
  await world.pass(5_000)
})
afterEach(() => {
  world.close()
  vi.useRealTimers()
})

async function settled(result: Promise<ControlResult> | ControlResult): Promise<ControlResult> {
  await world.pass(20_000)
  return result
}
const control = () => commandsOf(world).control
const rowsOf = (result: ControlResult) => (result.ok ? result.rows : result)

describe('update', () => {
  it('reports a record that is up to date as unchanged, and sends nothing', async () => {
    const sent = world.sent.length
    expect(rowsOf(await settled(control().update({ force: [] })))).toMatchObject([{ state: 'unchanged' }, {}])
    expect(world.sent).toHaveLength(sent)
  })

  it.each([NAME, 'NAS.Example.org', `${NAME}.`])('sends %s again when it is forced', async (typed) => {
    const sent = world.sent.length
    expect(rowsOf(await settled(control().update({ force: [typed] })))).toMatchObject([{ state: 'confirmed' }, {}])
    expect(world.sent).toHaveLength(sent + 1)
  })

  it('reports a forced update that failed, although the record keeps its address', async () => {
    world.answer = () => failed('account', '!donator')
    expect(rowsOf(await settled(control().update({ force: [NAME] })))).toMatchObject([
      { confirmed: '11.22.33.1', kind: 'account', message: expect.stringContaining('provider') },
      {},
    ])
  })

  it('waits up to ten seconds for the zone to show an address that the provider only accepted', async () => {
    world.answer = () => ({ kind: 'accepted' })
    world.zone = () => [['11.22.33.1']]
    world.address = '11.22.33.2'
    let isDone = false
    const updating = Promise.resolve(control().update({ force: [] })).finally(() => {
      isDone = true
    })
    await world.pass(6_000)
    expect(isDone).toBe(false)
    world.zone = () => [['11.22.33.2']]
    const result = await settled(updating)
    expect(rowsOf(result)).toMatchObject([{ state: 'confirmed', confirmed: '11.22.33.2', accepted: null }, {}])
  })

  it('ends well with an accepted address that the zone does not show yet, and with none to ask', async () => {
    world.answer = () => ({ kind: 'accepted' })
    for (const zone of [[['11.22.33.1']], []]) {
      world.zone = () => zone
      world.address = zone.length === 0 ? '11.22.33.3' : '11.22.33.2'
      const result = await settled(control().update({ force: [] }))
      const rows = rowsOf(result)
      expect(rows).toMatchObject([{ state: 'accepted', confirmed: '11.22.33.1', accepted: world.address }, {}])
      expect(exitCodeOf(Array.isArray(rows) ? rows : [], true)).toBe(0)
      const [first] = Array.isArray(rows) ? rows : []
      expect(first?.message).toContain(zone.length === 0 ? 'no DNS server' : 'once its zone shows it')
    }
  })

  it('reports a forced update that failed, also of an address that is accepted', async () => {
    world.answer = () => ({ kind: 'accepted' })
    world.address = '11.22.33.2'
    await settled(control().update({ force: [] }))
    world.answer = () => failed('account', '!donator')
    expect(rowsOf(await settled(control().update({ force: [NAME] })))).toMatchObject([{ kind: 'account' }, {}])
  })

  it('is a usage error when an unknown hostname is forced', async () => {
    expect(await settled(control().update({ force: ['x.example.org'] }))).toMatchObject({ ok: false, usage: true })
  })
})

describe('a pause', () => {
  it('refuses every command that would wait for a round', async () => {
    world.engine.pause.begin(null)
    const named = { account: 'home', hostname: NAME }
    const { update, undo, lift, dismiss } = control()
    const results = [update({ force: [] }), undo({ hostname: NAME }), lift(named), dismiss(named)]
    for (const result of results) {
      expect(await settled(result)).toEqual({ ok: false, message: expect.stringContaining('paused') })
    }
  })
})

describe('undo', () => {
  it('restores the address before the last change', async () => {
    world.address = '11.22.33.2'
    await settled(control().update({ force: [] }))
    expect(rowsOf(await settled(control().undo({ hostname: 'NAS.example.org.' })))).toMatchObject([
      { confirmed: '11.22.33.1' },
      {},
    ])
  })

  it('is refused without an earlier address, and for an unknown hostname', async () => {
    expect(await settled(control().undo({ hostname: NAME }))).toEqual({ ok: false, message: expect.any(String) })
    expect(await settled(control().undo({ hostname: 'x.example.org' }))).toMatchObject({ ok: false, usage: true })
  })
})

describe('lift', () => {
  it('retries and answers with the rows of the account', async () => {
    world.answer = () => failed('credentials', 'badauth')
    world.address = '11.22.33.2'
    await settled(control().update({ force: [] }))
    world.answer = () => confirmed
    const lifted = rowsOf(await settled(control().lift({ account: 'home', hostname: null })))
    expect(lifted).toMatchObject([{ confirmed: '11.22.33.2', state: 'confirmed' }, {}])
  })

  it('is a usage error for an unknown account', async () => {
    expect(await settled(control().lift({ account: 'other', hostname: null }))).toMatchObject({ usage: true })
  })
})

it('the status sends nothing and needs no round', async () => {
  const sent = world.sent.length
  expect(rowsOf(await control().status({}))).toMatchObject([{ hostname: NAME, confirmed: '11.22.33.1' }, {}])
  expect(world.sent).toHaveLength(sent)
})

it('changed settings start a round', async () => {
  const before = world.engine.view
  await settled(control()['settings-changed']({}))
  expect(world.engine.view).not.toBe(before)
})

describe('a command on a name whose whole account is on hold', () => {
  const named = { account: 'home', hostname: NAME }
  const hold = async (kind: 'credentials' | 'provider' | 'network', retryAt: number | null = null) => {
    world.answer = () => failed(kind, kind === 'credentials' ? 'badauth' : 'x', retryAt)
    world.address = '11.22.33.2'
    await settled(control().update({ force: [] }))
    world.answer = () => confirmed
    return world.sent.length
  }
  const noteOf = (result: ControlResult) => (result.ok ? (result.note ?? null) : result.message)

  it('retry says what stands and what to do, and sends nothing', async () => {
    const sent = await hold('credentials')
    const result = await settled(control().lift(named))
    expect(noteOf(result)).toContain('homeward retry home')
    expect(rowsOf(result)).toMatchObject([{ state: 'held' }, {}])
    expect(world.sent).toHaveLength(sent)
    const whole = await settled(control().lift({ ...named, hostname: null }))
    expect([noteOf(whole), world.sent.length]).toEqual([null, sent + 1])
  })

  it('retry says that nobody can shorten the provider’s own wait', async () => {
    await hold('provider', Date.now() + 3_600_000)
    expect(noteOf(await settled(control().lift(named)))).toContain('nobody can shorten')
  })

  it('retry says nothing where the round tries the account after all', async () => {
    const sent = await hold('network')
    const result = await settled(control().lift(named))
    expect([noteOf(result), world.sent.length]).toEqual([null, sent + 1])
  })

  it('dismiss sends no other name, whose address has changed meanwhile', async () => {
    const sent = await hold('provider')
    world.address = '11.22.33.3'
    const result = await settled(control().dismiss({ ...named, hostname: null }))
    expect(rowsOf(result)).toMatchObject([{ state: 'held', hold: { class: 'forgotten' } }, {}])
    expect(world.sent).toHaveLength(sent)
  })
})
