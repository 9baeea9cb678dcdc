// The test case of Cloudflare.
import { cloudflare } from '../../../e2e/servers/cloudflare.ts'
import { ASCII_TOKEN, describeCase } from '../../testing/provider-case.ts'

export const cases = {
  cloudflare: describeCase({
    secret: ASCII_TOKEN,
    secretField: 'token',
    protocol: cloudflare,
    success: /^\s*\{.*"success"\s*:\s*true/s,
    // The zones, the records, and one change per family.
    mostRequests: 4,
    steps: [
      { name: 'the zones', only: { hostname: '/zones?' }, requests: 1 },
      { name: 'the records', only: { method: 'GET', hostname: '/dns_records' }, requests: 2 },
      { name: 'the change', only: { method: 'POST' }, requests: 3 },
    ],
  }),
}
