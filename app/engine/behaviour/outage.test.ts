// An hour in which something else answers in place of the service: no provider's name is lost by it, and none needs a hand.
import { expect, it } from 'vitest'
import { publishedAddress } from '../../model/family-state.ts'
import type { HttpRequest, HttpResult } from '../../model/ports.ts'
import { providers } from '../../providers/registry.ts'
import { engineScene, HOUR, MINUTE, SECOND } from '../../testing/engine-scene.ts'
import { snapshotOf } from '../../testing/explanation.ts'
import { caseOf } from '../../testing/provider-cases.ts'
import { practiceInMemory } from '../../testing/provider-practice.ts'

const scene = engineScene()
const SERVER = 'https://service.example.net'

const page = (status: number, contentType: string, body: string): HttpResult => ({
  ok: true,
  status,
  headers: { 'content-type': contentType },
  body,
})
const HTML = '<!DOCTYPE html>\n<html><head><title>404 Not Found</title></head><body>good OK</body></html>'
const OUTAGES: readonly (readonly [string, HttpResult])[] = [
  ['404 text/html', page(404, 'text/html', HTML)],
  ['403 text/html', page(403, 'text/html; charset=UTF-8', HTML)],
  ['400 text/html', page(400, 'text/html', HTML)],
  ['404 text/plain', page(404, 'text/plain', '404 page not found\n')],
  ['404 application/json', page(404, 'application/json', '{"message":"no Route matched with those values"}')],
  [
    'an answer that no parser reads',
    { ok: false, fault: 'malformed', message: 'Parse Error: Missing expected CR after response line', sent: true },
  ],
]

async function begin(id: string, outage: () => HttpResult | null) {
  const one = caseOf(id)
  const [hostname] = one.hostnames
  const { endpoint, fields } = one.account(SERVER)
  const account = { id: 'home', provider: id, fields, ...(endpoint === null ? {} : { endpoint }) }
  const practice = practiceInMemory({ ...one, secret: 'hunter2' })
  const answer = (request: HttpRequest) => outage() ?? practice(request)
  const settings = {
    version: 1,
    accounts: [account],
    records: [{ account: 'home', hostname }],
    detection: { pollIntervalS: 86_400 },
  }
  await scene.begin({ settings, services: { providers, answer } })
  return () => scene.world.engine.states.state({ account: 'home', hostname, family: 'ipv4' })
}
const held = () => scene.world.engine.states.accountHold('home')
const record = () => snapshotOf(scene.world, 'en').records[0]

/** The fault matrix shows that every provider takes all of them alike. */
const outagesOf = (id: string) => (id === 'duckdns' ? OUTAGES : [...OUTAGES.slice(0, 1), ...OUTAGES.slice(-1)])

for (const { info } of providers) {
  it.each(outagesOf(info.id))(
    `${info.id} that answers %s for an hour gets the new address with no hand`,
    async (_, outage) => {
      let now: HttpResult | null = null
      const state = await begin(info.id, () => now)
      await scene.world.pass(SECOND)
      // A service that names no address is only accepted: this world has no zone to ask.
      const known = () => (caseOf(info.id).namesAddress ? state()?.confirmed : publishedAddress(state()))
      expect(known()).toBe('11.22.33.1')
      now = outage
      scene.world.requests.length = 0
      scene.move('11.22.33.2')
      await scene.world.pass(MINUTE)
      // One request, and no quick retries.
      expect(scene.world.requests).toHaveLength(1)
      expect(held()).toMatchObject({ class: 'parked', failure: { kind: 'unrecognised' } })
      expect(record()?.families[0]?.message).not.toContain('Check the server address')
      await scene.world.pass(HOUR - MINUTE)
      // At 0, 5, 15 and 35 minutes: a query may stand before each.
      expect(scene.world.requests.length).toBeLessThanOrEqual(7)
      now = null
      await scene.world.pass(2 * HOUR)
      expect(known()).toBe('11.22.33.2')
      expect(scene.world.engine.states.holds()).toEqual([])
      expect(record()?.state).toBe('ok')
    },
  )
}

it('an account that never had a success is asked about its server address', async () => {
  await begin('duckdns', () => page(404, 'text/html', HTML))
  await scene.world.pass(SECOND)
  expect(record()?.families[0]?.message).toContain('Check the server address of this account.')
  expect(record()?.families[0]?.message).toContain('HTTP 404: 404 Not Found')
})
