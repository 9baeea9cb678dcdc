// Makes the real packages and checks them. They stay in dist/, where the end-to-end suite finds the one for tests.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { knownElectronDist } from '../setup/electron-runtime.mjs'
import { projectDir } from '../setup/project.mjs'
import { builtFor, filesBelow, openArchive, readWindowsExecutable } from './contents.mjs'
import { readFuses } from './fuses.mjs'
import { makePackage, readConfiguration } from './make-package.mjs'
import { STAND_IN_NOTE } from './stand-in-windows.mjs'

const electronDist = await knownElectronDist()
const { electronFuses } = await readConfiguration()
const { version } = JSON.parse(await readFile(path.join(projectDir, 'package.json'), 'utf8'))
const onPath = (tool) =>
  (process.env.PATH ?? '').split(path.delimiter).some((folder) => existsSync(path.join(folder, tool)))

const unless = (obstacle) => (obstacle === null ? {} : { skip: true, meta: { skipped: obstacle } })
const noElectron = electronDist === null ? 'needs an Electron runtime; run: npm run setup' : null
const linuxObstacle = process.platform === 'linux' ? noElectron : 'the Linux package is made on Linux'
const windowsObstacle =
  process.platform === 'win32' || onPath('x86_64-w64-mingw32-g++-posix')
    ? noElectron
    : 'needs a compiler for Windows: sudo apt-get install g++-mingw-w64-x86-64-posix'

const TRAY_ICON = /^out\/icons\/tray\/(ok|updating|attention|offline|paused)-(dark|light)(-\d\d\.png|\.ico)$/
const PAGE_CHUNK = /^out\/renderer\/assets\/[\w-]+\.(js|css)$/
const PACKAGED_MODULES = (system) => [
  `node_modules/@photostructure/sqlite/dist/index.cjs`,
  `node_modules/@photostructure/sqlite/package.json`,
  `node_modules/@photostructure/sqlite/prebuilds/${system}/@photostructure+sqlite.glibc.node`,
  `node_modules/keytar/lib/keytar.js`,
  `node_modules/keytar/package.json`,
  `node_modules/keytar/prebuilds/${system}/keytar.node`,
  `node_modules/node-gyp-build/index.js`,
  `node_modules/node-gyp-build/node-gyp-build.js`,
  `node_modules/node-gyp-build/package.json`,
]
const BESIDE_THE_ARCHIVE = (system) => [
  `native-addon/prebuilds/${system}/homeward_network.node`,
  'out/app/settings-worker.cjs',
  ...PACKAGED_MODULES(system),
]

const made = {}
const resources = (name) => path.join(made[name].folder, 'resources')
const archive = (name) => openArchive(path.join(resources(name), 'app.asar'))

async function makeOnce(name, options) {
  const result = await makePackage({ electronDist, ...options })
  if (typeof result === 'string') throw new Error(result)
  made[name] = result
  const sizes = [result.bytes, result.archiveBytes].map((bytes) => `${(bytes / 2 ** 20).toFixed(1)} MiB`)
  process.stdout.write(`${name}: ${sizes[0]}, app.asar ${sizes[1]}, ${result.seconds.toFixed(1)} s\n`)
}

/** Runs a program with its own data folder. @returns {Promise<{ code: number | null, output: string, errors: string }>} */
async function run(file, args, env = {}) {
  const home = await mkdtemp(path.join(tmpdir(), 'homeward-package-'))
  const options = { timeout: 20_000, killSignal: 'SIGKILL', env: { ...process.env, HOMEWARD_HOME: home, ...env } }
  try {
    return await new Promise((resolve) => {
      execFile(file, args, options, (error, output, errors) =>
        resolve({ code: error === null ? 0 : (error.code ?? null), output, errors }),
      )
    })
  } finally {
    await rm(home, { recursive: true, force: true })
  }
}

