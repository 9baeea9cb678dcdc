import { describe, expect, it } from 'vitest'
import type { SecretScope } from '../../contract/secret-scope.ts'
import { createMemoryKeyring } from '../../testing/memory-keytar.ts'
import { createBoundCredentials } from './bound-credentials.ts'
import { createEnvironmentCredentials } from './environment-credentials.ts'

const HOME: SecretScope = { provider: 'dyndns2', origin: 'https://dns.example.org' }
const DUCK: SecretScope = { provider: 'duckdns', origin: 'service' }
const ATTACKER: SecretScope = { provider: 'dyndns2', origin: 'http://attacker.example' }
const MARK = '.homeward/bound'

/** The keyring as version 0.1 left it, written out: a short secret, one in parts, and one of an account that is gone. */
const LONG = 'long-canary-'.repeat(250)
const OF_BEFORE = (): [string, string][] => [
  ['home/password', 'p@ss:word\nof two lines'],
  ['duck/token', 'homeward-parts:1:b:2:bdd0c82355973e810bb68dfb29510c7bceb80b3950a191100f011e008a10ca81'],
  ['duck/token#b0', LONG.slice(0, 2_560)],
  ['duck/token#b1', LONG.slice(2_560)],
  ['gone/token', 'token-of-a-removed-account'],
]
const IN_FORCE = [
  { account: 'home', field: 'password', scope: HOME },
  { account: 'duck', field: 'token', scope: DUCK },
  { account: 'empty', field: 'token', scope: DUCK },
]
const other = { state: 'other-server' }
const found = (value: string) => ({ state: 'found', value })

