import { expect, it } from 'vitest'
import { settingsSchema } from '../../../contract/settings.ts'
import { needsGateways } from './needs-gateways.ts'

const settings = (ipv4: unknown, ask = true) =>
  settingsSchema.parse({
    version: 1,
    records: [
      { account: 'a', hostname: 'off.example.org', ipv4: 'off', ipv6: 'auto' },
      { account: 'a', hostname: 'nas.example.org', ipv4 },
    ],
    detection: { gateway: { ask } },
  })

it.each([
  ['auto', true, true],
  ['auto', false, false],
  ['off', true, false],
  [{ source: 'gateway' }, false, true],
  [{ source: 'echo', url: 'https://echo.example.org' }, true, false],
  [[{ source: 'echo', url: 'https://echo.example.org' }, { source: 'gateway' }], false, true],
  [[{ source: 'adapter', adapter: 'eth0' }], true, false],
] as const)('a name with %j needs the router, where `ask` is %s: %s', (ipv4, ask, isNeeded) => {
  expect(needsGateways(settings(ipv4, ask))).toBe(isNeeded)
})
