import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Disposer } from '../../model/ports.ts'
import { createTestAuthority, opensslMissing } from '../../testing/certificates.ts'
import { testProviders } from '../../testing/providers.ts'
import { createSettingsFile, type SettingsFile, type SettingsReading } from './settings-file.ts'

const VALID = `# My names
version: 1

accounts:
  # the box under the stairs
  - id: home # do not rename
    provider: own
    endpoint: http://127.0.0.1:8053
    fields: { username: u }
records:
  - { account: home, hostname: nas.example.org } # the files
  - { account: home, hostname: cam.example.org }
theme: dark
`

let folder = ''
let path = ''
const disposers: Disposer[] = []
const opened: SettingsFile[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'homeward-settings-'))
  path = join(folder, 'settings.yaml')
})
afterEach(async () => {
  for (const dispose of disposers.splice(0)) dispose()
  // The valid copy may not be written yet.
  for (const file of opened.splice(0)) await file.settled()
  rmSync(folder, { recursive: true, force: true })
})

function open(overrides: { mustExist?: boolean; path?: string } = {}): SettingsFile {
  const file = createSettingsFile({
    path: overrides.path ?? path,
    lastValidPath: join(folder, 'settings.last-good.json'),
    mustExist: overrides.mustExist ?? false,
    providerOf: testProviders,
    log: () => {},
  })
  opened.push(file)
  return file
}
const text = () => readFileSync(path, 'utf8')

