import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type PracticeEcho, startEcho } from '../servers/echo.ts'
import { type PracticeProvider, startProvider } from '../servers/provider.ts'
import { type CliHome, createCliHome } from './homeward-cli.ts'

const PASSWORD = 'correct horse battery staple'
const HOSTS = ['nas.example.org', 'cam.example.org']
let provider: PracticeProvider
let echoes: PracticeEcho[]
let home: CliHome

beforeEach(async () => {
  provider = await startProvider({
    accounts: [{ username: 'u', password: PASSWORD, token: 'duck-token-1', hostnames: HOSTS }],
  })
  echoes = await Promise.all([startEcho(), startEcho()])
  home = createCliHome({ HOMEWARD_SECRET_HOME_PASSWORD: PASSWORD })
  home.writeSettings(settings())
  see('11.22.33.44')
})
afterEach(async () => {
  home.close()
  await Promise.all([provider.close(), ...echoes.map((echo) => echo.close())])
})

const see = (address: string) => {
  for (const echo of echoes) echo.answer('ipv4', address)
}
/** The chosen echo stands on this machine, so that the test needs no way out. */
const settings = (hosts = HOSTS) => ({
  version: 1,
  // The practice server answers a list with a line for each name.
  accounts: [
    {
      ...{ id: 'home', provider: 'dyndns2', endpoint: provider.url, fields: { username: 'u' } },
      dialect: { hosts: 'comma' },
    },
  ],
  records: hosts.map((hostname) => ({
    account: 'home',
    hostname,
    ipv4: { source: 'echo', url: echoes[0]?.url },
    ipv6: 'off',
  })),
})
const updates = () => provider.requests().filter(({ url }) => url.startsWith('/nic/update'))

describe('homeward update', () => {
  it('updates, prints only JSON, and sends nothing the second time', async () => {
    const first = await home.run(['update', '--config', home.settings, '--json'])
    expect(first).toMatchObject({ code: 0 })
    expect(JSON.parse(first.stdout)).toContainEqual({
      account: 'home',
      hostname: 'nas.example.org',
      family: 'ipv4',
      desired: '11.22.33.44',
      confirmed: '11.22.33.44',
      confirmedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      accepted: null,
      acceptedAt: null,
      state: 'confirmed',
      kind: null,
      message: null,
      heldUntil: null,
      hold: null,
      breaker: 'closed',
      nextLook: expect.stringMatching(/Z$/),
    })
    expect(updates()).toHaveLength(1)
    const second = await home.run(['update', '--config', home.settings, '--json'])
    expect(second.code).toBe(0)
    expect(JSON.parse(second.stdout)[0]).toMatchObject({ state: 'unchanged' })
    expect(updates()).toHaveLength(1)
  })

  it('sends an unchanged name only when it is forced', async () => {
    await home.run(['update', '--config', home.settings])
    const forced = await home.run(['update', '--config', home.settings, '--force', 'NAS.example.org', '--json'])
    expect(forced.code).toBe(0)
    expect(updates()).toHaveLength(2)
    expect(updates().at(-1)?.url).toContain('hostname=nas.example.org&')
  })

  it('sends a wrong password once and exits with 3 until it is edited', async () => {
    const wrong = { HOMEWARD_SECRET_HOME_PASSWORD: 'wrong' }
    for (let round = 0; round < 3; round += 1) {
      const { code, stdout } = await home.run(['update', '--config', home.settings, '--json'], { env: wrong })
      expect(code).toBe(3)
      expect(JSON.parse(stdout)[0]).toMatchObject({ state: 'held', kind: 'credentials' })
    }
    expect(updates()).toHaveLength(1)
    expect(await home.run(['update', '--config', home.settings])).toMatchObject({ code: 0 })
    expect(updates()).toHaveLength(2)
  })

  it('uses the last valid settings when the file has a problem, and exits with 2 when there are none', async () => {
    home.writeSettings('{ "version": 1, "records": [ { "hostnam": "x" } ] }')
    const without = await home.run(['update', '--config', home.settings])
    expect(without.code).toBe(2)
    expect(without.stderr).toMatch(/settings\.json, line 1: .*hostnam/)
    expect(without.stdout).toBe('')
    home.writeSettings(settings())
    await home.run(['update', '--config', home.settings])
    home.writeSettings('{ "version": 2 }')
    const kept = await home.run(['update', '--config', home.settings, '--json'])
    expect(kept.code).toBe(0)
    expect(kept.stderr).toContain('last good settings')
  })
})

