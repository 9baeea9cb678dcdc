import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SERVICE_ORIGIN } from '../../contract/secret-scope.ts'
import { createBoundCredentials } from './bound-credentials.ts'
import { createCredentialStore } from './credential-store.ts'
import { createEnvironmentCredentials, takeSecretVariables } from './environment-credentials.ts'
import { createKeyring, type Keytar } from './keyring.ts'
import { cutIntoParts, MAX_ENTRY_BYTES } from './secret-parts.ts'

const SCOPE = { provider: 'duckdns', origin: SERVICE_ORIGIN }
const SHORT = 'short secret'
const LONG = 'ü€😀x'.repeat(1_500)

/** A store in memory that refuses what Windows would, and can be cut off before its nth change. */
function memory(entries = new Map<string, string>()) {
  const state = { entries, changesLeft: Number.POSITIVE_INFINITY, failure: null as string | null }
  const change = (): void => {
    if (state.failure !== null) throw new Error(state.failure)
    if (state.changesLeft <= 0) throw new Error('cut off')
    state.changesLeft -= 1
  }
  const key = (service: string, account: string) => `${service}|${account}`
  const keytar: Keytar = {
    getPassword: async (service, account) => {
      if (state.failure !== null) throw new Error(state.failure)
      return state.entries.get(key(service, account)) ?? null
    },
    setPassword: async (service, account, password) => {
      change()
      if (Buffer.byteLength(password) > 2_560) throw new Error('The stub received bad data.')
      state.entries.set(key(service, account), password)
    },
    deletePassword: async (service, account) => {
      change()
      return state.entries.delete(key(service, account))
    },
    findCredentials: async (service) =>
      [...state.entries]
        .filter(([name]) => name.startsWith(service))
        .map(([name, password]) => ({ account: name.split('|')[1] ?? '', password })),
  }
  const store = createCredentialStore({ keyring: createKeyring({ load: async () => keytar }), platform: 'win32' })
  return { state, store, keytar }
}

describe('the credential store', () => {
  it.each([SHORT, LONG, 'x'.repeat(MAX_ENTRY_BYTES), 'x'.repeat(MAX_ENTRY_BYTES + 1), 'homeward-parts:1:a:1:'])(
    'gives back what it was given (%#)',
    async (value) => {
      const { store, state } = memory()
      expect(await store.write('home', 'token', value)).toEqual({ ok: true })
      expect(await store.read('home', 'token')).toEqual({ state: 'found', value })
      for (const entry of state.entries.values()) expect(Buffer.byteLength(entry)).toBeLessThanOrEqual(2_560)
      expect(await store.clear('home', 'token')).toEqual({ ok: true })
      expect(await store.read('home', 'token')).toEqual({ state: 'missing' })
      expect(state.entries.size).toBe(0)
    },
  )

  it.each([
    [SHORT, LONG],
    [LONG, SHORT],
    [LONG, `${LONG}${LONG}`],
    [`${LONG}${LONG}`, `${LONG}!`],
  ])(
    'cut off at any step, holds the old secret or the new, and is whole after the next write (%#)',
    async (before, after) => {
      const counting = memory()
      await counting.store.write('home', 'token', before)
      counting.state.changesLeft = 1_000
      await counting.store.write('home', 'token', after)
      const steps = 1_000 - counting.state.changesLeft
      expect(steps).toBeGreaterThan(0)
      for (let step = 0; step < steps; step += 1) {
        const { store, state } = memory()
        await store.write('home', 'token', before)
        state.changesLeft = step
        await store.write('home', 'token', after)
        state.changesLeft = Number.POSITIVE_INFINITY
        const reading = await store.read('home', 'token')
        expect([before, after], `step ${step}`).toContain(reading.state === 'found' ? reading.value : reading.state)
        expect(await store.write('home', 'token', SHORT)).toEqual({ ok: true })
        expect([...state.entries], `step ${step}`).toEqual([['Homeward|home/token', SHORT]])
      }
    },
  )

  it('when clearing was interrupted, removes the remains at the next write', async () => {
    for (let step = 0; step < 8; step += 1) {
      const { store, state } = memory()
      await store.write('home', 'token', LONG)
      state.changesLeft = step
      await store.clear('home', 'token')
      state.changesLeft = Number.POSITIVE_INFINITY
      expect(['found', 'missing']).toContain((await store.read('home', 'token')).state)
      await store.write('home', 'token', SHORT)
      expect(state.entries.size, `step ${step}`).toBe(1)
    }
  })

  it('reports a secret with a damaged part as unreadable, not as missing, and a new one can replace it', async () => {
    const { store, state } = memory()
    await store.write('home', 'token', LONG)
    state.entries.set('Homeward|home/token#a1', 'damaged')
    expect(await store.read('home', 'token')).toEqual({
      state: 'unreadable',
      reason: 'The stored secret is incomplete. Enter it again.',
    })
    expect(await store.write('home', 'token', SHORT)).toEqual({ ok: true })
    expect(await store.read('home', 'token')).toEqual({ state: 'found', value: SHORT })
  })

  it('writes nothing when the old secret cannot be read', async () => {
    const { store, state } = memory()
    await store.write('home', 'token', SHORT)
    state.failure = 'Cannot get secret of a locked object'
    expect(await store.write('home', 'token', 'another')).toMatchObject({
      ok: false,
      reason: expect.stringContaining('locked'),
    })
    state.failure = null
    expect(await store.read('home', 'token')).toEqual({ state: 'found', value: SHORT })
  })

  it.each([
    ['', 'An empty secret'],
    ['a\0b', 'characters'],
    ['\ud800', 'characters'],
    ['x'.repeat(MAX_ENTRY_BYTES * 65), 'too long'],
  ])('refuses a value it could not keep (%#)', async (value, words) => {
    expect(await memory().store.write('home', 'token', value)).toMatchObject({
      ok: false,
      reason: expect.stringContaining(words),
    })
  })

  it('lists names, without parts and without entries of other products', async () => {
    const { store, state } = memory()
    await store.write('home', 'password', SHORT)
    await store.write('cloud', 'token', LONG)
    state.entries.set('HomewardOther|x/y', 'foreign')
    expect(await store.list()).toEqual({
      ok: true,
      names: [
        { account: 'cloud', field: 'token' },
        { account: 'home', field: 'password' },
      ],
    })
  })

  it.each([
    ['Cannot autolaunch D-Bus without X11 $DISPLAY', 'no credential store in this session'],
    ['Could not connect: No such file or directory', 'no credential store in this session'],
    ['Cannot create an item in a locked collection', 'locked'],
    ['The stub received bad data.', 'too long'],
    ['Not enough memory resources are available to process this command.', 'Credential Manager is full'],
    ['A specified logon session does not exist.', 'HOMEWARD_SECRET_'],
    ['Failed to load keytar native addon, checked []', 'libsecret-1-0'],
    ['Something else', 'refused: Something else.'],
  ])('says what "%s" means', async (words, meaning) => {
    const { store, state } = memory()
    state.failure = words
    expect(await store.read('a', 'b')).toEqual({ state: 'unreadable', reason: expect.stringContaining(meaning) })
    expect(await store.clear('a', 'b')).toEqual({ ok: false, reason: expect.stringContaining(meaning) })
  })

  it('does not wait forever for a store that does not answer, and sends it no other call meanwhile', async () => {
    const { keytar } = memory()
    let calls = 0
    let answer = (): void => {}
    const keyring = createKeyring({
      load: async () => ({
        ...keytar,
        getPassword: (service, account) => {
          calls += 1
          return calls > 1
            ? keytar.getPassword(service, account)
            : new Promise((resolve) => (answer = () => resolve(null)))
        },
      }),
      timeoutMs: 50,
    })
    const store = createCredentialStore({ keyring, platform: 'win32' })
    expect(await store.read('a', 'b')).toMatchObject({
      state: 'unreadable',
      reason: expect.stringContaining('not answered yet'),
    })
    expect(await store.read('a', 'c')).toMatchObject({ state: 'unreadable' })
    expect(calls).toBe(1)
    answer()
    await new Promise((resolve) => setTimeout(resolve, 10))
    expect(await store.read('a', 'c')).toEqual({ state: 'missing' })
  })

  it('splits between characters', () => {
    expect(cutIntoParts(LONG).join('')).toBe(LONG)
    for (const part of cutIntoParts(LONG)) expect(Buffer.from(part).toString()).toBe(part)
  })
})

