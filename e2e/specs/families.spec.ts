// IPv4 and IPv6 are tracked independently of each other.
import { expect, test } from '../fixture.ts'
import { HOME_IPV6 } from '../lab/network/namespaces.ts'
import { HOSTNAME, START_ADDRESS, writePracticeDomain } from '../practice.ts'

test('when only IPv6 changes, only IPv6 is sent, and the A record survives', async ({
  homeward,
  environment,
  realNetwork,
}) => {
  await writePracticeDomain(environment, { ipv6: true })
  await homeward.start()
  await expect.poll(() => environment.internet.resolve(HOSTNAME, 'AAAA')).toEqual([HOME_IPV6])
  const from = environment.internet.requests.length
  await realNetwork.change({ ipv6: '2a0e:1111::99' })
  await expect.poll(() => environment.internet.resolve(HOSTNAME, 'AAAA')).toEqual(['2a0e:1111::99'])
  expect(await environment.internet.resolve(HOSTNAME, 'A')).toEqual([START_ADDRESS])
  expect(environment.internet.requests.slice(from)).toHaveLength(1)
})