async function until(condition: () => boolean, what: string): Promise<void> {
  const end = Date.now() + 5_000
  while (!condition()) {
    if (Date.now() > end) throw new Error(`It did not happen within 5 s: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

describe('loading the settings file', () => {
  it('starts a new installation with empty settings and creates no file', async () => {
    const reading = await open().load()
    expect(reading).toMatchObject({ state: 'ok', settings: { accounts: [], records: [] }, problems: [] })
    expect(existsSync(path)).toBe(false)
  })

  it('reports a missing file that the user named', async () => {
    const reading = await open({ mustExist: true }).load()
    expect(reading).toMatchObject({ state: 'unusable', problems: [{ problem: 'is not there' }] })
  })

  it('keeps the last valid settings in force when the file has a problem, also after a restart', async () => {
    writeFileSync(path, VALID)
    const before = open()
    expect(await before.load()).toMatchObject({ state: 'ok' })
    await before.settled()
    writeFileSync(path, VALID.replace('theme: dark', 'theme: blue'))
    const reading = await open().load()
    expect(reading).toMatchObject({
      state: 'kept-last-valid',
      settings: { theme: 'dark', records: [{ hostname: 'nas.example.org' }, { hostname: 'cam.example.org' }] },
      problems: [{ file: 'settings.yaml', line: 13, key: 'theme' }],
    })
  })

  it('has empty settings when the file has a problem and there is no valid copy', async () => {
    writeFileSync(path, 'version: 9\n')
    expect(await open().load()).toMatchObject({ state: 'unusable', settings: { accounts: [], records: [] } })
  })

  it.skipIf(opensslMissing)('applies a file once the certificate that it names exists', async () => {
    const ca = join(folder, 'ca.pem')
    writeFileSync(path, VALID.replace('provider: own', `provider: own\n    ca: ${ca}`))
    const file = open()
    expect(await file.load()).toMatchObject({ state: 'unusable', problems: [{ line: 8, key: 'accounts[0].ca' }] })
    const authority = createTestAuthority()
    writeFileSync(ca, authority.pem)
    authority.dispose()
    expect(await file.load()).toMatchObject({ state: 'ok', settings: { accounts: [{ ca }] } })
  })

  it('does not use the valid copy of another file', async () => {
    writeFileSync(path, VALID)
    await open().load()
    const other = join(folder, 'other.yaml')
    writeFileSync(other, 'version: 9\n')
    expect(await open({ path: other }).load()).toMatchObject({ state: 'unusable' })
  })

  it('ignores a damaged copy', async () => {
    writeFileSync(path, 'version: 9\n')
    writeFileSync(join(folder, 'settings.last-good.json'), '{"file": "')
    expect(await open().load()).toMatchObject({ state: 'unusable' })
  })

  it.each([
    ['an empty file', '', 'is empty'],
    ['UTF-16', Buffer.from(`\ufeff${VALID}`, 'utf16le'), 'is UTF-16 text; save it as UTF-8'],
    ['Latin-1', Buffer.from(VALID.replace('My', 'Mes préférés'), 'latin1'), 'is not UTF-8 text; save it as UTF-8'],
    ['more than 4 MiB', `${VALID}# ${'x'.repeat(4 * 1024 * 1024)}`, 'is larger than 4 MiB'],
  ])('says why it cannot use %s', async (_, content, problem) => {
    writeFileSync(path, content)
    const file = open()
    expect(await file.load()).toMatchObject({ state: 'unusable', problems: [{ problem, key: '' }] })
    // Such a file is not written to either.
    const change = await file.edit([{ kind: 'set-option', option: 'theme', value: 'light' }])
    expect(change).toMatchObject({ ok: false, message: expect.stringContaining(problem) })
  })

  it('judges a broken file again only when it changes, and logs each mistake once', async () => {
    writeFileSync(path, VALID.replace('theme: dark', 'theme: blue\nlanguage: fr'))
    let judged = 0
    const logged: string[] = []
    const file = createSettingsFile({
      path,
      lastValidPath: null,
      mustExist: true,
      providerOf: (id) => {
        judged += 1
        return testProviders(id)
      },
      log: (_level, _message, details) => logged.push(String(details?.problem)),
    })
    opened.push(file)
    await file.load()
    const once = judged
    expect(once).toBeGreaterThan(0)
    for (let poll = 0; poll < 3; poll += 1) await file.load()
    expect(judged).toBe(once)
    expect(logged).toHaveLength(2)
    writeFileSync(path, VALID.replace('theme: dark', 'theme: blue'))
    expect((await file.load()).problems).toHaveLength(1)
    expect(judged).toBeGreaterThan(once)
    expect(logged).toHaveLength(2)
  })

  it('warns of a secret in an address, and applies the file', async () => {
    const logged: string[] = []
    writeFileSync(path, VALID.replace('127.0.0.1:8053', '127.0.0.1:8053/update?token=x'))
    const file = createSettingsFile({
      ...{ path, lastValidPath: null, mustExist: true, providerOf: testProviders },
      log: (level, _message, details) => logged.push(`${level} ${String(details?.problem)}`),
    })
    opened.push(file)
    expect(await file.load()).toMatchObject({ state: 'ok', warnings: [{ line: 8, key: 'accounts[0].endpoint' }] })
    expect(logged).toEqual([
      expect.stringMatching(/^warn settings.yaml, line 8: accounts\[0\].endpoint holds what looks/),
    ])
  })

  it('says when the file cannot be read', async () => {
    const reading = await open({ path: folder }).load()
    expect(reading).toMatchObject({ state: 'unusable', problems: [{ problem: 'cannot be read (EISDIR)' }] })
  })
})

