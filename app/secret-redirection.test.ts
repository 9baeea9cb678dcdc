// Attacks on secrets by way of the settings file, with the real file, engine, providers and binding: whatever the file says, a
// secret goes only where it was entered for. And edits while a job waits: no job mixes the old with the new.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createRefusals } from './commands/refusals.ts'
import { createSettingsHandlers } from './commands/settings-handlers.ts'
import type { EngineHandlers } from './contract/ipc.ts'
import { translator } from './contract/messages/translate.ts'
import type { AccountSettings } from './contract/settings.ts'
import type { CredentialStore, HttpRequest } from './model/ports.ts'
import type { SettingsEditor } from './model/settings-editor.ts'
import { createBoundCredentials } from './platform/credentials/bound-credentials.ts'
import { createSettingsEditor } from './platform/settings/settings-editor.ts'
import { createSettingsFile, type SettingsFile } from './platform/settings/settings-file.ts'
import { providerOf, providers } from './providers/registry.ts'
import { createSecretStates, scopedSecrets } from './snapshot/secret-states.ts'
import { createEngineWorld, type EngineWorld } from './testing/engine-world.ts'
import { createMemoryKeyring } from './testing/memory-keytar.ts'

const CANARY = 'canary-Pa55/word'
const HOSTNAME = 'nas.example.org'
const HOME = 'https://dns.example.org/nic/update'
const ofHome: AccountSettings = { id: 'home', provider: 'dyndns2', endpoint: HOME, fields: { username: 'me' } }

let folder = ''
let world: EngineWorld
let file: SettingsFile
let keyring: ReturnType<typeof createMemoryKeyring>
let credentials: CredentialStore
/** Replaces the answer "good". */
let answer: (request: HttpRequest) => { status: number; body: string }

const writeFile = (account: AccountSettings) =>
  writeFileSync(
    join(folder, 'settings.yaml'),
    JSON.stringify({ version: 1, accounts: [account], records: [{ account: account.id, hostname: HOSTNAME }] }),
  )

/** As after a change that the watch reports. */
async function edit(account: AccountSettings): Promise<void> {
  writeFile(account)
  const { state, settings, problems } = await file.load()
  expect([state, problems]).toEqual(['ok', []])
  world.settings = settings
  world.engine.request('config-change')
  await world.pass(10_000)
}

/** The window's commands. @param editor replaces the settings file's own */
function windowCalls(
  editor: SettingsEditor = createSettingsEditor(file),
): Pick<EngineHandlers, 'account.save' | 'account.remove'> {
  return createSettingsHandlers({
    engine: world.engine,
    settings: () => world.settings,
    editor,
    credentials,
    provider: providerOf,
    refusals: createRefusals(() => 'en'),
    onSecretsChanged: async () => {
      world.settings = file.current().settings
    },
  })
}

async function stateOf(field: string): Promise<string | undefined> {
  const states = createSecretStates({ settings: () => world.settings, providerOf, credentials, onChange: () => {} })
  await states.refresh()
  return states.of('home')[field]
}

const textOf = ({ url, headers, body }: HttpRequest) =>
  decodeURIComponent([url, JSON.stringify(headers), body].join(' '))
const holdsSecret = (request: HttpRequest, secret = CANARY) =>
  [secret, btoa(`me:${secret}`), btoa(`:${secret}`)].some((form) => textOf(request).includes(form))
const originsOf = (requests: readonly HttpRequest[]) => requests.map(({ url }) => new URL(url).origin)

async function start(account: AccountSettings): Promise<void> {
  writeFile(account)
  file = createSettingsFile({
    path: join(folder, 'settings.yaml'),
    lastValidPath: null,
    mustExist: true,
    providerOf,
    log: () => {},
  })
  world = createEngineWorld({
    services: { providers, answer: (request) => answer(request) },
    settings: (await file.load()).settings,
  })
  world.secret = (...args) => credentials.read(...args)
  world.engine.start()
  await world.pass(10_000)
}

beforeEach(() => {
  vi.useFakeTimers()
  folder = mkdtempSync(join(tmpdir(), 'homeward-redirection-'))
  keyring = createMemoryKeyring()
  credentials = createBoundCredentials(keyring.open())
  answer = () => ({ status: 200, body: 'good 11.22.33.1' })
})
afterEach(() => {
  world.close()
  vi.useRealTimers()
  rmSync(folder, { recursive: true, force: true })
})

