import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Family } from '../model/address.ts'
import { createEngineWorld, type EngineWorld, oneRecord } from '../testing/engine-world.ts'
import { undoPreview } from './undo-preview.ts'

const NAME = { account: 'home', hostname: 'nas.example.org' }
const MINUTE = 60_000
let world: EngineWorld
beforeEach(() => {
  world = createEngineWorld({ settings: { ...oneRecord, records: [{ ...NAME, ipv4: 'auto', ipv6: 'auto' }] } })
})
afterEach(() => world.close())

/** The provider has taken this address at that time. */
function confirm(family: Family, to: string, at: number): void {
  const { states } = world.engine
  const about = {
    ...NAME,
    family,
    roundId: null,
    trigger: 'poll',
    from: null,
    to,
    at,
    destination: 'practice',
  } as const
  states.settle(states.begin([about]).map((attempt) => ({ attempt, at, result: 'confirmed', raw: null })))
}

const state = (family: Family) => world.engine.states.state({ ...NAME, family })
const offered = () => undoPreview({ ipv4: state('ipv4'), ipv6: state('ipv6') })
const undone = () => {
  world.engine.undo(NAME.account, NAME.hostname)
  return { ipv4: state('ipv4')?.undo?.to ?? null, ipv6: state('ipv6')?.undo?.to ?? null }
}

describe('what an undo restores', () => {
  it('is nothing before the first change', () => {
    confirm('ipv4', '11.22.33.1', 0)
    expect(offered()).toEqual({ ipv4: null, ipv6: null })
    expect(undone()).toEqual(offered())
  })

  it('is both families where they changed at the same time', () => {
    confirm('ipv4', '11.22.33.1', 0)
    confirm('ipv6', '2a0e:1111::1', 0)
    confirm('ipv4', '11.22.33.2', 10 * MINUTE)
    confirm('ipv6', '2a0e:1111::2', 10 * MINUTE + 5_000)
    expect(offered()).toEqual({ ipv4: '11.22.33.1', ipv6: '2a0e:1111::1' })
    expect(undone()).toEqual(offered())
  })

  it('is only the family that changed last, when the other one changed long before', () => {
    confirm('ipv4', '11.22.33.1', 0)
    confirm('ipv6', '2a0e:1111::1', 0)
    confirm('ipv4', '11.22.33.2', 10 * MINUTE)
    confirm('ipv6', '2a0e:1111::2', 90 * MINUTE)
    expect(offered()).toEqual({ ipv4: null, ipv6: '2a0e:1111::1' })
    expect(undone()).toEqual(offered())
  })

  it('is nothing of a family that is not managed any more', () => {
    confirm('ipv6', '2a0e:1111::1', 0)
    confirm('ipv6', '2a0e:1111::2', 10 * MINUTE)
    world.settings = {
      ...world.settings,
      records: world.settings.records.map((record) => ({ ...record, ipv6: 'off' })),
    }
    expect(undoPreview({ ipv4: null, ipv6: null })).toEqual({ ipv4: null, ipv6: null })
    expect(undone()).toEqual({ ipv4: null, ipv6: null })
  })
})
