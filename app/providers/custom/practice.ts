// The test case of a custom service: a URL that speaks Duck DNS's protocol.
import { duckdns } from '../../../e2e/servers/duckdns.ts'
import { describeCase } from '../../testing/provider-case.ts'

export const cases = {
  custom: describeCase({
    secretField: 'secret',
    account: (server) => ({
      endpoint: null,
      fields: {
        url: `${server}/update?domains={hostname}&token={secret}&ip={ipv4}&ipv6={ipv6}`,
        success: 'OK, updated',
      },
    }),
    // The URL does not ask for the verbose reply.
    namesAddress: false,
    protocol: duckdns,
    success: /^\s*(ok|updated)(\s|$)/i,
  }),
}
