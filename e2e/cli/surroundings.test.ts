// The command line among machines, files and programs that we did not write: pipes that close, terminals that go away, users
// without a home, secrets and settings as people paste them.
import { execFile, spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type PracticeEcho, startEcho } from '../servers/echo.ts'
import { type PracticeProvider, startProvider } from '../servers/provider.ts'
import { CLI_ENTRY, type CliHome, createCliHome } from './homeward-cli.ts'

const PASSWORD = 'correct horse battery staple'
let provider: PracticeProvider
let echo: PracticeEcho
let home: CliHome

beforeEach(async () => {
  provider = await startProvider({
    accounts: [{ username: 'u', password: PASSWORD, token: 'duck-token-1', hostnames: ['nas.example.org'] }],
  })
  echo = await startEcho()
  echo.answer('ipv4', '11.22.33.44')
  home = createCliHome({ HOMEWARD_SECRET_HOME_PASSWORD: PASSWORD })
  home.writeSettings(settings())
})
afterEach(async () => {
  home.close()
  await Promise.all([provider.close(), echo.close()])
})

const settings = () => ({
  version: 1,
  accounts: [{ id: 'home', provider: 'dyndns2', endpoint: provider.url, fields: { username: 'u' } }],
  records: [{ account: 'home', hostname: 'nas.example.org', ipv4: { source: 'echo', url: echo.url }, ipv6: 'off' }],
})
const updates = () => provider.requests().filter(({ url }) => url.startsWith('/nic/update'))
const logged = () =>
  readFileSync(join(home.folder, 'logs/homeward.log'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

/** A `run` that has sent its first update, with what it says on standard error. */
async function running(env: Record<string, string> = {}, config = home.settings) {
  const child = home.start(['run', '--config', config], env)
  const said = { text: '' }
  child.stderr?.on('data', (chunk) => {
    said.text += chunk
  })
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve))
  await expect.poll(() => said.text, { timeout: 10_000 }).toContain('Ctrl+C')
  return { child, said, ended }
}

describe.skipIf(process.platform === 'win32')('a reader that goes away', () => {
  it('ends nothing and is not told: --help | true', async () => {
    const script = `set -o pipefail; "${process.execPath}" "${CLI_ENTRY}" --help | true`
    const env = { ...process.env, HOMEWARD_HOME: home.folder }
    const { status, stderr } = spawnSync('bash', ['-c', script], { env, encoding: 'utf8' })
    expect([status, stderr]).toEqual([0, ''])
  })

  it('does not end a running engine, of standard error or output', async () => {
    const { child, ended } = await running()
    await expect.poll(updates, { timeout: 10_000 }).toHaveLength(1)
    child.stderr?.destroy()
    child.stdout?.destroy()
    for (const address of ['11.22.33.55', '11.22.33.66']) {
      echo.answer('ipv4', address)
      // The instance looks, and writes to its log.
      const update = await home.run(['update', '--config', home.settings, '--json'])
      expect(JSON.parse(update.stdout)[0]).toMatchObject({ confirmed: address })
    }
    expect(child.exitCode).toBeNull()
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
  })
})

describe.skipIf(process.platform === 'win32')('a signal', () => {
  it('SIGUSR1 opens no inspector', async () => {
    const { child, said } = await running()
    child.kill('SIGUSR1')
    await home.run(['status', '--config', home.settings])
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(said.text).not.toContain('Debugger')
    expect(child.exitCode).toBeNull()
  })

  it('SIGHUP reads settings and secrets again where there is no terminal', async () => {
    const file = join(home.folder, 'password')
    writeFileSync(file, 'wrong')
    const env = { HOMEWARD_SECRET_HOME_PASSWORD: '', HOMEWARD_SECRET_HOME_PASSWORD_FILE: file }
    const { child } = await running(env)
    await expect.poll(updates, { timeout: 10_000 }).toHaveLength(1)
    writeFileSync(file, `${PASSWORD}\n`)
    child.kill('SIGHUP')
    await expect.poll(updates, { timeout: 10_000 }).toHaveLength(2)
    await expect
      .poll(() => provider.zone.records({ name: 'nas.example.org' }), { timeout: 5_000 })
      .toMatchObject([{ content: '11.22.33.44' }])
    expect(child.exitCode).toBeNull()
  })

  it.skipIf(spawnSync('script', ['--version']).status !== 0)('SIGHUP ends it where there is one', async () => {
    const command = `exec "${process.execPath}" "${CLI_ENTRY}" run --config "${home.settings}"`
    const env = { ...process.env, HOMEWARD_HOME: home.folder, HOMEWARD_SECRET_HOME_PASSWORD: PASSWORD }
    const child = execFile('script', ['-qefc', command, '/dev/null'], { env })
    const ended = new Promise((resolve) => child.on('exit', resolve))
    await expect.poll(updates, { timeout: 10_000 }).toHaveLength(1)
    const pid = Number.parseInt(readFileSync(join(home.folder, 'engine.lock.pid'), 'utf8'), 10)
    process.kill(pid, 'SIGHUP')
    expect(await ended).toBe(0)
  })
})