describe('a secret that was entered in the window', () => {
  beforeEach(async () => {
    await start(ofHome)
    expect(await windowCalls()['account.save']({ account: ofHome, secrets: { password: CANARY } })).toEqual({
      ok: true,
    })
    await world.pass(10_000)
    expect(world.requests.map((request) => holdsSecret(request))).toEqual([true])
    world.requests.length = 0
  })

  const url = (server: string) => `${server}/set?name={hostname}&ip={ipv4}&key={secret}`
  const attacks: readonly (readonly [string, AccountSettings])[] = [
    ['http://attacker', { ...ofHome, endpoint: 'http://192.168.1.66/', allowPlainHttp: true }],
    ['a name of the attacker', { ...ofHome, endpoint: 'https://attacker.example/nic/update' }],
    ['the same host with another port', { ...ofHome, endpoint: 'https://dns.example.org:8443/nic/update' }],
    ['the same host by http', { ...ofHome, endpoint: 'http://dns.example.org/nic/update', allowPlainHttp: true }],
    ['another service of the same protocol', { ...ofHome, provider: 'noip', endpoint: 'https://attacker.example' }],
    ['another provider at the same address', { ...ofHome, provider: 'noip' }],
    ['another provider that has the same field, later', { ...ofHome, provider: 'dynu', endpoint: undefined }],
    [
      'a URL of the attacker',
      { id: 'home', provider: 'custom', fields: { url: url('https://attacker.example'), success: 'good' } },
    ],
    [
      'a URL at the same address',
      { id: 'home', provider: 'custom', fields: { url: url('https://dns.example.org'), success: 'good' } },
    ],
  ]

  it.each(attacks)('is not sent by a settings file that names %s', async (_, account) => {
    world.address = '11.22.33.2'
    await edit(account)
    world.engine.request('user', { force: [HOSTNAME], retryParked: true })
    await world.pass(3_600_000)
    expect(world.requests.filter((request) => holdsSecret(request))).toEqual([])
  })

  it('of a custom URL is not sent to a URL that is written into the file, nor is the request sent without it', async () => {
    const account = (server: string) => ({
      id: 'home',
      provider: 'custom',
      fields: { url: url(server), success: 'good' },
    })
    await windowCalls()['account.save']({ account: account('https://dns.example.org'), secrets: { secret: CANARY } })
    await world.pass(10_000)
    expect(originsOf(world.requests.filter((request) => holdsSecret(request)))).toEqual(['https://dns.example.org'])
    world.requests.length = 0
    world.address = '11.22.33.2'
    for (const server of ['https://attacker.example', 'https://dns.example.org:8443', 'http://127.0.0.1:8053']) {
      await edit(account(server))
      expect(world.requests).toEqual([])
      expect(world.engine.states.accountHold('home')?.failure.code).toBe('secret-other-server')
    }
  })

  it('counts as missing at the new server, and is used again at the old one', async () => {
    await edit({ ...ofHome, endpoint: 'https://attacker.example/' })
    expect(await stateOf('password')).toBe('other-server')
    expect(world.requests).toEqual([])
    const hold = world.engine.states.accountHold('home')
    expect(hold).toMatchObject({ class: 'needs-user', failure: { code: 'secret-other-server' } })
    expect(translator('en')('failure.credentials.secret-other-server')).toMatch(
      /^The server was changed: enter the password again\./,
    )
    expect(translator('zh-CN')('failure.credentials.secret-other-server')).toMatch(/^服务器已更改：请重新输入密码。/)
    world.address = '11.22.33.2'
    await edit(ofHome)
    expect(await stateOf('password')).toBe('present')
    expect(originsOf(world.requests)).toEqual(['https://dns.example.org'])
  })

  it('is not sent to a server that is changed in the window without entering it again', async () => {
    const moved = { ...ofHome, endpoint: 'https://new.example/nic/update' }
    expect(await windowCalls()['account.save']({ account: moved, secrets: {} })).toEqual({ ok: true })
    await world.pass(10_000)
    expect(world.requests).toEqual([])
    expect(await stateOf('password')).toBe('other-server')
    expect(await windowCalls()['account.save']({ account: moved, secrets: { password: CANARY } })).toEqual({ ok: true })
    await world.pass(10_000)
    expect(originsOf(world.requests)).toEqual(['https://new.example'])
  })

  it('stays at the old server when the edit is refused', async () => {
    const refusing = {
      ...createSettingsEditor(file),
      upsertAccount: async () => ({ ok: false as const, message: 'no' }),
    }
    const moved = { ...ofHome, endpoint: 'https://new.example/nic/update' }
    const refused = await windowCalls(refusing)['account.save']({
      account: moved,
      secrets: { password: 'another-one' },
    })
    expect(refused).toEqual({ ok: false, message: 'no' })
    expect(
      await credentials.read('home', 'password', { provider: 'dyndns2', origin: 'https://dns.example.org' }),
    ).toEqual({
      state: 'found',
      value: CANARY,
    })
  })

  it('is cleared by a change of provider, with every other field that the account ever used', async () => {
    keyring.entries.set('home/key-of-long-ago', 'old-canary')
    const account = { id: 'home', provider: 'duckdns', fields: {} }
    expect(await windowCalls()['account.save']({ account, secrets: { token: 'token-canary' } })).toEqual({ ok: true })
    const names = [...keyring.entries.keys()].filter((name) => name.startsWith('home/'))
    expect(names).toEqual(['home/token'])
    expect([...keyring.entries.values()].join(' ')).not.toContain(CANARY)
  })

  it('is cleared by removing the account, with every other field that it ever used', async () => {
    keyring.entries.set('home/token', 'homeward-bound:1:{"provider":"duckdns","origin":"service"}\nold-canary')
    expect(await windowCalls()['account.remove']('home')).toEqual({ ok: true })
    expect([...keyring.entries.keys()].filter((name) => name.startsWith('home/'))).toEqual([])
  })
})

