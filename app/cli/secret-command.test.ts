import { Readable } from 'node:stream'
import { afterEach, expect, it, vi } from 'vitest'
import type { ProviderField } from '../contract/provider-info.ts'
import type { SecretScope } from '../contract/secret-scope.ts'
import { createBoundCredentials } from '../platform/credentials/bound-credentials.ts'
import { createMemoryKeyring } from '../testing/memory-keytar.ts'
import type { CliContext } from './context.ts'
import { runProgram } from './program.ts'

const printed = vi.hoisted(() => ({ text: '' }))
vi.mock('node:fs', async (original) => ({
  ...(await original<typeof import('node:fs')>()),
  writeSync: (_: number, bytes: Buffer) => {
    printed.text += bytes.toString('utf8')
    return bytes.length
  },
}))
const { stdin } = process
afterEach(() => {
  Object.defineProperty(process, 'stdin', { value: stdin, configurable: true })
  printed.text = ''
})

const HOME: SecretScope = { provider: 'dyndns2', origin: 'https://dns.example.org' }
const password: ProviderField = {
  key: 'password',
  label: { en: 'Password', 'zh-CN': '密码' },
  secret: true,
  required: true,
}

/** `homeward secret set` with this on standard input. */
async function setSecret(typed: string, locale: 'en' | 'zh-CN', ...args: string[]) {
  Object.defineProperty(process, 'stdin', { value: Readable.from([typed]), configurable: true })
  const credentials = createBoundCredentials(createMemoryKeyring().open())
  const context: CliContext = {
    folder: '',
    log: () => {},
    credentials,
    secretTarget: async (account) => (account === 'home' ? { scope: HOME, field: password } : null),
    requestInstance: async () => null,
    withApp: async () => null,
    withEngine: async () => null,
  }
  const exit = await runProgram(['secret', 'set', ...args], {
    version: '0',
    locale,
    log: () => {},
    isUsageError: () => false,
    adapters: () => {
      throw new Error('no adapters here')
    },
    checkSettings: async () => {
      throw new Error('no settings here')
    },
    open: () => context,
  })
  return { exit, credentials }
}

it('a secret from the command line is bound to the server that the settings name then', async () => {
  const { exit, credentials } = await setSecret('canary\n', 'en', 'home', 'password', '--config', '/etc/homeward.yaml')
  expect(exit).toBe(0)
  expect(await credentials.read('home', 'password', HOME)).toEqual({ state: 'found', value: 'canary' })
  for (const scope of [
    { ...HOME, origin: 'https://attacker.example' },
    { ...HOME, provider: 'noip' },
  ]) {
    expect(await credentials.read('home', 'password', scope)).toEqual({ state: 'other-server' })
  }
})

it.each([
  ['en', /^The secret was not stored: the settings have no account nobody, so it has no server to go to\./],
  ['zh-CN', /^未保存该密钥：设置中没有账户 nobody/],
] as const)('a secret for no account is not stored, as it has no server (%s)', async (locale, sentence) => {
  const { exit, credentials } = await setSecret('canary\n', locale, 'nobody', 'password')
  expect([exit, printed.text]).toEqual([2, expect.stringMatching(sentence)])
  expect(await credentials.list()).toEqual({ ok: true, names: [] })
})