/** Resolves when the migration has had its time. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 20))

describe('a stored secret', () => {
  it('is found for the scope that it was stored with, and for no other', async () => {
    const store = createBoundCredentials(createMemoryKeyring().open())
    expect(await store.write('home', 'password', 'canary', HOME)).toMatchObject({ ok: true })
    expect(await store.read('home', 'password', HOME)).toEqual(found('canary'))
    for (const scope of [
      ATTACKER,
      { ...HOME, provider: 'custom' },
      { ...HOME, origin: 'https://dns.example.org:8443' },
      { ...HOME, origin: 'http://dns.example.org' },
    ]) {
      expect(await store.read('home', 'password', scope)).toEqual(other)
    }
  })

  it('comes back with its scope when a change is undone', async () => {
    const store = createBoundCredentials(createMemoryKeyring().open())
    const first = await store.write('home', 'password', 'old', HOME)
    const second = await store.write('home', 'password', 'new', ATTACKER)
    if (!first.ok || !second.ok) throw new Error('it was not stored')
    await second.undo()
    expect(await store.read('home', 'password', HOME)).toEqual(found('old'))
    expect(await store.read('home', 'password', ATTACKER)).toEqual(other)
    await first.undo()
    expect(await store.read('home', 'password', HOME)).toEqual({ state: 'missing' })
  })

  it('is cleared with every field that the account ever used, and no other account’s', async () => {
    const keyring = createMemoryKeyring()
    const store = createBoundCredentials(keyring.open())
    await store.write('home', 'password', 'one', HOME)
    await store.write('home', 'token', LONG, DUCK)
    await store.write('home-2', 'token', 'two', DUCK)
    expect(await store.clearAll('home', ['token'])).toEqual({ ok: true })
    expect(await store.read('home', 'password', HOME)).toEqual({ state: 'missing' })
    expect(await store.read('home', 'token', DUCK)).toEqual(found(LONG))
    expect(await store.clearAll('home')).toEqual({ ok: true })
    expect([...keyring.entries.keys()]).toEqual(['home-2/token'])
  })

  it('of a version that is not known is kept, and given to nobody', async () => {
    const keyring = createMemoryKeyring(new Map([['home/password', 'homeward-bound:2:{"new":true}\ncanary']]))
    expect(await createBoundCredentials(keyring.open()).read('home', 'password', HOME)).toMatchObject({
      state: 'unreadable',
      reason: expect.stringContaining('newer version'),
    })
  })

  it('that looks like a bound one itself is given back as it was typed', async () => {
    const typed = 'homeward-bound:1:{"provider":"dyndns2","origin":"http://attacker.example"}\ncanary'
    const store = createBoundCredentials(createMemoryKeyring().open())
    await store.write('home', 'password', typed, HOME)
    expect(await store.read('home', 'password', HOME)).toEqual(found(typed))
    expect(await store.read('home', 'password', ATTACKER)).toEqual(other)
  })

  it('of the environment is bound to nothing', async () => {
    const variables = new Map([['HOMEWARD_SECRET_HOME_PASSWORD', 'of-the-environment']])
    const store = createEnvironmentCredentials(variables, createBoundCredentials(createMemoryKeyring().open()))
    for (const scope of [HOME, ATTACKER]) {
      expect(await store.read('home', 'password', scope)).toEqual(found('of-the-environment'))
    }
  })
})

describe('the secrets of a version without scopes', () => {
  function firstStart(entries = new Map(OF_BEFORE())) {
    const keyring = createMemoryKeyring(entries)
    const store = createBoundCredentials(keyring.open())
    store.bindUnbound(IN_FORCE)
    return { keyring, store }
  }

  it('are bound at the first start to the server that is in force then', async () => {
    const { keyring, store } = firstStart()
    expect(await store.read('home', 'password', HOME)).toEqual(found('p@ss:word\nof two lines'))
    await expect.poll(() => keyring.entries.has(MARK)).toBe(true)
    expect(keyring.entries.get('home/password')).toBe(
      'homeward-bound:1:{"provider":"dyndns2","origin":"https://dns.example.org"}\np@ss:word\nof two lines',
    )
    const next = createBoundCredentials(keyring.open())
    expect(await next.read('home', 'password', HOME)).toEqual(found('p@ss:word\nof two lines'))
    expect(await next.read('duck', 'token', DUCK)).toEqual(found(LONG))
    for (const [account, field] of [['home', 'password'] as const, ['duck', 'token'] as const]) {
      expect(await next.read(account, field, ATTACKER)).toEqual(other)
    }
  })

  it('go to no other server while they are being bound', async () => {
    const { store } = firstStart()
    const readings = await Promise.all([
      store.read('home', 'password', ATTACKER),
      store.read('duck', 'token', ATTACKER),
      store.read('gone', 'token', ATTACKER),
      store.read('home', 'password', HOME),
      store.read('duck', 'token', DUCK),
    ])
    expect(readings.map(({ state }) => state)).toEqual([
      'other-server',
      'other-server',
      'other-server',
      'found',
      'found',
    ])
  })

  it('go nowhere afterwards, if their account was in no settings then', async () => {
    const { keyring, store } = firstStart()
    await store.read('home', 'password', HOME)
    await expect.poll(() => keyring.entries.has(MARK)).toBe(true)
    const next = createBoundCredentials(keyring.open())
    next.bindUnbound([{ account: 'gone', field: 'token', scope: ATTACKER }])
    expect(await next.read('gone', 'token', ATTACKER)).toEqual(other)
    await settled()
    expect(keyring.entries.get('gone/token')).toBe('token-of-a-removed-account')
  })

  it('are bound once the keyring is unlocked, to what was in force at the start', async () => {
    const { keyring, store } = firstStart()
    keyring.isLocked = true
    expect(await store.read('home', 'password', HOME)).toMatchObject({ state: 'unreadable' })
    await settled()
    keyring.isLocked = false
    expect(await store.read('home', 'password', ATTACKER)).toEqual(other)
    await expect.poll(() => keyring.entries.has(MARK)).toBe(true)
    expect(await store.read('home', 'password', HOME)).toMatchObject({ state: 'found' })
  })

  it('do not replace a new one that is entered meanwhile', async () => {
    const { keyring, store } = firstStart()
    const reading = store.read('duck', 'token', DUCK)
    await store.write('home', 'password', 'new', ATTACKER)
    await reading
    await expect.poll(() => keyring.entries.has(MARK)).toBe(true)
    expect(await store.read('home', 'password', ATTACKER)).toEqual(found('new'))
    expect(await store.read('home', 'password', HOME)).toEqual(other)
  })

  it('are left alone by a process that only reads, and by one that needs no keyring', async () => {
    const keyring = createMemoryKeyring(new Map(OF_BEFORE()))
    const reader = createBoundCredentials(keyring.open())
    expect(await reader.read('home', 'password', HOME)).toMatchObject({ state: 'found' })
    createBoundCredentials(keyring.open()).bindUnbound(IN_FORCE)
    await settled()
    expect([...keyring.entries]).toEqual(OF_BEFORE())
  })
})