/** The tests that every package has in common. */
function describeContents(name, system) {
  it('contains what runs and nothing else', () => {
    const { files } = archive(name)
    const drawn = files.filter((file) => TRAY_ICON.test(file))
    const page = files.filter((file) => PAGE_CHUNK.test(file))
    expect(drawn).toHaveLength(5 * 2 * 9)
    expect(page.length).toBeGreaterThan(1)
    const rest = files.filter((file) => !TRAY_ICON.test(file) && !PAGE_CHUNK.test(file))
    const expected = [
      'out/app/headless.cjs',
      'out/app/main.cjs',
      'out/app/shipped-files.json',
      'out/icons/homeward.ico',
      'out/icons/homeward.png',
      'out/preload.js',
      'out/renderer/index.html',
      'package.json',
    ]
    expect(rest).toEqual([...expected, ...BESIDE_THE_ARCHIVE(system)].sort())
  })

  it('has beside the archive what the system or plain Node loads, and nothing that the archive does not list', async () => {
    const { unpacked } = archive(name)
    expect(await filesBelow(path.join(resources(name), 'app.asar.unpacked'))).toEqual(unpacked)
    const besideIcons = unpacked.filter((file) => !file.endsWith('.ico'))
    expect(besideIcons).toEqual(['out/app/headless.cjs', ...BESIDE_THE_ARCHIVE(system)].sort())
  })

  it('has its three libraries for this system only', async () => {
    const libraries = archive(name).unpacked.filter((file) => file.endsWith('.node'))
    const folder = path.join(resources(name), 'app.asar.unpacked')
    const kinds = await Promise.all(libraries.map((file) => builtFor(path.join(folder, file))))
    expect(kinds).toEqual([system, system, system])
  })

  it('lists the checksum of everything beside the archive that the app loads', async () => {
    const sums = JSON.parse(archive(name).read('out/app/shipped-files.json').toString())
    expect(Object.keys(sums)).toEqual(BESIDE_THE_ARCHIVE(system).sort())
    for (const [file, sum] of Object.entries(sums)) {
      const bytes = await readFile(path.join(resources(name), 'app.asar.unpacked', file))
      expect(createHash('sha256').update(bytes).digest('hex'), file).toBe(sum)
    }
  })

  it('names no path of the build machine and no source map', async () => {
    const { files, read, unpacked } = archive(name)
    const folder = path.join(resources(name), 'app.asar.unpacked')
    for (const file of files) {
      const text = (unpacked.includes(file) ? await readFile(path.join(folder, file)) : read(file)).toString('latin1')
      expect(text.includes(projectDir), `${file} names ${projectDir}`).toBe(false)
      expect(/\/\/# sourceMappingURL=\S+\.map\s*$/.test(text) && !file.startsWith('node_modules/'), file).toBe(false)
    }
  })

  it('comes with the licences of everything in it', async () => {
    const text = await readFile(path.join(made[name].folder, 'LICENSES.third-party.txt'), 'utf8')
    for (const part of ['yaml', 'zod', 'react', '@fluentui/react-components', '@github/keytar']) {
      expect(text).toMatch(new RegExp(`^(.*, )?${part} \\d`, 'm'))
    }
    expect(await readFile(path.join(made[name].folder, 'LICENSE.homeward.txt'), 'utf8')).toContain('MIT License')
  })
}

/** The configured fuses that this Electron has, as words. */
const configuredOf = (fuses) =>
  Object.fromEntries(
    Object.entries(electronFuses)
      .filter(([name]) => name in fuses)
      .map(([name, on]) => [name, on ? 'on' : 'off']),
  )

describe('the Linux package', unless(linuxObstacle), () => {
  beforeAll(async () => {
    await makeOnce('linux', { target: 'linux' })
    await makeOnce('linux for tests', { target: 'linux', forTests: true })
  }, 300_000)

  describeContents('linux', 'linux-x64')

  it('has nothing for running other apps', async () => {
    expect((await readdir(resources('linux'))).sort()).toEqual(['app.asar', 'app.asar.unpacked', 'bin'])
  })

  it('has its fuses as configured', async () => {
    const fuses = await readFuses(made.linux.executable)
    expect(fuses).toMatchObject(configuredOf(fuses))
    expect(fuses).toMatchObject({ runAsNode: 'off', enableNodeCliInspectArguments: 'off', onlyLoadAppFromAsar: 'on' })
  })

  it('does not run as Node, unlike the Electron it was made from', async () => {
    const asNode = (file) =>
      run(file, ['-p', '"ran as " + "node"'], { ELECTRON_RUN_AS_NODE: '1', DISPLAY: '', WAYLAND_DISPLAY: '' })
    expect((await asNode(path.join(electronDist, 'electron'))).output).toContain('ran as node')
    const result = await asNode(made.linux.executable)
    expect(result.output).not.toContain('ran as node')
    expect(result.code).not.toBe(0)
  })

  it.each([
    ...['--remote-debugging-port=0', '--inspect=0', '--js-flags=--expose-gc', ' --remote-debugging-port=0'],
    ...['-remote-debugging-port=0', '\t-remote-allow-origins=*', '--remote-debugging-pipe', '-inspect-brk'],
    ...['--renderer-cmd-prefix=env', '--bypasscsp-schemes=homeward', '--log-net-log=/tmp/x', '--no-sandbox'],
  ])('does not start with %j', async (flag) => {
    // Root can start Chromium only without its sandbox. Which switch is named first is part of the list.
    const result = await run(made.linux.executable, ['--no-sandbox', flag])
    expect(result.errors).toContain(`homeward: --${flag.trim().replace(/^-+/, '').split('=')[0]} is not supported`)
    expect(result.code).toBe(2)
  })

  it('has the command line, which reads the adapters and opens its database', async () => {
    const command = path.join(resources('linux'), 'bin/homeward')
    expect((await run(command, ['--version'])).output.trim()).toBe(version)
    const adapters = JSON.parse((await run(command, ['adapters', '--json'])).output)
    expect(JSON.stringify(adapters)).toContain('loopback')
    const status = await run(command, ['status', '--json'])
    expect(status.code, status.errors).toBe(0)
  })

  it('differs from the package for tests in one fuse and in the bundle that allows a debugger', async () => {
    const [release, forTests] = await Promise.all(
      ['linux', 'linux for tests'].map((name) => readFuses(made[name].executable)),
    )
    expect(forTests).toEqual({ ...release, enableNodeCliInspectArguments: 'on' })
    const [ours, theirs] = [archive('linux'), archive('linux for tests')]
    expect(theirs.files).toEqual(ours.files)
    const packed = ours.files.filter((file) => !ours.unpacked.includes(file))
    expect(packed.filter((file) => !ours.read(file).equals(theirs.read(file)))).toEqual(['out/app/main.cjs'])
  })
})

describe('the Windows package', unless(windowsObstacle), () => {
  beforeAll(() => makeOnce('windows', { target: 'win32' }), 300_000)

  describeContents('windows', 'win32-x64')

  it('says so when its executable is a stand-in', async () => {
    const { folder, standIn, remarks } = made.windows
    expect(existsSync(path.join(folder, STAND_IN_NOTE))).toBe(standIn)
    expect(remarks.some((remark) => remark.includes('stand-in'))).toBe(standIn)
  })

  it('shows Windows its name, version and icon', async () => {
    const { words, iconGroups, iconSizes } = await readWindowsExecutable(made.windows.executable)
    expect(words).toMatchObject({ ProductName: 'Homeward', FileDescription: 'Homeward', FileVersion: version })
    expect(words.LegalCopyright).toContain('The Homeward authors')
    expect(iconGroups).toBe(1)
    expect(iconSizes).toEqual(expect.arrayContaining([16, 20, 24, 32, 40, 48, 64, 256]))
  })

  it('has the checksum that Electron checks the archive with', async () => {
    const { integrity } = await readWindowsExecutable(made.windows.executable)
    const { headerSum } = archive('windows')
    expect(integrity).toEqual([{ file: 'resources\\app.asar', alg: 'SHA256', value: headerSum }])
  })

  it('has all its fuses as configured', async () => {
    const fuses = await readFuses(made.windows.executable)
    expect(fuses).toMatchObject(configuredOf(fuses))
    expect(fuses).toMatchObject({
      enableEmbeddedAsarIntegrityValidation: 'on',
      grantFileProtocolExtraPrivileges: 'off',
    })
  })

  it('has the command line', async () => {
    expect(await readdir(path.join(resources('windows'), 'bin'))).toEqual(['homeward.cmd'])
  })
})

afterAll(() => {
  for (const { remarks } of Object.values(made)) for (const remark of remarks) process.stdout.write(`${remark}\n`)
})
