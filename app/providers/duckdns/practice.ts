// The test case of Duck DNS.
import { duckdns } from '../../../e2e/servers/duckdns.ts'
import { describeCase } from '../../testing/provider-case.ts'

export const cases = {
  duckdns: describeCase({
    secretField: 'token',
    hostnames: ['home.duckdns.org', 'cam.duckdns.org'],
    protocol: duckdns,
    success: /^\s*ok\s*([\r\n]|$)/i,
  }),
}
