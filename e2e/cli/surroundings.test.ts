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
import { describe, expect, it } from 'vitest'
import { cliScene } from './cli-scene.ts'
import { CLI_ENTRY } from './homeward-cli.ts'

const scene = cliScene()
const { password, settings, updates, running } = scene
const logged = () =>
  readFileSync(join(scene.home.folder, 'logs/homeward.log'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

describe.skipIf(process.platform === 'win32')('a reader that goes away', () => {
  it('ends nothing and is not told: --help | true', async () => {
    const script = `set -o pipefail; "${process.execPath}" "${CLI_ENTRY}" --help | true`
    const env = { ...process.env, HOMEWARD_HOME: scene.home.folder }
    const { status, stderr } = spawnSync('bash', ['-c', script], { env, encoding: 'utf8' })
    expect([status, stderr]).toEqual([0, ''])
  })

  it('does not end a running engine, of standard error or output', async () => {
    const { child, ended } = await running()
    await expect.poll(updates, { timeout: 10_000 }).toHaveLength(1)
    child.stderr?.destroy()
    child.stdout?.destroy()
    for (const address of ['11.22.33.55', '11.22.33.66']) {
      scene.echo.answer('ipv4', address)
      // The instance looks, and writes to its log.
      const update = await scene.home.run(['update', '--config', scene.home.settings, '--json'])
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
    await scene.home.run(['status', '--config', scene.home.settings])
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(said.text).not.toContain('Debugger')
    expect(child.exitCode).toBeNull()
  })

  it('SIGHUP reads settings and secrets again where there is no terminal', async () => {
    const file = join(scene.home.folder, 'password')
    writeFileSync(file, 'wrong')
    const env = { HOMEWARD_SECRET_HOME_PASSWORD: '', HOMEWARD_SECRET_HOME_PASSWORD_FILE: file }
    const { child } = await running(env)
    await expect.poll(updates, { timeout: 10_000 }).toHaveLength(1)
    writeFileSync(file, `${password}\n`)
    child.kill('SIGHUP')
    await expect.poll(updates, { timeout: 10_000 }).toHaveLength(2)
    await expect
      .poll(() => scene.provider.zone.records({ name: 'nas.example.org' }), { timeout: 5_000 })
      .toMatchObject([{ content: '11.22.33.44' }])
    expect(child.exitCode).toBeNull()
  })

  it.skipIf(spawnSync('script', ['--version']).status !== 0)('SIGHUP ends it where there is one', async () => {
    const command = `exec "${process.execPath}" "${CLI_ENTRY}" run --config "${scene.home.settings}"`
    const env = { ...process.env, HOMEWARD_HOME: scene.home.folder, HOMEWARD_SECRET_HOME_PASSWORD: password }
    const child = execFile('script', ['-qefc', command, '/dev/null'], { env })
    const ended = new Promise((resolve) => child.on('exit', resolve))
    await expect.poll(updates, { timeout: 10_000 }).toHaveLength(1)
    const pid = Number.parseInt(readFileSync(join(scene.home.folder, 'engine.lock.pid'), 'utf8'), 10)
    process.kill(pid, 'SIGHUP')
    expect(await ended).toBe(0)
  })
})

describe('the data folder', () => {
  it('is told where only a shell would have replaced its name, and is not made', async () => {
    const { code, stderr } = await scene.home.run(['status'], { env: { HOMEWARD_HOME: '~/x' } })
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
      await scene.home.run(['update', '--config', scene.home.settings])
      const files = readdirSync(scene.home.folder)
      chmodSync(scene.home.folder, 0o755)
      for (const file of files) chmodSync(join(scene.home.folder, file), file === 'logs' ? 0o755 : 0o644)
      const env = { HOMEWARD_HOME: scene.home.folder, HOMEWARD_SECRET_HOME_PASSWORD: password, LANG: 'en_US.UTF-8' }
      const run = (...args: string[]) => {
        const all = [CLI_ENTRY, ...args, '--config', scene.home.settings]
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
      expect(readdirSync(scene.home.folder)).toEqual(files)
    },
  )

  it.skipIf(cannotRead)('is read there with what was written last before a crash', async () => {
    const { child } = await running()
    await expect.poll(updates, { timeout: 10_000 }).toHaveLength(1)
    await scene.home.run(['update', '--config', scene.home.settings])
    child.kill('SIGKILL')
    await new Promise((resolve) => child.once('close', resolve))
    // The log of the last writes is left, and the third file that SQLite needs to read it is not.
    expect(statSync(join(scene.home.folder, 'homeward.sqlite-wal')).size).toBeGreaterThan(0)
    rmSync(join(scene.home.folder, 'homeward.sqlite-shm'))
    chmodSync(scene.home.folder, 0o755)
    for (const file of readdirSync(scene.home.folder))
      chmodSync(join(scene.home.folder, file), file === 'logs' ? 0o755 : 0o644)
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [CLI_ENTRY, 'history', '--config', scene.home.settings],
      {
        ...{ uid, gid: uid, encoding: 'utf8' },
        env: { HOMEWARD_HOME: scene.home.folder, LANG: 'en_US.UTF-8' },
      },
    )
    expect([status, stdout, stderr]).toEqual([0, expect.stringContaining('11.22.33.44'), ''])
  })

  it.skipIf(cannotRead)('is not needed to check settings, nor for help', () => {
    for (const env of [{ HOMEWARD_HOME: '/proc/none' }, { HOMEWARD_HOME: '~/x' }, {}]) {
      const run = (...args: string[]) =>
        spawnSync(process.execPath, [CLI_ENTRY, ...args], { uid, gid: uid, env, encoding: 'utf8' })
      chmodSync(scene.home.folder, 0o755)
      chmodSync(scene.home.settings, 0o644)
      expect(run('config', 'check', scene.home.settings)).toMatchObject({ status: 0, stderr: '' })
      expect(run('--help').status).toBe(0)
    }
  })

  const hasMounts = spawnSync('unshare', ['-m', 'true']).status === 0
  it.skipIf(!hasMounts)('is read while its disk is full', async () => {
    await scene.home.run(['update', '--config', scene.home.settings])
    const full = join(scene.home.folder, 'full')
    mkdirSync(full)
    const script = `mount -t tmpfs -o size=1m none ${full} && mkdir ${full}/logs && cp ${scene.home.folder}/homeward.sqlite ${full}/
      cat /dev/zero > ${full}/zero 2>/dev/null
      for words in status holds "history --json" "why nas.example.org"; do
        HOMEWARD_HOME=${full} "${process.execPath}" "${CLI_ENTRY}" $words --config ${scene.home.settings} || echo "failed: $words"
      done`
    const { stdout, stderr } = spawnSync('unshare', ['-m', 'sh', '-c', script], { encoding: 'utf8' })
    expect([stdout.match(/failed: .*/g), stderr]).toEqual([null, 'Nothing is on hold or parked.\n'])
    expect(stdout).toContain('"to": "11.22.33.44"')
  })

  it('is read as it is while its database is deleted beneath a running engine', async () => {
    await scene.home.run(['update', '--config', scene.home.settings])
    scene.provider.faults.add({ kind: 'word', text: 'abuse' })
    scene.echo.answer('ipv4', '11.22.33.55')
    await running()
    await expect.poll(updates, { timeout: 10_000 }).toHaveLength(2)
    for (const suffix of ['', '-wal', '-shm'])
      rmSync(join(scene.home.folder, `homeward.sqlite${suffix}`), { force: true })
    const history = await scene.home.run(['history', '--config', scene.home.settings])
    expect([history.stdout.match(/11\.22\.33\.55/g)?.length, history.stderr]).toEqual([
      1,
      expect.stringContaining('was deleted while Homeward was running'),
    ])
    const holds = await scene.home.run(['holds', '--config', scene.home.settings])
    expect(holds.stdout).toContain('blocked')
  })

  it('gets its log folder back when somebody deletes it, and says so', async () => {
    const { said } = await running()
    await expect.poll(updates, { timeout: 10_000 }).toHaveLength(1)
    rmSync(join(scene.home.folder, 'logs'), { recursive: true })
    await scene.home.run(['update', '--config', scene.home.settings])
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
    await scene.home.run(['update', '--config', scene.home.settings])
    scene.home.writeSettings({ ...settings(), theme: 'blue' })
    const { said } = await running()
    await expect
      .poll(() => logged().filter(({ message }) => message === 'round').length, { timeout: 10_000 })
      .toBeGreaterThan(1)
    expect(said.text.match(/theme must be/g)).toHaveLength(1)
    expect(logged().filter(({ message }) => message === 'settings not applied')).toHaveLength(1)
  })

  it('is a token in quotation marks, which is not stored', async () => {
    scene.home.writeSettings({ version: 1, accounts: [{ id: 'duck', provider: 'duckdns' }] })
    for (const input of ['"duck-token-1"\n', 'duck-token-1,\r\n']) {
      const { code, stderr } = await scene.home.run(['secret', 'set', 'duck', 'token'], { input })
      expect([code, stderr]).toEqual([2, expect.stringMatching(/^The secret was not stored\. It begins or ends with/)])
    }
    const blank = await scene.home.run(['secret', 'set', 'duck', 'token'], { input: '\u00a0\ufeff\n' })
    expect([blank.code, blank.stderr]).toEqual([2, expect.stringContaining('Nothing was given')])
  })

  it('is a file of settings with mistakes, all of them told in the order of their lines', async () => {
    const file = join(scene.home.folder, 'bad.yaml')
    writeFileSync(
      file,
      'version: 1\naccounts:\n  - { id: a, provider: dyndns2, endpoint: "https://h/dyndns/", fields: { username: "a:b" } }\nrecords:\n  - { account: b, hostname: "https://nas.example.org" }\ntheme: blue\n',
    )
    const { code, stderr } = await scene.home.run(['config', 'check', file])
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
    const quoted = await scene.home.run(['config', 'check', file])
    expect([quoted.code, quoted.stderr]).toEqual([2, expect.stringMatching(/^bad\.yaml, line 2: /)])
    expect(quoted.stderr).not.toContain('S3cret')
  })

  it('is a warning, which refuses nothing', async () => {
    scene.home.writeSettings({
      version: 1,
      accounts: [{ id: 'a', provider: 'duckdns', endpoint: 'https://h/update?token=S3cret' }],
    })
    const { code, stdout, stderr } = await scene.home.run(['config', 'check', scene.home.settings])
    expect(code).toBe(0)
    expect(stdout).toContain('one account')
    expect(stderr).toMatch(/accounts\[0\]\.endpoint holds what looks like a secret.*"token"/)
    expect(stderr).not.toContain('S3cret')
    const json = await scene.home.run(['config', 'check', scene.home.settings, '--json'])
    expect(JSON.parse(json.stdout)).toMatchObject({ ok: true, problems: [], warnings: [{ line: 1 }] })
  })

  it('is a file of more than a megabyte, which is read, and one of more than four, which is not', async () => {
    const file = join(scene.home.folder, 'large.yaml')
    const records = (count: number) =>
      Array.from({ length: count }, (_, index) => `  - { account: a, hostname: n${index}.example.org }\n`).join('')
    const text = (count: number) => `version: 1\naccounts: [{ id: a, provider: duckdns }]\nrecords:\n${records(count)}`
    writeFileSync(file, text(25_000))
    const large = await scene.home.run(['config', 'check', file])
    expect([large.code, large.stdout]).toEqual([0, expect.stringContaining('25000 records')])
    writeFileSync(file, text(100_000))
    const huge = await scene.home.run(['config', 'check', file])
    expect([huge.code, huge.stderr]).toEqual([2, 'large.yaml: the file is larger than 4 MiB.\n'])
  }, 60_000)

  it('is an internationalised name, found however it is spelt and shown as people write it', async () => {
    const [record] = settings().records
    scene.home.writeSettings({ ...settings(), records: [{ ...record, hostname: 'BÜCHER.example.' }] })
    await scene.home.run(['update', '--config', scene.home.settings])
    expect(updates()[0]?.url).toContain('hostname=xn--bcher-kva.example&')
    const status = await scene.home.run(['status', '--config', scene.home.settings])
    expect(status.stdout).toContain('bücher.example')
    const why = await scene.home.run(['why', 'bücher.EXAMPLE', '--config', scene.home.settings])
    expect([why.code, why.stdout]).toEqual([0, expect.stringContaining('bücher.example')])
    const json = await scene.home.run(['status', '--config', scene.home.settings, '--json'])
    expect(JSON.parse(json.stdout)[0].hostname).toBe('xn--bcher-kva.example')
    const history = await scene.home.run([
      'history',
      '--hostname',
      'Bücher.example.',
      '--config',
      scene.home.settings,
      '--json',
    ])
    expect(JSON.parse(history.stdout)).toHaveLength(1)
  })
})
