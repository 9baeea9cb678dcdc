// A home with IPv6 alone: its own address is published, and never the one that IPv4 services see through the provider's NAT64.
import process from 'node:process'
import { describe, expect, it } from 'vitest'
import { PROVIDER_IPV4, PROVIDER_NAME } from './internet-plan.ts'
import { createIpv6Home, DNS64_PREFIX, missingForNat64, STABLE, TRANSLATOR } from './ipv6-home.ts'
import { missingForScene, scenes } from './scene.ts'

const missing = missingForScene(missingForNat64())
const isNightly = Boolean(process.env.HOMEWARD_NIGHTLY)
const { keep, open } = scenes()

/** What a service sees of whoever asks it through NAT64, with the lab's own certificates left aside. */
const ASK = `process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'
fetch('https://api.ipify.org/').then((it) => it.text()).then(console.log)`

describe.skipIf(missing !== null)('IPv6 alone, with IPv4 by NAT64', { timeout: 180_000 }, () => {
  it('publishes the home’s own IPv6 at a provider with IPv4 alone, and nothing as IPv4', async () => {
    const home = await keep(createIpv6Home({ nat64: true }))
    const record = { ipv4: 'auto', ipv6: 'auto' }
    const { truth, homeward, holds, zone, order, requests } = await open(home.net, { record, dns64: DNS64_PREFIX })
    await order({ do: 'resolver-knows', name: PROVIDER_NAME, addresses: [PROVIDER_IPV4] })
    // Other programs do get to IPv4 services, and are seen with the translator's address.
    expect(await home.net.run('pc', process.execPath, '-e', ASK)).toContain(TRANSLATOR)
    truth.is('ipv6', STABLE)
    await homeward.start()
    await holds('ipv6', STABLE)
    await homeward.check()
    expect(requests.at(-1)?.remoteAddress).toBe(TRANSLATOR)
    expect(zone('ipv4')).toBeNull()
    expect((await homeward.row('ipv4')).confirmed).toBeNull()
  })

  it.skipIf(!isNightly)('publishes nothing as IPv4 when the user chose the service', async () => {
    const home = await keep(createIpv6Home({ nat64: true }))
    const record = { ipv4: { source: 'echo', url: 'https://api.ipify.org/' }, ipv6: 'off' }
    const { homeward, zone, requests } = await open(home.net, { record, dns64: DNS64_PREFIX })
    await homeward.start()
    await homeward.check()
    expect((await homeward.lastObservation('ipv4'))?.outcome).toBe('unknown')
    expect([zone('ipv4'), requests.length]).toEqual([null, 0])
  })

  it.skipIf(!isNightly)(
    'publishes nothing as IPv4 when the computer translates for its own programs (464XLAT)',
    async () => {
      const home = await keep(createIpv6Home({ nat64: true, ownTranslator: true }))
      const record = { ipv4: 'auto', ipv6: 'auto' }
      const { truth, homeward, holds, zone } = await open(home.net, { record, dns64: DNS64_PREFIX })
      truth.is('ipv6', STABLE)
      await homeward.start()
      await holds('ipv6', STABLE)
      await homeward.check()
      const answers = (await homeward.lastObservation('ipv4'))?.answers ?? []
      expect(answers.map(({ address }) => address)).toContain(TRANSLATOR)
      expect(zone('ipv4')).toBeNull()
    },
  )
})