describe('the data folder', () => {
  it('is told where only a shell would have replaced its name, and is not made', async () => {
    const { code, stderr } = await home.run(['status'], { env: { HOMEWARD_HOME: '~/x' } })
    expect(code).toBe(2)
    expect(stderr).toBe(
      'HOMEWARD_HOME is ~/x, and only a shell replaces how that begins. Write the whole path of the folder.\n',
    )
    expect(existsSync('~')).toBe(false)
  })

  const uid = 54_321
  const cannotRead =
    process.getuid?.() !== 0 ||
    spawnSync(process.execPath, ['-e', `require('fs').accessSync(${JSON.stringify(CLI_ENTRY)})`], { uid }).status !== 0
  it.skipIf(cannotRead)('works for a user without an entry in the password file and without HOME', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'homeward-nobody-'))
    chownSync(folder, uid, uid)
    const run = (env: Record<string, string>) =>
      spawnSync(process.execPath, [CLI_ENTRY, 'status', '--json'], { uid, gid: uid, env, encoding: 'utf8' })
    try {
      expect(run({ HOMEWARD_HOME: folder })).toMatchObject({ status: 0, stdout: '[]\n' })
      expect(run({})).toMatchObject({
        status: 2,
        stderr: expect.stringContaining('Name a folder for Homeward by HOMEWARD_HOME'),
      })
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it.skipIf(cannotRead)(
    'is read where it may not be written, and only what writes is refused, not as a usage error',
    async () => {
      await home.run(['update', '--config', home.settings])
      const files = readdirSync(home.folder)
      chmodSync(home.folder, 0o755)
      for (const file of files) chmodSync(join(home.folder, file), file === 'logs' ? 0o755 : 0o644)
      const env = { HOMEWARD_HOME: home.folder, HOMEWARD_SECRET_HOME_PASSWORD: PASSWORD, LANG: 'en_US.UTF-8' }
      const run = (...args: string[]) => {
        const all = [CLI_ENTRY, ...args, '--config', home.settings]
        const { status, stdout, stderr } = spawnSync(process.execPath, all, { uid, gid: uid, env, encoding: 'utf8' })
        return { status, text: stdout, stderr }
      }
      expect(run('status')).toMatchObject({ status: 0, text: expect.stringContaining('11.22.33.44'), stderr: '' })
      expect(run('why', 'nas.example.org')).toMatchObject({ status: 0, text: expect.stringContaining('11.22.33.44') })
      expect(run('history', '--json')).toMatchObject({
        status: 0,
        text: expect.stringContaining('"to": "11.22.33.44"'),
      })
      expect(run('holds')).toMatchObject({ status: 0, stderr: 'Nothing is on hold or parked.\n' })
      expect(run('update')).toMatchObject({
        status: 1,
        text: '',
        stderr: expect.stringContaining('cannot be made or written'),
      })
      expect(readdirSync(home.folder)).toEqual(files)
    },
  )

  it.skipIf(cannotRead)('is read there with what was written last before a crash', async () => {
    const { child } = await running()
    await expect.poll(updates, { timeout: 10_000 }).toHaveLength(1)
    await home.run(['update', '--config', home.settings])
    child.kill('SIGKILL')
    await new Promise((resolve) => child.once('close', resolve))
    // The log of the last writes is left, and the third file that SQLite needs to read it is not.
    expect(statSync(join(home.folder, 'homeward.sqlite-wal')).size).toBeGreaterThan(0)
    rmSync(join(home.folder, 'homeward.sqlite-shm'))
    chmodSync(home.folder, 0o755)
    for (const file of readdirSync(home.folder)) chmodSync(join(home.folder, file), file === 'logs' ? 0o755 : 0o644)
    const { status, stdout, stderr } = spawnSync(process.execPath, [CLI_ENTRY, 'history', '--config', home.settings], {
      ...{ uid, gid: uid, encoding: 'utf8' },
      env: { HOMEWARD_HOME: home.folder, LANG: 'en_US.UTF-8' },
    })
    expect([status, stdout, stderr]).toEqual([0, expect.stringContaining('11.22.33.44'), ''])
  })

  it.skipIf(cannotRead)('is not needed to check settings, nor for help', () => {
    for (const env of [{ HOMEWARD_HOME: '/proc/none' }, { HOMEWARD_HOME: '~/x' }, {}]) {
      const run = (...args: string[]) =>
        spawnSync(process.execPath, [CLI_ENTRY, ...args], { uid, gid: uid, env, encoding: 'utf8' })
      chmodSync(home.folder, 0o755)
      chmodSync(home.settings, 0o644)
      expect(run('config', 'check', home.settings)).toMatchObject({ status: 0, stderr: '' })
      expect(run('--help').status).toBe(0)
    }
  })

  const hasMounts = spawnSync('unshare', ['-m', 'true']).status === 0
  it.skipIf(!hasMounts)('is read while its disk is full', async () => {
    await home.run(['update', '--config', home.settings])
    const full = join(home.folder, 'full')
    mkdirSync(full)
    const script = `mount -t tmpfs -o size=1m none ${full} && mkdir ${full}/logs && cp ${home.folder}/homeward.sqlite ${full}/
      cat /dev/zero > ${full}/zero 2>/dev/null
      for words in status holds "history --json" "why nas.example.org"; do
        HOMEWARD_HOME=${full} "${process.execPath}" "${CLI_ENTRY}" $words --config ${home.settings} || echo "failed: $words"
      done`
    const { stdout, stderr } = spawnSync('unshare', ['-m', 'sh', '-c', script], { encoding: 'utf8' })
    expect([stdout.match(/failed: .*/g), stderr]).toEqual([null, 'Nothing is on hold or parked.\n'])
    expect(stdout).toContain('"to": "11.22.33.44"')
  })

  it('is read as it is while its database is deleted beneath a running engine', async () => {
    await home.run(['update', '--config', home.settings])
    provider.faults.add({ kind: 'word', text: 'abuse' })
    echo.answer('ipv4', '11.22.33.55')
    await running()
    await expect.poll(updates, { timeout: 10_000 }).toHaveLength(2)
    for (const suffix of ['', '-wal', '-shm']) rmSync(join(home.folder, `homeward.sqlite${suffix}`), { force: true })
    const history = await home.run(['history', '--config', home.settings])
    expect([history.stdout.match(/11\.22\.33\.55/g)?.length, history.stderr]).toEqual([
      1,
      expect.stringContaining('was deleted while Homeward was running'),
    ])
    const holds = await home.run(['holds', '--config', home.settings])
    expect(holds.stdout).toContain('blocked')
  })

  it('gets its log folder back when somebody deletes it, and says so', async () => {
    const { said } = await running()
    await expect.poll(updates, { timeout: 10_000 }).toHaveLength(1)
    rmSync(join(home.folder, 'logs'), { recursive: true })
    await home.run(['update', '--config', home.settings])
    await expect.poll(() => said.text, { timeout: 10_000 }).toContain('"the log is written again"')
    expect(logged()).toContainEqual(
      expect.objectContaining({
        message: 'the log is written again',
        details: { cause: 'the file was deleted or emptied', lost: 0 },
      }),
    )
  })
})

