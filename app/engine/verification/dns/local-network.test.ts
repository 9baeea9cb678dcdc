import { expect, it } from 'vitest'
import { adapter, adapterAddress } from '../../../testing/adapters.ts'
import { createLocalNetwork, localTo } from './local-network.ts'

it('covers every network in which an adapter has an address', () => {
  const isInside = localTo([
    adapter({ addresses: [adapterAddress('11.22.33.10', { prefixLength: 24 }), adapterAddress('2a0e:1111:5::10')] }),
    adapter({ addresses: [adapterAddress('11.22.44.7', { prefixLength: 32 })] }),
  ])
  for (const address of ['11.22.33.1', '11.22.33.10', '2a0e:1111:5::53', '11.22.44.7']) {
    expect({ address, inside: isInside(address) }).toEqual({ address, inside: true })
  }
  for (const address of ['11.22.34.1', '2a0e:1111:6::53', '11.22.44.8', 'no address']) {
    expect({ address, inside: isInside(address) }).toEqual({ address, inside: false })
  }
})

it('covers the /64 around a single IPv6 address from DHCP', () => {
  const isInside = localTo([
    adapter({
      addresses: [
        adapterAddress('2a0e:1111:5::10', { prefixLength: 128 }),
        adapterAddress('fe80::1%eth0', { prefixLength: 64 }),
      ],
    }),
  ])
  expect(isInside('2a0e:1111:5::53')).toBe(true)
  expect(isInside('2a0e:1111:6::53')).toBe(false)
})

it('does not cover everything when the prefix length is unknown', () => {
  expect(localTo([adapter({ addresses: [adapterAddress('11.22.33.10', { prefixLength: 0 })] })])('1.1.1.1')).toBe(false)
})

it('covers everything while the adapters cannot be read: then no server is known to be outside', async () => {
  const isInside = await createLocalNetwork({ list: () => Promise.reject(new Error('no table')) })()
  expect(isInside('11.22.44.53')).toBe(true)
})

it('is read again at each call', async () => {
  let addresses = [adapterAddress('11.22.33.10')]
  const localNetwork = createLocalNetwork({ list: async () => [adapter({ addresses })] })
  expect((await localNetwork())('11.22.33.1')).toBe(true)
  addresses = []
  expect((await localNetwork())('11.22.33.1')).toBe(false)
})
