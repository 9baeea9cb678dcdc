// Dynu detects a family from the connection when an update does not name it: the client has to prevent that.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createHttpClient } from '../../app/platform/http/http-client.ts'
import { providerOf } from '../../app/providers/registry.ts'
import { type PracticeProvider, startProvider } from './provider.ts'

const HOSTNAME = 'nas.example.org'
const http = createHttpClient()
let provider: PracticeProvider

beforeEach(async () => {
  provider = await startProvider({
    accounts: [{ username: 'u', password: 'practice-password', token: '', hostnames: [HOSTNAME] }],
  })
})
afterEach(async () => {
  http.reset()
  await provider.close()
})

const update = (ipv4: string | null, ipv6: string | null) => {
  const account = {
    id: 'home',
    endpoint: provider.url,
    ca: null,
    allowPlainHttp: false,
    fields: { username: 'u' },
    secrets: { password: 'practice-password' },
  }
  const dynu = providerOf('dynu')
  if (dynu === null) throw new Error('there is no provider dynu')
  return dynu.update(
    { account, changes: [{ hostname: HOSTNAME, ipv4, ipv6 }], userAgent: 'Homeward/0', now: () => 0 },
    http,
  )
}
const held = () => provider.zone.records({ name: HOSTNAME }).map(({ content }) => content)

describe('Dynu, one family at a time', () => {
  it('keeps the family that is not updated', async () => {
    await update('11.22.33.4', '2a0e:1111::4')
    const { outcomes } = await update(null, '2a0e:1111::5')
    expect(outcomes).toEqual([{ hostname: HOSTNAME, family: 'ipv6', answer: { kind: 'confirmed', changed: true } }])
    expect(held().sort()).toEqual(['11.22.33.4', '2a0e:1111::5'])
    await update('11.22.33.6', null)
    expect(held().sort()).toEqual(['11.22.33.6', '2a0e:1111::5'])
  })

  it('would lose that family by leaving it out', async () => {
    await update('11.22.33.4', null)
    await http.request({
      method: 'GET',
      url: `${provider.url}/nic/update?hostname=${HOSTNAME}&myipv6=2a0e:1111::5`,
      headers: { authorization: `Basic ${btoa('u:practice-password')}`, 'user-agent': 'Homeward/0' },
    })
    expect(held()).toContain('127.0.0.1')
  })
})