describe('what people give', () => {
  it('is a secret that is missing: run says so, and how to give it', async () => {
    const { said } = await running({ HOMEWARD_SECRET_HOME_PASSWORD: '' })
    await expect
      .poll(() => said.text, { timeout: 10_000 })
      .toMatch(/account home: its secret "password" .*(HOMEWARD_SECRET_HOME_PASSWORD|credential store)/)
  })

  it('is a mistake in the settings, told once on standard error and once in the log', async () => {
    await home.run(['update', '--config', home.settings])
    home.writeSettings({ ...settings(), theme: 'blue' })
    const { said } = await running()
    await expect
      .poll(() => logged().filter(({ message }) => message === 'round').length, { timeout: 10_000 })
      .toBeGreaterThan(1)
    expect(said.text.match(/theme must be/g)).toHaveLength(1)
    expect(logged().filter(({ message }) => message === 'settings not applied')).toHaveLength(1)
  })

  it('is a token in quotation marks, which is not stored', async () => {
    home.writeSettings({ version: 1, accounts: [{ id: 'duck', provider: 'duckdns' }] })
    for (const input of ['"duck-token-1"\n', 'duck-token-1,\r\n']) {
      const { code, stderr } = await home.run(['secret', 'set', 'duck', 'token'], { input })
      expect([code, stderr]).toEqual([2, expect.stringMatching(/^The secret was not stored\. It begins or ends with/)])
    }
    const blank = await home.run(['secret', 'set', 'duck', 'token'], { input: '\u00a0\ufeff\n' })
    expect([blank.code, blank.stderr]).toEqual([2, expect.stringContaining('Nothing was given')])
  })

  it('is a file of settings with mistakes, all of them told in the order of their lines', async () => {
    const file = join(home.folder, 'bad.yaml')
    writeFileSync(
      file,
      'version: 1\naccounts:\n  - { id: a, provider: dyndns2, endpoint: "https://h/dyndns/", fields: { username: "a:b" } }\nrecords:\n  - { account: b, hostname: "https://nas.example.org" }\ntheme: blue\n',
    )
    const { code, stderr } = await home.run(['config', 'check', file])
    expect(code).toBe(2)
    expect(
      stderr
        .trim()
        .split('\n')
        .map((line) => line.replace(/^bad\.yaml, /, '').slice(0, 40)),
    ).toEqual([
      'line 3: accounts[0].fields.username must',
      'line 5: records[0].hostname must be a ho',
      'line 6: theme must be system, light or d',
    ])
    writeFileSync(file, 'version: 1\npassword: |S3cret\n')
    const quoted = await home.run(['config', 'check', file])
    expect([quoted.code, quoted.stderr]).toEqual([2, expect.stringMatching(/^bad\.yaml, line 2: /)])
    expect(quoted.stderr).not.toContain('S3cret')
  })

  it('is a warning, which refuses nothing', async () => {
    home.writeSettings({
      version: 1,
      accounts: [{ id: 'a', provider: 'duckdns', endpoint: 'https://h/update?token=S3cret' }],
    })
    const { code, stdout, stderr } = await home.run(['config', 'check', home.settings])
    expect(code).toBe(0)
    expect(stdout).toContain('one account')
    expect(stderr).toMatch(/accounts\[0\]\.endpoint holds what looks like a secret.*"token"/)
    expect(stderr).not.toContain('S3cret')
    const json = await home.run(['config', 'check', home.settings, '--json'])
    expect(JSON.parse(json.stdout)).toMatchObject({ ok: true, problems: [], warnings: [{ line: 1 }] })
  })

  it('is a file of more than a megabyte, which is read, and one of more than four, which is not', async () => {
    const file = join(home.folder, 'large.yaml')
    const records = (count: number) =>
      Array.from({ length: count }, (_, index) => `  - { account: a, hostname: n${index}.example.org }\n`).join('')
    const text = (count: number) => `version: 1\naccounts: [{ id: a, provider: duckdns }]\nrecords:\n${records(count)}`
    writeFileSync(file, text(25_000))
    const large = await home.run(['config', 'check', file])
    expect([large.code, large.stdout]).toEqual([0, expect.stringContaining('25000 records')])
    writeFileSync(file, text(100_000))
    const huge = await home.run(['config', 'check', file])
    expect([huge.code, huge.stderr]).toEqual([2, 'large.yaml: the file is larger than 4 MiB.\n'])
  }, 60_000)

  it('is an internationalised name, found however it is spelt and shown as people write it', async () => {
    const [record] = settings().records
    home.writeSettings({ ...settings(), records: [{ ...record, hostname: 'BÜCHER.example.' }] })
    await home.run(['update', '--config', home.settings])
    expect(updates()[0]?.url).toContain('hostname=xn--bcher-kva.example&')
    const status = await home.run(['status', '--config', home.settings])
    expect(status.stdout).toContain('bücher.example')
    const why = await home.run(['why', 'bücher.EXAMPLE', '--config', home.settings])
    expect([why.code, why.stdout]).toEqual([0, expect.stringContaining('bücher.example')])
    const json = await home.run(['status', '--config', home.settings, '--json'])
    expect(JSON.parse(json.stdout)[0].hostname).toBe('xn--bcher-kva.example')
    const history = await home.run(['history', '--hostname', 'Bücher.example.', '--config', home.settings, '--json'])
    expect(JSON.parse(history.stdout)).toHaveLength(1)
  })
})

