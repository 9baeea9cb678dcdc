// The release package, judged from outside: by its processes, ports, exit, control socket, files and pictures.
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { expect, test } from '../fixture.ts'
import type { Environment } from '../lab/environment.ts'
import { openPorts } from '../lab/process/open-ports.ts'
import { until } from '../lab/process/process-group.ts'
import { asUser } from '../lab/process/unprivileged.ts'
import { startUserTool } from '../lab/process/user-tool.ts'
import { label } from '../labels.ts'
import { HOSTNAME, START_ADDRESS, writeEmptySettings, writePracticeDomain } from '../practice.ts'
import { loadedLibraries, logOf, RELEASE, releaseObstacle, runCommandLine, startRelease } from '../release-app.ts'

test.skip(releaseObstacle !== null, releaseObstacle ?? '')

const rows = async (environment: Environment) => {
  const { code, stdout, stderr } = await runCommandLine(environment, ['status', '--json'])
  expect([0, 1, 3], stderr).toContain(code)
  return JSON.parse(stdout)
}
const titles = (environment: Environment) => {
  const found = asUser(environment.session.user, 'xdotool', ['search', '--onlyvisible', '--name', 'Homeward'])
  try {
    return execFileSync(...found, {
      env: environment.env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch {
    return ''
  }
}
/** How many colours the screen shows: an empty one has one or two. */
const coloursOnScreen = (environment: Environment) => {
  const picture = asUser(environment.session.user, 'import', ['-silent', '-window', 'root', '-format', '%k', 'info:'])
  return Number(execFileSync(...picture, { env: environment.env, encoding: 'utf8' }))
}
/** Waits until the running instance answers over its socket and proves that it is the instance. */
const answering = async (environment: Environment) => {
  await until('the key file', () => existsSync(path.join(environment.folder, 'control.json')), 20_000)
  await until(
    'an answer',
    async () => {
      const asking = await startUserTool(environment, 'e2e/lab/process/ask-instance.ts', [environment.folder, '1', '1'])
      await asking.ended
      return asking.lines.some((line) => JSON.parse(line).isAnswered)
    },
    20_000,
  )
}

test('it starts, shows its window, answers the command line and listens on no port', async ({ environment }) => {
  await writeEmptySettings(environment)
  const app = startRelease(environment)
  await until('the window', () => titles(environment), 15_000)
  await expect.poll(() => coloursOnScreen(environment)).toBeGreaterThan(20)
  await answering(environment)
  expect(openPorts(app.pid)).toEqual([])
  const key = statSync(path.join(environment.folder, 'control.json'))
  expect(key.mode & 0o777).toBe(0o600)
  // Node's debugger opens at this signal, where the fuse lets it.
  process.kill(app.pid, 'SIGUSR1')
  await new Promise((resolve) => setTimeout(resolve, 500))
  expect(openPorts(app.pid)).toEqual([])
})

const SWITCHES: readonly (readonly string[])[] = [
  ...[
    '--remote-debugging-port=0',
    '--remote-debugging-port',
    '-remote-debugging-port=9333',
    ' --remote-debugging-port=9333',
  ],
  ...[
    '\t-remote-debugging-port=9333',
    '--remote-debugging-port=9333 ',
    '--remote-debugging-pipe',
    '--remote-allow-origins=*',
  ],
  ...['--inspect', '--inspect=0', '--inspect-brk=0', '-inspect', ' --inspect=127.0.0.1:0', '--inspect-port=0'],
  ...['--js-flags=--expose-gc', '--load-extension=/tmp', '--disable-web-security', '--bypasscsp-schemes=homeward'],
  ...['--renderer-cmd-prefix=env', '--utility-cmd-prefix=env', '--enable-blink-features=MojoJS', '--single-process'],
  ...[
    '--proxy-server=127.0.0.1:1',
    '--no-proxy-server',
    '--host-rules=MAP * 127.0.0.1',
    '--host-resolver-rules=MAP * 127.0.0.1',
  ],
  ...['--log-net-log=/tmp/net', '--ssl-key-log-file=/tmp/keys', '--ignore-certificate-errors', '--no-sandbox'],
].map((argument) => [argument])

test('no spelling of a debug switch starts it, and none opens a port', async ({ environment }) => {
  test.setTimeout(120_000)
  await writeEmptySettings(environment)
  for (const args of [...SWITCHES, ['--background', '--inspect'], ['--lang=en', ' --no-sandbox', '-inspect']]) {
    const app = startRelease(environment, { args })
    const ports = new Set<string>()
    const watch = setInterval(() => {
      for (const port of openPorts(app.pid)) ports.add(port)
    }, 20)
    const code = await Promise.race([app.ended, new Promise((resolve) => setTimeout(() => resolve('runs'), 8_000))])
    clearInterval(watch)
    if (code === 'runs') app.process.kill('SIGKILL')
    expect(code, `${JSON.stringify(args)}: ${app.errors()}`).toBe(2)
    expect(app.errors(), JSON.stringify(args)).toMatch(/homeward: --[a-z-]+ is not supported/)
    expect([...ports], JSON.stringify(args)).toEqual([])
  }
  const unsandboxed = startRelease(environment, { env: { ELECTRON_DISABLE_SANDBOX: '1' } })
  expect(await unsandboxed.ended).toBe(2)
})

test('arguments that are no switches here, and environment variables for a debugger, open no port', async ({
  environment,
}) => {
  await writeEmptySettings(environment)
  const env = { NODE_OPTIONS: '--inspect=9334', ELECTRON_RUN_AS_NODE: '1', NODE_INSPECT: '1' }
  const app = startRelease(environment, {
    args: ['/remote-debugging-port=9333', '/inspect', '--', '--inspect=9334'],
    env,
  })
  await until('the window', () => titles(environment), 15_000)
  expect(openPorts(app.pid)).toEqual([])
})

/** A library that would work in its place. */
const LIBRARY = path.join(RELEASE, 'resources/app.asar.unpacked/native-addon/prebuilds/linux-x64/homeward_network.node')
const KEYTAR = path.join(RELEASE, 'resources/app.asar.unpacked/node_modules/keytar/prebuilds/linux-x64/keytar.node')

test('a planted library is not loaded, by the app or by the command line', async ({ environment }) => {
  test.setTimeout(120_000)
  await writePracticeDomain(environment)
  const copy = path.join(environment.session.folder, 'package')
  cpSync(RELEASE, copy, { recursive: true })
  const plants = [
    'native-addon/build/Release/homeward_network.node',
    'native-addon/prebuilds/linux-x64/homeward_network.node',
    'resources/native-addon/build/Release/homeward_network.node',
    'resources/native-addon/prebuilds/linux-x64/homeward_network.node',
    'resources/app.asar.unpacked/out/native-addon/build/Release/homeward_network.node',
    'resources/app.asar.unpacked/out/app/native-addon/build/Release/homeward_network.node',
  ].map((name) => path.join(copy, name))
  const plant = (file: string, source = LIBRARY) => {
    mkdirSync(path.dirname(file), { recursive: true })
    cpSync(source, file)
  }
  for (const file of plants) plant(file)
  const elsewhere = path.join(environment.session.folder, 'elsewhere')
  plant(path.join(elsewhere, 'prebuilds/linux-x64/keytar.node'), KEYTAR)
  const env = { KEYTAR_PREBUILD: elsewhere, '@GITHUB/KEYTAR_PREBUILD': elsewhere }
  const app = startRelease(environment, { folder: copy, env })
  const libraries = await until(
    'the libraries',
    () => {
      const loaded = loadedLibraries(app.pid)
      return (
        loaded.some((file) => file.includes('homeward_network')) &&
        loaded.some((file) => file.includes('keytar')) &&
        loaded
      )
    },
    20_000,
  )
  expect(libraries.filter((file) => !file.startsWith(path.join(copy, 'resources/app.asar.unpacked/n')))).toEqual([])
  app.process.kill('SIGKILL')
  await app.ended

  const run = startRelease(environment, { folder: copy, program: 'resources/bin/homeward', args: ['run'] })
  await until('its libraries', () => loadedLibraries(run.pid).some((file) => file.includes('homeward_network')), 20_000)
  const planted = loadedLibraries(run.pid).filter((file) => plants.includes(file))
  expect(planted).toEqual([])
  run.process.kill('SIGKILL')
  await run.ended

  for (const name of [
    'native-addon/build/Release/homeward_network.node',
    'node_modules/keytar/build/Release/keytar.node',
  ]) {
    const file = path.join(copy, 'resources/app.asar.unpacked', name)
    plant(file, name.includes('keytar') ? KEYTAR : LIBRARY)
    const refused = startRelease(environment, { folder: copy, args: ['--background'] })
    await until(
      'the refusal',
      () => logOf(environment).includes(`${name} is not the file that Homeward came with`),
      20_000,
    )
    expect(loadedLibraries(refused.pid)).not.toContain(file)
    refused.process.kill('SIGKILL')
    await refused.ended
    rmSync(file)
  }
  rmSync(copy, { recursive: true })
})

test('whatever is planted at its control socket neither stops the start nor is believed', async ({ environment }) => {
  test.setTimeout(120_000)
  await writePracticeDomain(environment)
  const { user } = environment.session
  const asUsers = (file: string, ...args: string[]) =>
    execFileSync(...asUser(user, file, args), { env: environment.env, stdio: 'ignore' })
  const at = (name: string) => path.join(environment.folder, name)
  const precious = at('precious')
  for (const plant of [
    () => asUsers('mkdir', '-p', at('control.sock/full')),
    () => asUsers('ln', '-s', precious, at('control.json')),
    () => asUsers('mkfifo', '-m', '600', at('control.json')),
  ]) {
    writeFileSync(precious, 'precious')
    chownSync(precious, user.uid, user.gid)
    plant()
    const app = startRelease(environment, { args: ['--background'] })
    await answering(environment)
    await expect.poll(async () => (await rows(environment))[0]?.confirmed).toBe(START_ADDRESS)
    expect(readFileSync(precious, 'utf8')).toBe('precious')
    app.process.kill('SIGKILL')
    await app.ended
    rmSync(at('control.json'), { force: true })
  }

  // The app was killed: its key file is left, and somebody waits at its address.
  const app = startRelease(environment, { args: ['--background'] })
  await until('the key file', () => existsSync(at('control.json')), 20_000)
  app.process.kill('SIGKILL')
  await app.ended
  const { address, token } = JSON.parse(readFileSync(at('control.json'), 'utf8')) as { address: string; token: string }
  rmSync(address, { force: true })
  let heard = ''
  const squatter = createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      heard += String(chunk)
      const forged = { ok: true, rows: [], online: true, locale: 'en', settings: '/forged.yaml', notices: ['forged'] }
      socket.write(`${JSON.stringify({ nonce: 'a'.repeat(32), proof: 'b'.repeat(64) })}\n${JSON.stringify(forged)}\n`)
      socket.write(`${JSON.stringify(forged)}\n`)
    })
  })
  await new Promise<void>((resolve) => squatter.listen(address, resolve))
  chownSync(address, user.uid, user.gid)
  expect((await rows(environment))[0]).toMatchObject({ hostname: HOSTNAME, confirmed: START_ADDRESS })
  expect(heard).not.toContain('status')
  expect(heard).not.toContain(token)
  squatter.close()
  const again = startRelease(environment, { args: ['--background'] })
  await answering(environment)
  expect((await rows(environment))[0]).toMatchObject({ hostname: HOSTNAME, confirmed: START_ADDRESS })
  expect(readdirSync(environment.folder).filter((name) => /^control-.*\.sock$/.test(name))).toHaveLength(1)
  again.process.kill('SIGKILL')
  await again.ended
})

