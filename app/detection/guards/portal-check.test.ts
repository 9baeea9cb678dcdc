import { expect, it } from 'vitest'
import { portalSettingsSchema } from '../../contract/settings.ts'
import type { HttpRequest, HttpResult } from '../../model/ports.ts'
import { createHandClock } from '../../testing/hand-clock.ts'
import { createPortalCheck } from './portal-check.ts'
import { PORTAL_OPERATORS } from './portal-operators.ts'

const PAGE: HttpResult = { ok: true, status: 200, headers: {}, body: '<html>Sign in' }
const NOBODY: HttpResult = { ok: false, fault: 'timeout', message: 'timeout', sent: true }

function scene(answer: (url: string) => HttpResult, settings: unknown = {}) {
  const clock = createHandClock()
  const requests: HttpRequest[] = []
  const current = { answer, settings: portalSettingsSchema.parse(settings) }
  const portal = createPortalCheck({
    http: {
      request: async (request) => {
        requests.push(request)
        return current.answer(request.url)
      },
    },
    clock,
    settings: () => current.settings,
  })
  return { portal, clock, requests, current }
}

it('asks two operators by plain http, for three seconds, with nothing else in the request', async () => {
  const { portal, requests } = scene(() => PAGE)
  await portal.check('here')
  expect(portal.host).toBe('detectportal.firefox.com')
  expect(requests).toEqual(
    PORTAL_OPERATORS.slice(0, 2).map(({ url }) => ({
      ...{ method: 'GET', url, isPortalProbe: true, headers: { 'cache-control': 'no-cache' } },
      ...{ timeoutMs: 3_000, maxBytes: 1_024 },
    })),
  )
})

it('asks the next operator in place of one that does not answer', async () => {
  const { portal, requests } = scene((url) => (url.includes('gstatic') ? NOBODY : PAGE))
  await portal.check('here')
  expect(requests).toHaveLength(3)
  expect(portal.host).toBe('detectportal.firefox.com')
})

it('keeps what it found while nobody answers, until the computer is elsewhere', async () => {
  const { portal, current } = scene(() => PAGE)
  await portal.check('here')
  current.answer = () => NOBODY
  await portal.check('here')
  expect(portal.host).not.toBeNull()
  await portal.check('elsewhere')
  expect(portal.host).toBeNull()
})

it('probes each time while a portal answers, and every 30 seconds at most while none does', async () => {
  const { portal, clock, requests, current } = scene(() => PAGE)
  for (let turn = 0; turn < 3; turn += 1) await portal.check('here')
  expect(requests).toHaveLength(6)
  current.answer = () => NOBODY
  portal.answered()
  await clock.advance(30_000)
  for (let turn = 0; turn < 3; turn += 1) await portal.check('here')
  expect(requests).toHaveLength(9)
  await clock.advance(30_000)
  await portal.check('here')
  expect(requests).toHaveLength(12)
})

it('shares one probe between those who ask at the same time', async () => {
  const { portal, requests } = scene(() => PAGE)
  await Promise.all([portal.check('here'), portal.check('here'), portal.check('here')])
  expect(requests).toHaveLength(2)
})

it('asks nobody while the settings switch it off, and forgets what it found', async () => {
  const { portal, requests, current } = scene(() => PAGE)
  await portal.check('here')
  current.settings = portalSettingsSchema.parse({ probe: false })
  await portal.check('here')
  expect(portal.host).toBeNull()
  expect(requests).toHaveLength(2)
})
