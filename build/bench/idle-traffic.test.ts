// A quiet day stays as cheap as README says, with each kind of router.
import { beforeAll, describe, expect, it } from 'vitest'
import { opensslMissing } from '../../app/testing/certificates.ts'
import { type DayTraffic, measureIdleTraffic, trafficTable } from './idle-traffic.ts'

describe.skipIf(opensslMissing)('the traffic of a quiet day', () => {
  let days: Readonly<Record<string, DayTraffic>> = {}
  beforeAll(async () => {
    days = (await measureIdleTraffic()) ?? {}
  }, 300_000)

  it('is one question to one service every five minutes, whatever the router', () => {
    for (const { echo } of Object.values(days)) {
      expect(echo.exchanges).toBeGreaterThanOrEqual(280)
      expect(echo.exchanges).toBeLessThanOrEqual(296)
      // A connection with its certificates: neither forgotten nor counted twice.
      expect(echo.bytes / echo.exchanges).toBeGreaterThan(2_500)
      expect(echo.bytes / echo.exchanges).toBeLessThan(8_000)
    }
  })

  it('is 4,320 datagrams of two bytes by NAT-PMP, and the same in answers; a push makes it a fifteenth', () => {
    const polled = days['NAT-PMP, polled']?.['nat-pmp']
    expect(polled?.exchanges).toBeGreaterThanOrEqual(4_300)
    expect(polled?.exchanges).toBeLessThanOrEqual(4_620)
    expect(polled?.packets).toBe(2 * (polled?.exchanges ?? 0))
    expect(polled?.bytes).toBe((polled?.exchanges ?? 0) * (2 + 28 + 12 + 28))
    const announced = days['NAT-PMP, announced']?.['nat-pmp']
    expect(announced?.exchanges).toBeLessThanOrEqual(600)
  })

  it('is a request a minute by UPnP, and less with events that are renewed', () => {
    expect(days['UPnP, polled']?.upnp.exchanges).toBeLessThanOrEqual(1_750)
    expect(days['UPnP, polled']?.events.exchanges).toBe(0)
    expect(days['UPnP, events']?.upnp.exchanges).toBeLessThan(1_500)
    expect(days['UPnP, events']?.events.exchanges).toBeGreaterThan(90)
  })

  it('asks a router that speaks no protocol every half hour', () => {
    expect(days['no protocol']?.['nat-pmp'].exchanges).toBeLessThan(400)
  })

  it('verifies the name four times a day', () => {
    for (const { dns } of Object.values(days)) {
      expect(dns.exchanges).toBeGreaterThan(4)
      expect(dns.exchanges).toBeLessThan(100)
    }
  })

  it('is printed as one table, a line for each router', () => {
    expect(trafficTable(days).split('\n')).toHaveLength(Object.keys(days).length + 2)
  })
})