describe('watching the settings file', () => {
  async function watching(initial = VALID) {
    writeFileSync(path, initial)
    const file = open()
    await file.load()
    const readings: SettingsReading[] = []
    disposers.push(file.watch((reading) => readings.push(reading)))
    return { file, readings }
  }

  it('applies a change, however it is saved', async () => {
    const { readings } = await watching()
    writeFileSync(path, VALID.replace('dark', 'light'))
    await until(() => readings.length === 1, 'a change in place')
    expect(readings[0]).toMatchObject({ state: 'ok', settings: { theme: 'light' } })
    writeFileSync(`${path}.new`, VALID.replace('dark', 'system'))
    renameSync(`${path}.new`, path)
    await until(() => readings.length === 2, 'a rename')
    expect(readings[1]).toMatchObject({ state: 'ok', settings: { theme: 'system' } })
  })

  it('keeps the settings in force while the file is invalid or missing, and applies it when it is valid again', async () => {
    const { readings } = await watching()
    writeFileSync(path, '')
    await until(() => readings.length === 1, 'an empty file')
    expect(readings[0]).toMatchObject({ state: 'kept-last-valid', settings: { theme: 'dark' } })
    rmSync(path)
    await until(() => readings.length === 2, 'a missing file')
    expect(readings[1]).toMatchObject({ state: 'kept-last-valid', settings: { theme: 'dark' } })
    writeFileSync(path, VALID)
    await until(() => readings.length === 3, 'a valid file')
    expect(readings[2]).toMatchObject({ state: 'ok', problems: [] })
  })

  it('reports nothing when a save changes nothing, and nothing after it was disposed', async () => {
    const { readings } = await watching()
    writeFileSync(path, VALID)
    await new Promise((resolve) => setTimeout(resolve, 300))
    for (const dispose of disposers.splice(0)) dispose()
    writeFileSync(path, VALID.replace('dark', 'light'))
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(readings).toEqual([])
  })
})