test('a data folder that somebody else can change is refused with a sentence, and nothing is written there', async ({
  environment,
}) => {
  test.skip(process.getuid?.() !== 0, 'only root can make files of another user')
  const stranger = 54_321
  const target = path.join(environment.session.folder, 'strange')
  mkdirSync(target)
  chmodSync(target, 0o777)
  chownSync(target, stranger, stranger)
  const link = path.join(environment.session.folder, 'linked')
  symlinkSync(target, link)
  lchownSync(link, stranger, stranger)
  // As at sign-in, where the tray says it. A start by hand would show a dialog and wait for an answer.
  const app = startRelease(environment, { args: ['--background'], env: { HOMEWARD_HOME: link } })
  const sentence = 'belongs to another user (number 54321'
  const tray = await environment.tray.item()
  await expect.poll(() => tray.tooltip(), { timeout: 15_000 }).toContain(sentence)
  expect(readdirSync(target)).toEqual([])
  app.process.kill('SIGKILL')
  await app.ended
  const command = await runCommandLine({ ...environment, env: { ...environment.env, HOMEWARD_HOME: link } }, ['update'])
  expect(command).toMatchObject({ code: 1, stderr: expect.stringContaining('chown') })

  chownSync(target, environment.session.user.uid, environment.session.user.gid)
  const open = { ...environment, env: { ...environment.env, HOMEWARD_HOME: target } }
  expect((await runCommandLine(open, ['update'])).stderr).toContain(`"chmod go-w ${target}"`)
})