describe('homeward status, history, why, undo and export', () => {
  it('report what was done, and undo it', async () => {
    await home.run(['update', '--config', home.settings])
    see('11.22.33.55')
    await home.run(['update', '--config', home.settings])
    const status = await home.run(['status', '--config', home.settings, '--json'])
    expect(JSON.parse(status.stdout)[0]).toMatchObject({ confirmed: '11.22.33.55', state: 'confirmed' })
    const history = await home.run(['history', '--config', home.settings, '--json', '--hostname', 'nas.example.org'])
    expect(JSON.parse(history.stdout).map(({ from, to }: { from: string; to: string }) => [from, to])).toEqual([
      ['11.22.33.44', '11.22.33.55'],
      [null, '11.22.33.44'],
    ])
    const why = await home.run(['why', 'nas.example.org', '--config', home.settings])
    expect(why.stdout).toContain('nas.example.org (IPv4) points to 11.22.33.55')
    expect(why.stdout).toContain('from 11.22.33.44 to 11.22.33.55')

    const undone = await home.run(['undo', 'nas.example.org', '--config', home.settings, '--json'])
    expect(undone.code).toBe(0)
    expect(provider.zone.records({ name: 'nas.example.org' })).toMatchObject([{ content: '11.22.33.44' }])
    await home.run(['update', '--config', home.settings])
    expect(provider.zone.records({ name: 'nas.example.org' })).toMatchObject([{ content: '11.22.33.44' }])
    see('11.22.33.66')
    await home.run(['update', '--config', home.settings])
    expect(provider.zone.records({ name: 'nas.example.org' })).toMatchObject([{ content: '11.22.33.66' }])

    const csv = await home.run(['export', '--config', home.settings])
    expect(csv.stdout.split('\r\n')[0]).toContain('id,at,settledAt,account,hostname')
    expect(csv.stdout.trim().split('\r\n').length).toBeGreaterThan(6)
  })
})

describe('what cannot be found', () => {
  it('is reported with its cause, by update and by why', async () => {
    see('100.64.3.4')
    const update = await home.run(['update', '--config', home.settings, '--json'])
    expect(update.code).toBe(1)
    expect(JSON.parse(update.stdout)[0].message).toContain('100.64.0.0/10')
    const why = await home.run(['why', 'nas.example.org', '--config', home.settings])
    expect(why.stdout).toContain('100.64.0.0/10')
  })

  it('names a secret that cannot be read, needs the user, and continues once it is given', async () => {
    const env = { HOMEWARD_SECRET_HOME_PASSWORD: '', HOMEWARD_SECRET_HOME_PASSWORD_FILE: '/nowhere/secret' }
    const without = await home.run(['update', '--config', home.settings, '--json'], { env })
    expect(without.code).toBe(3)
    expect(JSON.parse(without.stdout)[0].message).toContain('HOMEWARD_SECRET_HOME_PASSWORD_FILE')
    expect(await home.run(['update', '--config', home.settings])).toMatchObject({ code: 0 })
  })

  it('is a usage error where a name is not in the settings', async () => {
    for (const args of [
      ['undo', 'x.example.org'],
      ['retry', 'nobody'],
      ['update', '--force', 'x.example.org'],
    ]) {
      const { code, stderr } = await home.run([...args, '--config', home.settings])
      expect([args, code]).toEqual([args, 2])
      expect(stderr).toContain('not in the settings')
    }
  })
})

describe('homeward run', () => {
  it('answers other processes, refuses a second instance, and ends at once on a signal', async () => {
    const child = home.start(['run', '--config', home.settings])
    const ended = new Promise<number | null>((resolve) => child.on('exit', resolve))
    await expect.poll(updates, { timeout: 5_000 }).toHaveLength(1)
    const second = await home.run(['run', '--config', home.settings])
    expect(second.code).toBe(2)
    expect(second.stderr).toContain(String(child.pid))
    see('11.22.33.77')
    const update = await home.run(['update', '--config', home.settings, '--json'])
    expect(JSON.parse(update.stdout)[0]).toMatchObject({ confirmed: '11.22.33.77', state: 'confirmed' })
    // Refusals are the same by way of the running instance.
    for (const args of [
      ['undo', 'x.example.org'],
      ['forget', 'nobody'],
      ['dismiss', 'nobody'],
    ]) {
      const refused = await home.run([...args, '--config', home.settings])
      expect([args, refused.code, refused.stderr]).toEqual([args, 2, expect.stringContaining('not in the settings')])
    }
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
    expect(readdirSync(home.folder).filter((name) => name.startsWith('control'))).toEqual([])
  })
})

describe('secrets', () => {
  it('are in no file of the data folder', async () => {
    await home.run(['update', '--config', home.settings], { env: { HOMEWARD_LOG_LEVEL: 'debug' } })
    for (const file of ['homeward.sqlite', 'homeward.sqlite-wal', 'logs/homeward.log', 'settings.last-good.json']) {
      const path = join(home.folder, file)
      if (existsSync(path)) expect(readFileSync(path).includes(PASSWORD)).toBe(false)
    }
  })

  it('are refused politely when there is no credential store', async () => {
    const { code, stderr, stdout } = await home.run(['secret', 'set', 'home', 'password'], {
      input: 'x\n',
      env: { HOMEWARD_SECRET_HOME_PASSWORD: '' },
    })
    expect(code).toBe(1)
    expect(stderr.trim()).not.toBe('')
    expect(stdout).toBe('')
  })
})

describe('a problem on the command line', () => {
  it('is named, with exit status 2 and nothing on standard output', async () => {
    for (const args of [
      ['updat'],
      ['history', '--limit', '9999'],
      ['update', '--config'],
      ['config', 'check', '/nowhere.yaml'],
    ]) {
      const { code, stdout, stderr } = await home.run(args)
      expect([args, code, stdout]).toEqual([args, 2, ''])
      expect(stderr.trim()).not.toBe('')
    }
  })
})
