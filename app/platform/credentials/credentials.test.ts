import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CredentialStore } from '../../model/ports.ts'
import { withCleanSecrets } from './credentials.ts'
import { createEnvironmentCredentials, takeSecretVariables } from './environment-credentials.ts'

const SCOPE = { provider: 'duckdns', origin: 'service' }

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'homeward-secrets-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A store in memory, with what an earlier version may have kept in it. */
function world(env: Record<string, string> = {}, stored: Record<string, string> = {}) {
  const kept = new Map(Object.entries(stored))
  const registered: string[] = []
  const memory: CredentialStore = {
    read: async (account, field) => {
      const value = kept.get(`${account}/${field}`)
      return value === undefined ? { state: 'missing' } : { state: 'found', value }
    },
    write: async (account, field, value) => {
      kept.set(`${account}/${field}`, value)
      return { ok: true, undo: async () => {} }
    },
    clear: async () => ({ ok: true }),
    clearAll: async () => ({ ok: true }),
    bindUnbound: () => {},
    list: async () => ({ ok: true, names: [] }),
  }
  const environment = createEnvironmentCredentials(takeSecretVariables({ ...env }), memory)
  return { kept, registered, store: withCleanSecrets(environment, (secret) => registered.push(secret)) }
}
function file(content: string | Buffer): string {
  const path = join(folder, 'secret')
  writeFileSync(path, content)
  return path
}

describe('what was pasted round a secret', () => {
  const AROUND = ['\ufeff', '\u00a0', '\u200b', '\u2060', '\u00ad', ' ', '\t', '\r\n', '\n\n', '\u200e']

  it.each(AROUND)('comes off wherever the secret is from: %j', async (around) => {
    const pasted = `${around}p"w ord,${around}`
    const found = { state: 'found', value: 'p"w ord,' }
    const { store, kept } = world(
      { HOMEWARD_SECRET_ENV_TOKEN: pasted, HOMEWARD_SECRET_FILE_TOKEN_FILE: file(pasted) },
      {
        'old/token': pasted,
      },
    )
    expect(await store.read('env', 'token', SCOPE)).toEqual(found)
    expect(await store.read('file', 'token', SCOPE)).toEqual(found)
    expect(await store.read('old', 'token', SCOPE)).toEqual(found)
    await store.write('new', 'token', pasted, SCOPE)
    expect(kept.get('new/token')).toBe('p"w ord,')
  })

  it('makes no secret by itself', async () => {
    const { store } = world(
      { HOMEWARD_SECRET_ENV_TOKEN: ' \u200b', HOMEWARD_SECRET_FILE_TOKEN_FILE: file('\ufeff\r\n') },
      { 'old/token': '\u00a0' },
    )
    expect(await store.read('env', 'token', SCOPE)).toEqual({ state: 'missing' })
    expect(await store.read('old', 'token', SCOPE)).toEqual({ state: 'missing' })
    expect(await store.read('file', 'token', SCOPE)).toMatchObject({ state: 'unreadable', reason: /is empty/ })
  })

  it('is kept out of the log, with the secret and without', async () => {
    const { store, registered } = world({ HOMEWARD_SECRET_ENV_TOKEN: 'x' })
    await store.write('new', 'token', ' canary ', SCOPE)
    expect(registered).toEqual([' canary ', 'canary'])
  })
})

describe('a file that holds a secret', () => {
  const reasonOf = async (path: string) => {
    const reading = await world({ HOMEWARD_SECRET_A_TOKEN_FILE: path }).store.read('a', 'token', SCOPE)
    return reading.state === 'unreadable' ? reading.reason : reading.state
  }

  it('is refused with the reason if it cannot be used', async () => {
    const named = 'The file that HOMEWARD_SECRET_A_TOKEN_FILE names'
    expect(await reasonOf(file(Buffer.from('\ufefftoken', 'utf16le')))).toBe(
      `${named} is UTF-16 text; save it as UTF-8.`,
    )
    expect(await reasonOf(file(Buffer.from('tökén', 'latin1')))).toBe(`${named} is not UTF-8 text; save it as UTF-8.`)
    expect(await reasonOf(file('x'.repeat(70_000)))).toBe(`${named} is larger than 64 KiB.`)
    expect(await reasonOf(join(folder, 'nothing'))).toBe(`${named} cannot be read (ENOENT).`)
    expect(await reasonOf(folder)).toBe(`${named} cannot be read (EISDIR).`)
  })
})