test('a database that is locked for 30 s neither freezes it nor loses an update', async ({ environment }) => {
  test.setTimeout(120_000)
  await writePracticeDomain(environment)
  const app = startRelease(environment)
  await until('the window', () => titles(environment), 15_000)
  await expect.poll(() => environment.internet.resolve(HOSTNAME, 'A')).toEqual([START_ADDRESS])
  await answering(environment)
  const tray = await environment.tray.item()
  const from = environment.internet.requests.length

  const seconds = 30
  const locker = await startUserTool(environment, 'e2e/lab/process/hold-database.ts', [
    path.join(environment.folder, 'homeward.sqlite'),
    String(seconds * 1_000),
  ])
  await until('the lock', () => locker.lines.includes('held'))
  const asking = await startUserTool(environment, 'e2e/lab/process/ask-instance.ts', [
    environment.folder,
    '200',
    String((seconds - 3) * 1_000),
  ])
  const next = '11.22.33.77'
  if (environment.network) await environment.network.change({ ipv4: next })
  else await environment.internet.answerEcho('ipv4', next)
  await tray.choose(label('menu.update-now'))
  const trayMs: number[] = []
  while (locker.process.exitCode === null) {
    const began = performance.now()
    await tray.menu()
    trayMs.push(performance.now() - began)
    await new Promise((resolve) => setTimeout(resolve, 200))
    if (trayMs.length === 20) expect(await tray.tooltip()).toContain('Another program has the history locked')
  }
  expect(environment.internet.requests.slice(from)).toEqual([])
  await asking.ended
  const answers = asking.lines.map((line) => JSON.parse(line) as { isAnswered: boolean; tookMs: number })
  const most = (values: readonly number[]) => Math.round(Math.max(...values))
  process.stdout.write(
    `  locked for ${seconds} s: the socket answered ${answers.length} times, at most in ${most(answers.map(({ tookMs }) => tookMs))} ms; the tray menu ${trayMs.length} times, at most in ${most(trayMs)} ms (goal 200 ms)\n`,
  )
  expect(answers.length).toBeGreaterThan(10)
  expect(answers.filter(({ isAnswered }) => !isAnswered)).toEqual([])
  expect(trayMs.length).toBeGreaterThan(20)
  await expect.poll(() => environment.internet.resolve(HOSTNAME, 'A'), { timeout: 20_000 }).toEqual([next])
  await expect.poll(() => tray.tooltip()).not.toContain('locked')
  expect(app.process.exitCode).toBeNull()
})