describe('secrets in environment variables', () => {
  it('take precedence over the store, are never changed by us, and are removed from the environment', async () => {
    const env = { HOMEWARD_SECRET_HOME_1_TOKEN: 'from env', HOMEWARD_SECRET_EMPTY_TOKEN: '', PATH: '/bin' }
    const { store, state } = memory()
    const layered = createEnvironmentCredentials(takeSecretVariables(env), createBoundCredentials(store))
    expect(env).toEqual({ PATH: '/bin' })
    expect(await layered.read('home-1', 'token', SCOPE)).toEqual({ state: 'found', value: 'from env' })
    expect(await layered.write('home-1', 'token', 'x', SCOPE)).toEqual({
      ok: false,
      reason: 'This secret comes from the environment variable HOMEWARD_SECRET_HOME_1_TOKEN. Change it there.',
    })
    expect(await layered.clear('home-1', 'token')).toMatchObject({ ok: false })
    expect(state.entries.size).toBe(0)
    expect(await layered.read('empty', 'token', SCOPE)).toEqual({ state: 'missing' })
    expect(await layered.write('empty', 'token', SHORT, SCOPE)).toMatchObject({ ok: true })
  })

  it('may name a file, and what is round the secret in it does not count', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'homeward-secret-'))
    try {
      const file = join(folder, 'token')
      writeFileSync(file, 'from file \n')
      const variables = takeSecretVariables({
        HOMEWARD_SECRET_A_TOKEN_FILE: file,
        HOMEWARD_SECRET_B_TOKEN_FILE: join(folder, 'none'),
      })
      const layered = createEnvironmentCredentials(variables, createBoundCredentials(memory().store))
      expect(await layered.read('a', 'token', SCOPE)).toEqual({ state: 'found', value: 'from file' })
      expect(await layered.read('b', 'token', SCOPE)).toEqual({
        state: 'unreadable',
        reason: 'The file that HOMEWARD_SECRET_B_TOKEN_FILE names cannot be read (ENOENT).',
      })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
