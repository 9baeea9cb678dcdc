import { expect, it, vi } from 'vitest'
import { calls, type Handlers } from '../../contract/ipc.ts'
import { livingBytes } from '../../testing/heap.ts'
import { createRandom, malformedValue } from '../../testing/malformed.ts'
import { PAGE_URL } from '../security/app-scheme.ts'
import { createDispatcher } from './call-dispatcher.ts'

const MESSAGES = 100_000
const MEBIBYTE = 2 ** 20

it(`refuses each of ${MESSAGES} malformed messages, and keeps none of them`, { timeout: 120_000 }, async () => {
  const called = vi.fn()
  const handlers = new Proxy({} as Handlers, { get: () => called })
  const frame = { url: PAGE_URL }
  let lines = 0
  const log = () => {
    lines += 1
  }
  const dispatch = createDispatcher({ handlers, pageFrame: () => frame, log })
  // A call that needs no payload takes none, so whatever comes with it is malformed too.
  const names = [...Object.keys(calls), 'secret.read', '__proto__']
  const random = createRandom(11)
  const send = async (count: number) => {
    let refused = 0
    for (let index = 0; index < count; index += 1) {
      const reply = await dispatch(names[index % names.length] ?? '', frame, malformedValue(random))
      if (!reply.ok && reply.code !== 'failed') refused += 1
    }
    return refused
  }
  await send(1_000)
  const before = await livingBytes()
  expect(await send(MESSAGES)).toBe(MESSAGES)
  expect((await livingBytes()) - before).toBeLessThan(2 * MEBIBYTE)
  expect(called).not.toHaveBeenCalled()
  // A full line for each would push everything else out of the log.
  expect(lines).toBeGreaterThan(100)
  expect(lines).toBeLessThan(200)
})