test('a start waits for a locked database, and the desktop works meanwhile', async ({ environment }) => {
  await writePracticeDomain(environment)
  const first = startRelease(environment, { args: ['--background'] })
  await expect.poll(() => environment.internet.resolve(HOSTNAME, 'A')).toEqual([START_ADDRESS])
  first.process.kill('SIGKILL')
  await first.ended
  const locker = await startUserTool(environment, 'e2e/lab/process/hold-database.ts', [
    path.join(environment.folder, 'homeward.sqlite'),
    '6000',
  ])
  await until('the lock', () => locker.lines.includes('held'))
  startRelease(environment)
  const tray = await environment.tray.item()
  let slowest = 0
  while (locker.process.exitCode === null) {
    const began = performance.now()
    await tray.menu()
    slowest = Math.max(slowest, performance.now() - began)
  }
  process.stdout.write(
    `  while the start waits the tray menu answers in ${Math.round(slowest)} ms at most (goal 200 ms)\n`,
  )
  await until('the window', () => titles(environment), 15_000)
  // The first one may have been killed before it wrote the reply down: then the new one asks first.
  await expect
    .poll(async () => (await rows(environment))[0], { timeout: 20_000 })
    .toMatchObject({ hostname: HOSTNAME, confirmed: START_ADDRESS })
})
