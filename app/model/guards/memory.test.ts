import { describe, expect, it } from 'vitest'
import { reason } from '../../contract/reason.ts'
import {
  type Asked,
  atNetwork,
  guardMemorySchema,
  isKept,
  NETWORK,
  NO_MEMORY,
  questionId,
  standingOfNetwork,
  withAnswer,
  withAsked,
  withNetwork,
  withoutAsked,
  withoutKept,
} from './memory.ts'
import type { Network } from './network.ts'

const network = (mac: string | null): Network => ({ mac, profile: null, gateway: '192.168.1.1', adapterId: 'eth0' })
const HOME = network('02:00:00:00:00:01')
const CAFE = network('02:00:00:00:00:02')
const nat = (change: Partial<Asked> = {}): Asked => ({
  ...{ guard: 'nat', situation: 'nat-carrier', network: HOME, why: reason('nat-carrier'), group: 'ipv4 auto' },
  ...{ isAsked: true, now: 1 },
  ...change,
})
const isNew = (change: Partial<Asked> = {}): Asked =>
  nat({ guard: 'network', situation: NETWORK, network: CAFE, why: reason('network-new'), ...change })

describe('a question', () => {
  it('is one, however often and by however many groups it is asked, and keeps its time', () => {
    const once = withAsked(NO_MEMORY, nat())
    const again = withAsked(withAsked(once, nat({ now: 9 })), nat({ group: 'ipv4 {"source":"echo"}', now: 9 }))
    expect(again.questions).toMatchObject([{ since: 1, groups: { 'ipv4 auto': true, 'ipv4 {"source":"echo"}': true } }])
  })

  it('keeps its id when the router’s hardware address is not known for a while', () => {
    const before = withAsked(NO_MEMORY, nat())
    const after = withAsked(before, nat({ network: network(null) }))
    expect(after.questions.map(questionId)).toEqual(before.questions.map(questionId))
  })

  it('ends when no group asks it any more', () => {
    const both = withAsked(withAsked(NO_MEMORY, nat()), nat({ group: 'other' }))
    const one = withoutAsked(both, 'nat', 'other')
    expect(one.questions).toHaveLength(1)
    expect(withoutAsked(one, 'network', 'ipv4 auto')).toEqual(one)
    expect(withoutAsked(one, 'nat', 'ipv4 auto').questions).toEqual([])
  })

  it('takes the place of another one of the same guard about the same group', () => {
    const other = withAsked(withAsked(NO_MEMORY, nat()), nat({ situation: 'nat-double', why: reason('nat-double') }))
    expect(other.questions).toMatchObject([{ situation: 'nat-double' }])
  })

  it('is of the network that the computer is in', () => {
    const both = withAsked(withAsked(NO_MEMORY, nat()), isNew({ group: 'ipv6 auto' }))
    expect(atNetwork(both, CAFE).questions).toMatchObject([{ guard: 'network' }])
    expect(atNetwork(both, network(null)).questions).toHaveLength(2)
  })
})

describe('an answer', () => {
  const idOf = (memory: typeof NO_MEMORY) => questionId(memory.questions[0] as never)

  it('keeps a situation of one network, until that is over', () => {
    const asked = withAsked(NO_MEMORY, nat())
    const kept = withAnswer(asked, idOf(asked), 'keep')
    if (kept === null) throw new Error('not taken')
    expect(kept.questions).toEqual([])
    expect(isKept(kept, 'nat-carrier', HOME)).toBe(true)
    expect(isKept(kept, 'nat-carrier', network(null))).toBe(true)
    expect(isKept(kept, 'nat-double', HOME)).toBe(false)
    expect(isKept(kept, 'nat-carrier', CAFE)).toBe(false)
    expect(isKept(withoutKept(kept, HOME), 'nat-carrier', HOME)).toBe(false)
  })

  it.each([
    ['keep', 'known'],
    ['only-at-home', 'away'],
  ] as const)('%s makes a network %s', (answer, standing) => {
    const asked = withAsked(withNetwork(NO_MEMORY, HOME, false), isNew())
    expect(standingOfNetwork(asked, CAFE)).toBe('new')
    const after = withAnswer(asked, idOf(asked), answer)
    expect(after && standingOfNetwork(after, CAFE)).toBe(standing)
    expect(after && standingOfNetwork(after, HOME)).toBe('known')
  })

  it('is refused where there is no such question, or it has no such answer', () => {
    const asked = withAsked(NO_MEMORY, nat())
    expect(withAnswer(asked, 'nat nat-carrier elsewhere', 'keep')).toBeNull()
    expect(withAnswer(asked, idOf(asked), 'only-at-home')).toBeNull()
    const away = withAsked(NO_MEMORY, isNew({ why: reason('network-away'), isAsked: false }))
    expect(withAnswer(away, idOf(away), 'only-at-home')).toBeNull()
    expect(withAnswer(away, idOf(away), 'keep')).not.toBeNull()
  })
})

it('is bounded, and its JSON is read again as it is', () => {
  let memory = NO_MEMORY
  for (let turn = 0; turn < 500; turn += 1) {
    memory = withNetwork(memory, network(`02:00:00:00:${turn >> 8}:${turn & 255}`), turn % 2 === 0)
    const asked = withAsked(memory, nat({ network: network(`02:${turn}`) }))
    memory = withAnswer(asked, questionId(asked.questions[0] as never), 'keep') ?? memory
  }
  expect(memory.networks).toHaveLength(200)
  expect(memory.kept).toHaveLength(100)
  const full = withAsked(withAsked(memory, nat()), isNew())
  expect(guardMemorySchema.parse(JSON.parse(JSON.stringify(full)))).toEqual(full)
})
