import { expect, it } from 'vitest'
import { reason } from '../../contract/reason.ts'
import { questionId, withAsked, withNetwork } from '../../model/guards/memory.ts'
import { createGuardMemory } from './guard-memory.ts'

const HOME = { mac: '02:00:00:00:00:01', profile: null, gateway: '192.168.1.1', adapterId: 'eth0' }

function stored(text: string | null = null) {
  const file = { text, isFull: false, writes: 0 }
  let changes = 0
  const open = () =>
    createGuardMemory({
      store: {
        getValue: () => file.text,
        setValue: (_name, value) => {
          if (file.isFull) throw new Error('disk is full')
          file.text = value
          file.writes += 1
        },
      },
      log: () => {},
      onChange: () => {
        changes += 1
      },
    })
  return { file, open, changes: () => changes }
}

it('writes a change once, and nothing while nothing changes', () => {
  const { file, open, changes } = stored()
  const memory = open()
  memory.change((before) => before)
  expect([file.writes, memory.isFresh]).toEqual([0, true])
  for (let turn = 0; turn < 3; turn += 1) memory.change((before) => withNetwork(before, HOME, false))
  expect([file.writes, changes(), memory.isFresh]).toEqual([1, 1, false])
  expect(open().current).toEqual(memory.current)
})

it('counts what cannot be written, and writes it as soon as that is possible', () => {
  const { file, open } = stored()
  const memory = open()
  file.isFull = true
  memory.change((before) => withNetwork(before, HOME, false))
  expect([memory.isFresh, file.text]).toEqual([false, null])
  file.isFull = false
  memory.change((before) => before)
  expect(open().current).toEqual(memory.current)
})

it('takes an answer once', () => {
  const { open } = stored()
  const memory = open()
  const asked = { guard: 'nat', situation: 'nat-carrier', network: HOME, why: reason('nat-carrier') } as const
  memory.change((before) => withAsked(before, { ...asked, group: 'ipv4 auto', isAsked: true, now: 1 }))
  const [question] = memory.current.questions
  const id = question === undefined ? '' : questionId(question)
  expect(memory.answer(id, 'only-at-home')).toBe(false)
  expect(memory.answer(id, 'keep')).toBe(true)
  expect(memory.answer(id, 'keep')).toBe(false)
  expect(open().current.questions).toEqual([])
})

it.each(['', 'x', '[]', '{"networks":1}'])('takes %j for nothing that is known, and no network for home', (text) => {
  const memory = stored(text).open()
  expect(memory.current.networks).toEqual([])
  expect(memory.isFresh).toBe(false)
})
