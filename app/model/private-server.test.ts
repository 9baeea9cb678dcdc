import { expect, it } from 'vitest'
import { isPrivateServer } from './private-server.ts'

it.each([
  ['http://127.0.0.1:8053', true],
  ['http://[::1]/nic/update', true],
  ['https://192.168.1.5', true],
  ['https://[fd00::5]:8443/x', true],
  ['https://localhost', true],
  ['https://dns.lan/update', true],
  ['https://router.home.arpa', true],
  ['https://nas', true],
  ['https://ddns.example.net', false],
  ['https://11.22.33.44:8443', false],
  ['https://local.example.net', false],
])('%s is in the user’s own network: %s', (url, expected) => {
  expect(isPrivateServer(url)).toBe(expected)
})