describe('changing the settings file', () => {
  it('creates the file on the first change, and only the user may read it', async () => {
    const file = open()
    await file.load()
    const change = await file.edit([
      { kind: 'upsert-account', account: { id: 'cloud', provider: 'hosted', fields: {} } },
      {
        kind: 'upsert-record',
        record: { account: 'cloud', hostname: 'a.example.org', ipv4: 'auto', ipv6: 'off' },
        replaces: null,
      },
    ])
    expect(change).toMatchObject({
      ok: true,
      reading: { state: 'ok', settings: { records: [{ hostname: 'a.example.org' }] } },
    })
    expect(text()).toBe(
      'version: 1\naccounts:\n  - id: cloud\n    provider: hosted\nrecords:\n  - account: cloud\n    hostname: a.example.org\n    ipv4: auto\n    ipv6: off\n',
    )
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it('keeps comments, order and style of everything else', async () => {
    writeFileSync(path, VALID)
    const file = open()
    await file.load()
    await file.edit([
      {
        kind: 'upsert-record',
        record: { account: 'home', hostname: 'files.example.org', ipv4: 'auto', ipv6: 'off' },
        replaces: { account: 'home', hostname: 'nas.example.org' },
      },
      { kind: 'remove-record', account: 'home', hostname: 'CAM.example.org' },
      {
        kind: 'upsert-account',
        account: { id: 'home', provider: 'own', endpoint: 'http://127.0.0.1:9000', fields: { username: 'u' } },
      },
      { kind: 'set-option', option: 'language', value: 'zh-CN' },
    ])
    expect(text()).toBe(`# My names
version: 1

accounts:
  # the box under the stairs
  - id: home # do not rename
    provider: own
    endpoint: http://127.0.0.1:9000
    fields: { username: u }
records:
  - { account: home, hostname: files.example.org, ipv4: auto, ipv6: off } # the files
theme: dark
language: zh-CN
`)
  })

  it('keeps Windows line endings and writes JSON as JSON', async () => {
    writeFileSync(path, VALID.replace(/\n/g, '\r\n'))
    const yaml = open()
    await yaml.load()
    await yaml.edit([{ kind: 'set-option', option: 'theme', value: 'light' }])
    expect(text()).toBe(VALID.replace('dark', 'light').replace(/\n/g, '\r\n'))

    const jsonPath = join(folder, 'settings.json')
    writeFileSync(jsonPath, '{"version":1,"theme":"dark"}')
    const json = open({ path: jsonPath })
    await json.load()
    await json.edit([
      { kind: 'set-option', option: 'theme', value: null },
      { kind: 'set-option', option: 'contact', value: 'me' },
    ])
    expect(JSON.parse(readFileSync(jsonPath, 'utf8'))).toEqual({ version: 1, contact: 'me' })
  })

  it('finds a name however it is spelt, and leaves it as the user wrote it', async () => {
    writeFileSync(path, VALID.replace('nas.example.org', 'Bücher.example.'))
    const file = open()
    await file.load()
    const hostname = 'xn--bcher-kva.example'
    const record = { account: 'home', hostname, ipv4: 'off', ipv6: 'off' } as const
    await file.edit([{ kind: 'upsert-record', record, replaces: { account: 'home', hostname } }])
    expect(text()).toContain('{ account: home, hostname: Bücher.example., ipv4: off, ipv6: off } # the files')
    expect(file.current().settings.records[0]).toMatchObject({ hostname, ipv4: 'off' })
    await file.edit([{ kind: 'remove-record', account: 'home', hostname }])
    expect(file.current().settings.records.map((each) => each.hostname)).toEqual(['cam.example.org'])
  })

  it('removes an account together with its records', async () => {
    writeFileSync(path, VALID)
    const file = open()
    await file.load()
    expect(await file.edit([{ kind: 'remove-account', id: 'home' }])).toMatchObject({ ok: true })
    expect(file.current().settings).toMatchObject({ accounts: [], records: [], theme: 'dark' })
  })

  it('applies a change to what the user has saved meanwhile', async () => {
    writeFileSync(path, VALID)
    const file = open()
    await file.load()
    writeFileSync(path, VALID.replace('theme: dark', 'contact: me'))
    await file.edit([{ kind: 'set-option', option: 'language', value: 'en' }])
    expect(file.current().settings).toMatchObject({ contact: 'me', theme: 'system', language: 'en' })
  })

  it('does not change a file with a problem, and names the problem', async () => {
    const bad = VALID.replace('theme: dark', 'theme: blue')
    writeFileSync(path, bad)
    const file = open()
    await file.load()
    const change = await file.edit([{ kind: 'set-option', option: 'language', value: 'en' }])
    expect(change).toEqual({
      ok: false,
      message:
        'The settings file has a mistake, so it was not changed. Correct it first. settings.yaml, line 13: theme must be system, light or dark.',
    })
    expect(text()).toBe(bad)
  })

  it('refuses a change that would cause a problem', async () => {
    writeFileSync(path, VALID)
    const file = open()
    await file.load()
    const record = { account: 'nobody', hostname: 'x.example.org', ipv4: 'auto', ipv6: 'off' } as const
    const change = await file.edit([{ kind: 'upsert-record', record, replaces: null }])
    expect(change).toEqual({ ok: false, message: 'records[2].account names no account of this file.' })
    expect(text()).toBe(VALID)
  })

  it('makes changes one after the other and loses none', async () => {
    const file = open()
    await file.load()
    const ids = Array.from({ length: 12 }, (_, i) => `a${i}`)
    const changes = await Promise.all(
      ids.map((id) => file.edit([{ kind: 'upsert-account', account: { id, provider: 'hosted', fields: {} } }])),
    )
    expect(changes.every((change) => change.ok)).toBe(true)
    expect((await open().load()).settings.accounts.map(({ id }) => id)).toEqual(ids)
  })

  it('calls listeners once, and leaves no temporary file', async () => {
    writeFileSync(path, VALID)
    const file = open()
    await file.load()
    const readings: SettingsReading[] = []
    disposers.push(file.watch((reading) => readings.push(reading)))
    await file.edit([{ kind: 'set-option', option: 'theme', value: 'light' }])
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(readings).toHaveLength(1)
    expect(readdirSync(folder).sort()).toEqual(['settings.last-good.json', 'settings.yaml'])
  })

  it.skipIf(process.platform === 'win32')('writes through a symbolic link', async () => {
    const real = join(folder, 'real.yaml')
    writeFileSync(real, VALID)
    symlinkSync(real, path)
    const file = open()
    await file.load()
    await file.edit([{ kind: 'set-option', option: 'theme', value: 'light' }])
    expect(readFileSync(real, 'utf8')).toContain('theme: light')
  })
})
