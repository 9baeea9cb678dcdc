// The credential store with a real gnome-keyring, on its own D-Bus session.
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Message, sessionBus, Variant } from 'dbus-next'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCredentialStore } from './credential-store.ts'

const NEEDED = ['dbus-daemon', 'dbus-send', 'gnome-keyring-daemon']
const missing = process.platform === 'linux' ? NEEDED.filter((it) => spawnSync(it, ['--version']).error) : NEEDED
const why = missing.length === 0 ? '' : ` (needs ${missing.join(', ')}: apt install dbus gnome-keyring)`

describe.skipIf(missing.length > 0)(`the credential store on a real keyring${why}`, () => {
  const home = mkdtempSync(join(tmpdir(), 'homeward-keyring-'))
  const original = { ...process.env }
  const children: ChildProcess[] = []
  const store = createCredentialStore()

  async function firstLine(child: ChildProcess): Promise<string> {
    return new Promise((resolve, reject) => {
      child.stdout?.once('data', (data) => resolve(String(data).trim()))
      child.once('exit', (code) => reject(new Error(`It ended with ${code}.`)))
    })
  }

  /** Unlocked with the session's password, as the desktop does at sign-in. */
  function startKeyring(...options: string[]): void {
    const args = ['--foreground', '--unlock', '--components=secrets', ...options]
    const keyring = spawn('gnome-keyring-daemon', args, { stdio: ['pipe', 'ignore', 'ignore'] })
    children.push(keyring)
    keyring.stdin?.end('test')
  }

  async function keyringOnBus(): Promise<void> {
    const ask = ['--session', '--print-reply', '--dest=org.freedesktop.DBus', '/', 'org.freedesktop.DBus.NameHasOwner']
    for (let attempt = 0; attempt < 100; attempt += 1) {
      const answer = execFileSync('dbus-send', [...ask, 'string:org.freedesktop.secrets'], { encoding: 'utf8' })
      if (answer.includes('boolean true')) return
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    throw new Error('The keyring did not come onto the bus within 5 s.')
  }

  beforeAll(async () => {
    const runtime = join(home, 'run')
    mkdirSync(runtime, { mode: 0o700 })
    Object.assign(process.env, {
      HOME: home,
      XDG_DATA_HOME: join(home, 'data'),
      XDG_CACHE_HOME: join(home, 'cache'),
      XDG_RUNTIME_DIR: runtime,
    })
    delete process.env.DISPLAY
    delete process.env.WAYLAND_DISPLAY
    const bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address=1'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    children.push(bus)
    process.env.DBUS_SESSION_BUS_ADDRESS = await firstLine(bus)
    startKeyring()
    await keyringOnBus()
  })
  afterAll(() => {
    for (const child of children.reverse()) child.kill('SIGTERM')
    process.env = original
    rmSync(home, { recursive: true, force: true, maxRetries: 5 })
  })

  function lock(): void {
    const login = 'array:objpath:/org/freedesktop/secrets/collection/login'
    const service = ['--dest=org.freedesktop.secrets', '/org/freedesktop/secrets']
    execFileSync('dbus-send', ['--session', '--print-reply', ...service, 'org.freedesktop.Secret.Service.Lock', login])
  }
  /** As the desktop's password prompt does, without the prompt. */
  async function unlock(): Promise<void> {
    const bus = sessionBus({ busAddress: process.env.DBUS_SESSION_BUS_ADDRESS ?? '' })
    const call = async (iface: string, member: string, signature: string, body: unknown[]) => {
      const target = { destination: 'org.freedesktop.secrets', path: '/org/freedesktop/secrets' }
      const reply = await bus.call(new Message({ ...target, interface: iface, member, signature, body }))
      return reply?.body ?? []
    }
    const [, session] = await call('org.freedesktop.Secret.Service', 'OpenSession', 'sv', [
      'plain',
      new Variant('s', ''),
    ])
    const secret = [session, Buffer.alloc(0), Buffer.from('test'), 'text/plain']
    const login = '/org/freedesktop/secrets/collection/login'
    const risky = 'org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface'
    await call(risky, 'UnlockWithMasterPassword', 'o(oayays)', [login, secret])
    bus.disconnect()
  }

  it('keeps, replaces, lists and clears secrets of any length', async () => {
    const long = 'ü€😀x'.repeat(1_500)
    expect(await store.read('home', 'token')).toEqual({ state: 'missing' })
    for (const value of ['first', 'second', long, `${long}!`, 'third']) {
      expect(await store.write('home', 'token', value)).toEqual({ ok: true })
      expect(await store.read('home', 'token')).toEqual({ state: 'found', value })
    }
    await store.write('cloud', 'password', long)
    expect(await store.list()).toEqual({
      ok: true,
      names: [
        { account: 'cloud', field: 'password' },
        { account: 'home', field: 'token' },
      ],
    })
    expect(await store.clear('cloud', 'password')).toEqual({ ok: true })
    expect(await store.clear('cloud', 'password')).toEqual({ ok: true })
    expect(await store.list()).toEqual({ ok: true, names: [{ account: 'home', field: 'token' }] })
  })

  it('stores no secret in plain text on the disk', async () => {
    await store.write('home', 'token', 'canary-on-disk')
    const files = readdirSync(home, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    expect(files.length).toBeGreaterThan(0)
    for (const file of files)
      expect(readFileSync(join(file.path, file.name)).includes('canary-on-disk'), file.name).toBe(false)
  })

  it('distinguishes a locked keyring from a missing secret, writes nothing to it, and loses nothing', async () => {
    await store.write('home', 'token', 'kept')
    lock()
    const locked = { reason: 'The credential store is locked. Unlock it; nothing is lost meanwhile.' }
    expect(await store.read('home', 'token')).toEqual({ state: 'unreadable', ...locked })
    expect(await store.read('home', 'never-written')).toEqual({ state: 'unreadable', ...locked })
    expect(await store.write('home', 'token', 'another')).toEqual({ ok: false, ...locked })
    expect(await store.clear('home', 'token')).toEqual({ ok: false, ...locked })
    expect(await store.list()).toEqual({ ok: false, ...locked })
    await unlock()
    expect(await store.read('home', 'token')).toEqual({ state: 'found', value: 'kept' })
    expect(await store.read('home', 'never-written')).toEqual({ state: 'missing' })
  })

  it('says what to do when the keyring was restarted', async () => {
    const old = children.at(-1)
    const gone = new Promise((resolve) => old?.once('exit', resolve))
    startKeyring('--replace')
    await gone
    await keyringOnBus()
    const reason = expect.stringContaining('Restart Homeward')
    expect(await store.read('home', 'token')).toEqual({ state: 'unreadable', reason })
  })

  it('says so when the keyring has stopped', async () => {
    const [bus] = children
    bus?.kill('SIGKILL')
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(await store.read('home', 'token')).toMatchObject({ state: 'unreadable' })
    expect(await store.write('home', 'token', 'x')).toMatchObject({ ok: false })
  })
})
