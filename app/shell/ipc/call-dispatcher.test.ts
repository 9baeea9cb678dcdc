import * as fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { calls, type Handlers } from '../../contract/ipc.ts'
import { createSnapshot } from '../../testing/snapshots.ts'
import { stubHandlers } from '../../testing/stub-handlers.ts'
import { PAGE_URL } from '../security/app-scheme.ts'
import { createDispatcher } from './call-dispatcher.ts'
import { MAX_DEPTH, MAX_TEXT, MAX_VALUES } from './payload-limits.ts'

const done = { ok: true } as const
const frame = { url: PAGE_URL }

function dispatcher(replace: Partial<Handlers> = {}, pageFrame: { url: string } | null = frame) {
  const log = vi.fn()
  const handlers = stubHandlers({
    'snapshot.get': () => createSnapshot('en'),
    'history.query': vi.fn(() => ({ attempts: [], more: false })),
    'engine.pause': vi.fn(() => done),
    'account.save': vi.fn(() => done),
    ...replace,
  })
  return { log, handlers, dispatch: createDispatcher({ handlers, pageFrame: () => pageFrame, log }) }
}

describe('a call from the page', () => {
  it('reaches its handler with the parsed payload and returns the parsed result', async () => {
    const { dispatch, handlers } = dispatcher()
    expect(await dispatch('history.query', frame, {})).toEqual({ ok: true, value: { attempts: [], more: false } })
    expect(handlers['history.query']).toHaveBeenCalledWith({ limit: 100 })
  })

  it.each([
    ['no frame at all', null],
    ['a frame that is gone', undefined],
    ['another frame of the same page', { url: PAGE_URL }],
    ['a frame from elsewhere', { url: 'https://example.org/' }],
  ])('is refused from %s', async (_what, sender) => {
    const { dispatch, log } = dispatcher()
    expect(await dispatch('engine.update-now', sender, undefined)).toMatchObject({ ok: false, code: 'foreign-sender' })
    expect(log).toHaveBeenCalledOnce()
  })

  it('is refused when the window’s own frame shows another page', async () => {
    const elsewhere = { url: 'https://example.org/' }
    expect(await dispatcher({}, elsewhere).dispatch('engine.resume', elsewhere, undefined)).toMatchObject({ ok: false })
  })

  it('is refused when there is no window', async () => {
    expect(await dispatcher({}, null).dispatch('engine.resume', frame, undefined)).toMatchObject({ ok: false })
  })

  it('is refused when there is no such call, even if every object has a property of that name', async () => {
    for (const name of ['toString', '__proto__', 'constructor', '', 'x'.repeat(10_000)]) {
      expect(await dispatcher().dispatch(name, frame, undefined)).toMatchObject({ ok: false, code: 'unknown-call' })
    }
  })

  it('is refused for an unknown key, and the refusal does not quote the value', async () => {
    const { dispatch, handlers } = dispatcher()
    const reply = await dispatch('engine.pause', frame, { minutes: 5, token: 'hush-hush' })
    expect(reply).toMatchObject({ ok: false, code: 'bad-payload' })
    expect(JSON.stringify(reply)).not.toContain('hush-hush')
    expect(handlers['engine.pause']).not.toHaveBeenCalled()
  })

  it('is refused when it is too long, too wide, too deep or not plain data', async () => {
    const { dispatch, handlers } = dispatcher()
    let deep: unknown = 1
    for (let level = 0; level <= MAX_DEPTH + 1; level += 1) deep = { deep }
    const giants = [
      'x'.repeat(MAX_TEXT + 1),
      new Array(MAX_VALUES + 1).fill(0),
      deep,
      new Map([[1, 2]]),
      { d: new Date(0) },
    ]
    for (const giant of giants) {
      const payload = { account: { id: 'a', provider: 'p', fields: { giant } }, secrets: {} }
      expect(await dispatch('account.save', frame, payload)).toMatchObject({ ok: false, code: 'bad-payload' })
    }
    expect(handlers['account.save']).not.toHaveBeenCalled()
  })

  it('that fails gives the page no details, and gives all of them to the log', async () => {
    const { dispatch, log } = dispatcher({
      'engine.update-now': () => {
        throw new Error('GET https://user:s3cret@example.org/update failed in /home/somebody/app.js')
      },
    })
    const reply = await dispatch('engine.update-now', frame, undefined)
    expect(reply).toEqual({ ok: false, code: 'failed', message: 'This did not work. The log says why.' })
    expect(JSON.stringify(log.mock.calls)).toContain('somebody')
  })

  it('never returns what the table does not name: one unknown key refuses the whole result', async () => {
    const stray = { ...createSnapshot('en'), token: 'hush-hush' }
    const { dispatch, log } = dispatcher({ 'snapshot.get': () => stray })
    const reply = await dispatch('snapshot.get', frame, undefined)
    expect(reply).toMatchObject({ ok: false, code: 'bad-result' })
    expect(JSON.stringify([reply, log.mock.calls])).not.toContain('hush-hush')
  })

  it('never rejects and never throws, whatever is sent', async () => {
    const { dispatch } = dispatcher()
    const names = fc.oneof(fc.constantFrom(...Object.keys(calls)), fc.string())
    const reached = new Set<boolean>()
    await fc.assert(
      fc.asyncProperty(
        names,
        fc.anything({ maxDepth: 4, withMap: true, withDate: true, withBigInt: true }),
        async (name, payload) => {
          const reply = await dispatch(name, frame, payload)
          reached.add(reply.ok)
          expect(structuredClone(reply)).toEqual(reply)
        },
      ),
      { numRuns: 10_000 },
    )
    expect(reached).toEqual(new Set([true, false]))
  })
})
