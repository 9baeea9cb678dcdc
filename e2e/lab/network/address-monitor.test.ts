import { describe, expect, it } from 'vitest'
import { parseMonitorLine } from './address-monitor.ts'

describe('a line of ip monitor', () => {
  it('gives the added address and the local time, with microseconds', () => {
    const line = '[2026-01-31T10:20:30.123456] 2: wan0    inet 11.22.33.44/24 scope global wan0'
    const at = new Date('2026-01-31T10:20:30').getTime() + 123.456
    expect(parseMonitorLine(line)).toEqual({ address: '11.22.33.44', at })
  })

  it('is read for IPv6, too', () => {
    const line = '[2026-01-31T10:20:30.000001] 2: wan0    inet6 2a0e:1111::44/32 scope global nodad'
    expect(parseMonitorLine(line)?.address).toBe('2a0e:1111::44')
  })

  it('does not give an address that was removed', () => {
    expect(
      parseMonitorLine('[2026-01-31T10:20:30.000001] Deleted 2: wan0    inet 11.22.33.10/24 scope global'),
    ).toBeNull()
  })
})
