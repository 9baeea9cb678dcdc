// IPv4 and IPv6 are tracked independently of each other.
import { expect, test } from '../fixture.ts'
import { HOME_IPV6 } from '../lab/network/namespaces.ts'
import { HOSTNAME, START_ADDRESS, writePracticeDomain } from '../practice.ts'

test('when only IPv6 changes, only IPv6 is sent, and the A record survives', async ({
  homeward,
  world,
  realNetwork,
}) => {
  await writePracticeDomain(world, { ipv6: true })
  await homeward.start()
  await expect.poll(() => world.internet.resolve(HOSTNAME, 'AAAA')).toEqual([HOME_IPV6])
  const from = world.internet.requests.length
  await realNetwork.change({ ipv6: '2a0e:1111::99' })
  await expect.poll(() => world.internet.resolve(HOSTNAME, 'AAAA')).toEqual(['2a0e:1111::99'])
  expect(await world.internet.resolve(HOSTNAME, 'A')).toEqual([START_ADDRESS])
  expect(world.internet.requests.slice(from)).toHaveLength(1)
})