describe('a file of authorities that the window names', () => {
  it.each(['\\\\attacker\\share\\ca.pem', '//attacker/share/ca.pem', '/dev/zero', 'C:\\NUL'])(
    'is no share and no device: %s',
    async (ca) => {
      await start(ofHome)
      const refused = await windowCalls()['account.save']({ account: { ...ofHome, ca }, secrets: {} })
      expect(refused).toMatchObject({ ok: false, message: expect.stringContaining('a plain file of this computer') })
      expect(file.current().settings.accounts).toEqual([ofHome])
    },
  )
})

describe('a secret of the version before', () => {
  beforeEach(() => {
    keyring.entries.set('home/password', CANARY)
  })
  /** As the composition root does it. */
  const bindAll = () =>
    credentials.bindUnbound(file.current().settings.accounts.flatMap((one) => scopedSecrets(one, providerOf)))

  it('is sent to the server that was in force at the first start, and to none that is written into the file later', async () => {
    await start(ofHome)
    bindAll()
    world.engine.request('user', { force: [HOSTNAME] })
    await world.pass(10_000)
    expect(originsOf(world.requests.filter((request) => holdsSecret(request)))).toContain('https://dns.example.org')
    world.requests.length = 0
    world.address = '11.22.33.2'
    await edit({ ...ofHome, endpoint: 'https://attacker.example/' })
    credentials = createBoundCredentials(keyring.open())
    bindAll()
    world.engine.request('user', { force: [HOSTNAME], retryParked: true })
    await world.pass(60_000)
    expect(world.requests).toEqual([])
  })
})

describe('an account that is edited while its job waits', () => {
  const NEW = 'https://new.example/nic/update'
  const SECOND_CANARY = 'second-canary'
  const pairOf = (request: HttpRequest): string => {
    const secret = holdsSecret(request, SECOND_CANARY) ? 'new' : holdsSecret(request) ? 'old' : 'none'
    return `${secret} to ${new URL(request.url).host}`
  }

  /** Each step of the edit takes its time, as on a slow disk or with a keyring that asks first. */
  function slowly<T>(work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      setTimeout(() => void work().then((value) => setTimeout(() => resolve(value), 700), reject), 700)
    })
  }

  it.each([0, 150, 400, 800, 1_300, 2_100, 3_000])(
    'sends the old secret to the old server or the new to the new, %i ms into the wait',
    async (afterMs) => {
      await start(ofHome)
      answer = () => ({ status: 503, body: 'later' })
      const plain = credentials
      credentials = { ...plain, write: (...args) => slowly(() => plain.write(...args)) }
      const editor = createSettingsEditor(file)
      const slow: SettingsEditor = {
        ...editor,
        upsertAccount: (account) =>
          slowly(async () => {
            const outcome = await editor.upsertAccount(account)
            world.settings = file.current().settings
            return outcome
          }),
      }
      await plain.write('home', 'password', CANARY, { provider: 'dyndns2', origin: 'https://dns.example.org' })
      world.engine.request('config-change')
      // The job now tries after 1, 2 and 4 s.
      await world.pass(1_000 + afterMs)
      const saved = Promise.resolve(
        windowCalls(slow)['account.save']({
          account: { ...ofHome, endpoint: NEW },
          secrets: { password: SECOND_CANARY },
        }),
      )
      let isSaved = false
      void saved.finally(() => {
        isSaved = true
      })
      while (!isSaved) {
        await world.pass(50)
        // The disk takes real time.
        await stat(folder)
      }
      answer = () => ({ status: 200, body: 'good 11.22.33.1' })
      expect(await saved).toEqual({ ok: true })
      world.engine.request('user', { force: [HOSTNAME], retryParked: true })
      await world.pass(120_000)
      const pairs = new Set(world.requests.map(pairOf))
      expect([...pairs].sort()).toEqual(['new to new.example', 'old to dns.example.org'])
      // Nor did the edit look like a missing secret on its way.
      const codes = world.news.map(({ failure }) => failure?.code)
      expect(codes.filter((code) => code?.startsWith('secret-') && code !== 'secret-missing')).toEqual([])
    },
  )
})