describe('homeward try', () => {
  const custom = (fields: Record<string, string>) => ({
    ...settings(),
    accounts: [
      {
        id: 'own',
        provider: 'custom',
        fields: { url: `${provider.url}/update?domains={hostname}&token={secret}&ip={ipv4}&verbose=true`, ...fields },
      },
    ],
    records: settings().records.map((record) => ({ ...record, account: 'own' })),
  })
  const env = { HOMEWARD_SECRET_OWN_SECRET: 'duck-token-1' }

  it('shows the whole answer of a service by a URL, and what it counts as', async () => {
    home.writeSettings(custom({ contains: 'updated, nochange' }))
    const tried = await home.run(['try', 'nas.example.org', '--config', home.settings], { env })
    expect(tried.code).toBe(0)
    const [request, status, ...rest] = tried.stdout.split('\n')
    expect([request, status]).toEqual([`GET ${provider.url}/update`, 'Answered with HTTP 200:'])
    expect(rest.join('\n')).toMatch(
      /^ {2}OK\n {2}11\.22\.33\.44\n[\s\S]*UPDATED\n[\s\S]*nas\.example\.org +IPv4 +accepted/,
    )
    // It is sent once more, changed or not.
    const again = await home.run(['try', 'nas.example.org', '--config', home.settings, '--json'], { env })
    expect(JSON.parse(again.stdout)).toMatchObject({
      exchanges: [{ method: 'GET', status: 200, text: expect.stringMatching(/^OK\n[\s\S]*NOCHANGE/) }],
      rows: [{ hostname: 'nas.example.org', family: 'ipv4', state: 'accepted' }, { family: 'ipv6' }],
    })
    expect(tried.stdout + again.stdout).not.toContain('duck-token')
  })

  it('shows an answer that does not count, and exits accordingly', async () => {
    home.writeSettings(custom({ success: 'done' }))
    const { code, stdout } = await home.run(['try', 'nas.example.org', '--config', home.settings], { env })
    expect([code, stdout]).toEqual([1, expect.stringMatching(/ {2}OK\n[\s\S]*nas\.example\.org +IPv4 +(failed|held)/)])
    // The mistake is mended, and the wait that it caused is not waited for.
    home.writeSettings(custom({ success: 'OK' }))
    const mended = await home.run(['try', 'nas.example.org', '--config', home.settings], { env })
    expect([mended.code, mended.stdout]).toEqual([0, expect.stringMatching(/ {2}OK\n[\s\S]*IPv4 +accepted/)])
  })

  it('shows the answer to the running instance', async () => {
    await running()
    await expect.poll(updates, { timeout: 10_000 }).toHaveLength(1)
    const { code, stdout, stderr } = await home.run(['try', 'nas.example.org', '--config', home.settings])
    expect([code, stderr]).toEqual([0, expect.stringContaining('The running instance has sent it')])
    expect(stdout).toMatch(/^nochg 11\.22\.33\.44\n/)
  })

  it('says that nothing was sent where the running instance holds the name', async () => {
    await running({ HOMEWARD_SECRET_HOME_PASSWORD: 'wrong-password' })
    const holds = async () => (await home.run(['holds', '--config', home.settings])).stdout
    await expect.poll(holds, { timeout: 10_000 }).toContain('badauth')
    const { code, stdout, stderr } = await home.run(['try', 'nas.example.org', '--config', home.settings])
    expect([code, stderr]).toEqual([3, expect.stringContaining('Nothing was sent')])
    expect(stdout).not.toMatch(/^badauth/)
  })
})
