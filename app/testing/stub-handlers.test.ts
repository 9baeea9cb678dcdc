import { expect, it, vi } from 'vitest'
import { type CallName, calls } from '../contract/ipc.ts'
import { stubHandlers } from './stub-handlers.ts'

const NAMES = Object.keys(calls) as CallName[]

it.each(NAMES)('%s is answered with a result that the call table accepts', async (name) => {
  const handler = stubHandlers()[name] as (payload: unknown) => unknown
  expect(calls[name].result.safeParse(await handler(undefined))).toMatchObject({ success: true })
})

it('a test replaces the handlers that it is about', () => {
  const resume = vi.fn(() => ({ ok: false as const, message: 'no' }))
  expect(stubHandlers({ 'engine.resume': resume })['engine.resume']).toBe(resume)
})
