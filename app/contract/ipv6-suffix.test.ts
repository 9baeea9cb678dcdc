import { describe, expect, it } from 'vitest'
import { readHardwareAddress, readSuffix } from './ipv6-suffix.ts'

describe('the end of an IPv6 address in the settings', () => {
  it.each([
    ['::1234', [0, 0, 0, 0, 0, 0, 0, 0x1234], 64],
    [' ::1234/64 ', [0, 0, 0, 0, 0, 0, 0, 0x1234], 64],
    ['::ab:0:0:0:1234/56', [0, 0, 0, 0xab, 0, 0, 0, 0x1234], 56],
    ['0:0:0:0:72ad:8fbb:a54e:bedd/64', [0, 0, 0, 0, 0x72ad, 0x8fbb, 0xa54e, 0xbedd], 64],
    ['::192.168.1.7', [0, 0, 0, 0, 0, 0, 0xc0a8, 0x0107], 64],
    ['::1/127', [0, 0, 0, 0, 0, 0, 0, 1], 127],
    ['1fff::/3', [0x1fff, 0, 0, 0, 0, 0, 0, 0], 3],
    ['::8000:0:0:0/64', [0, 0, 0, 0, 0x8000, 0, 0, 0], 64],
  ])('%s is read bit by bit', (text, groups, prefixLength) => {
    expect(readSuffix(text)).toEqual({ ok: true, suffix: { groups, prefixLength } })
  })

  it.each([
    ['', 'must be the end of an IPv6 address, such as ::1234 or ::1234/64'],
    ['1234', 'must be the end of an IPv6 address, such as ::1234 or ::1234/64'],
    ['::1%eth0', 'must be the end of an IPv6 address, such as ::1234 or ::1234/64'],
    ['::1]/@evil', 'must be the end of an IPv6 address, such as ::1234 or ::1234/64'],
    ['1:2:3:4:5:6:7:8:9', 'must be the end of an IPv6 address, such as ::1234 or ::1234/64'],
    ['192.168.1.7', 'must be the end of an IPv6 address, such as ::1234 or ::1234/64'],
    ['::1/0', 'must name a prefix length from 1 to 127'],
    ['::1/128', 'must name a prefix length from 1 to 127'],
    ['2a0e:1111::1/64', 'must leave the first 64 bits to the prefix: they have to be zero'],
    ['::1:0:0:0:1/65', 'must leave the first 65 bits to the prefix: they have to be zero'],
    ['::100:0:0:0:1/56', 'must leave the first 56 bits to the prefix: they have to be zero'],
    ['::/64', 'must not be all zeros: no device has that address'],
  ])('%s is refused', (text, problem) => {
    expect(readSuffix(text)).toEqual({ ok: false, problem })
  })
})

describe('a hardware address in the settings', () => {
  it.each(['02:11:22:AB:cd:55', '02-11-22-ab-CD-55', ' 021122abcd55 '])('%s is read', (text) => {
    expect(readHardwareAddress(text)).toBe('02:11:22:ab:cd:55')
  })

  it.each([
    '',
    'nas',
    '02:11:22:33:44',
    '02:11:22:33:44:55:66',
    '02:11-22:33:44:55',
    '00:00:00:00:00:00',
    '33:33:00:00:00:01',
    'ff:ff:ff:ff:ff:ff',
  ])('%s is of no one device', (text) => {
    expect(readHardwareAddress(text)).toBeNull()
  })
})
