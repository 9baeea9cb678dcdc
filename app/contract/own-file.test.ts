import { expect, it } from 'vitest'
import { isShareOrDevice } from './own-file.ts'

it.each([
  '\\\\attacker\\share\\ca.pem',
  '//attacker/share/ca.pem',
  '\\/attacker/share/ca.pem',
  ' \\\\attacker\\share\\ca.pem',
  '\\\\?\\UNC\\attacker\\share\\ca.pem',
  '\\\\.\\pipe\\squatter',
  '\\??\\UNC\\attacker\\share',
  'smb://attacker/share/ca.pem',
  'file://attacker/share/ca.pem',
  '/dev/zero',
  '/./dev/tty',
  '/etc/../dev/random',
  '/proc/self/environ',
  '/sys/kernel/x',
  'C:\\certs\\NUL',
  'con',
  'C:/aux.pem',
  'com1:',
  'LPT9 .pem',
])('%s names a share or a device', (path) => {
  expect(isShareOrDevice(path)).toBe(true)
})

it.each([
  '/etc/ssl/certs/own.pem',
  '/home/me/dev/ca.pem',
  'C:\\Users\\me\\ca.pem',
  'c:/certs/console.pem',
  'certs\\community.pem',
  '证书/ca.pem',
])('%s is a file of this computer', (path) => {
  expect(isShareOrDevice(path)).toBe(false)
})
