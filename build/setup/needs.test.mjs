// What each command would install: asked of the commands themselves, on a Debian that has nothing yet.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { NEEDS } from './needs.mjs'
import { announcement } from './plan.mjs'
import { inProject, projectDir } from './project.mjs'

const run = promisify(execFile)
const noApt = existsSync('/usr/bin/apt-get') ? null : 'needs apt-get: runs on Debian and Ubuntu'

const ADDON = ['g++', 'make', 'python3']
const WINDOW = [
  ...['libgtk-3-0', 'libnss3', 'libasound2t64', 'libgbm1', 'libnotify4', 'libsecret-1-0', 'libxss1', 'libxtst6'],
  ...['xdg-utils', 'fonts-dejavu-core'],
]
const LAB = ['iproute2', 'procps', 'util-linux', 'xvfb', 'xauth', 'dbus', 'gnome-keyring']
const PICTURES = ['dunst', 'trayer', 'openbox', 'xdotool', 'x11-utils', 'x11-xserver-utils', 'imagemagick']
/** What only tests, measurements and comparisons use: other systems' compilers, a router, other programs' servers and clients. */
const FOR_TESTS = [
  ...['wine', 'wine64', 'g++-mingw-w64-x86-64-posix', 'nsis', 'bind9', 'ddclient', 'libio-socket-ssl-perl', 'inadyn'],
  ...['miniupnpd', 'miniupnpd-nftables', 'nftables', 'fonts-noto-cjk'],
  ...['wireguard-go', 'wireguard-tools', 'tayga', 'openssl'],
  ...['coturn', 'pdns-server', 'pdns-backend-bind'],
  ...['radvd', 'dnsmasq-base', 'isc-dhcp-client'],
]

let bin
beforeAll(async () => {
  bin = await mkdtemp(path.join(tmpdir(), 'homeward-apt-'))
  const tool = (name, script) => writeFile(path.join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  await tool('dpkg-query', 'exit 1')
  await tool('apt-cache', 'echo "  Candidate: 1.0"')
  await tool(
    'apt-get',
    'echo "Need to get 45.6 MB/99.9 MB of archives."; echo "After this operation, 7,890 kB of additional disk space will be used."; exit 1',
  )
})
afterAll(() => rm(bin, { recursive: true }))

/** Runs an npm script's own command line with --dry-run. @returns the one object that it prints, and nothing else */
async function dryRun(script) {
  const { scripts } = JSON.parse(await readFile(inProject('package.json'), 'utf8'))
  const [program, ...args] = scripts[script].split(' ')
  expect(program).toBe('node')
  const env = { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH}`, ELECTRON_OVERRIDE_DIST_PATH: '' }
  const { stdout } = await run(process.execPath, [...args, '--dry-run'], { cwd: projectDir, env })
  return JSON.parse(stdout)
}

describe('what a command installs on a system that has nothing', {
  skip: noApt !== null,
  meta: { skipped: noApt },
}, () => {
  it.each([
    ['check', 'check', [], { addon: false, electron: 'none' }],
    ['homeward', 'homeward', ADDON, { addon: true, electron: 'none' }],
    ['start', 'start', [...ADDON, ...WINDOW], { addon: true, electron: 'own' }],
    ['demo', 'demo', [...ADDON, ...WINDOW, ...LAB, ...PICTURES], { addon: true, electron: 'any' }],
    ['package', 'package', ADDON, { addon: true, electron: 'any' }],
    ['test', 'test', [...ADDON, ...WINDOW, ...LAB, ...PICTURES, ...FOR_TESTS], { addon: true, electron: 'any' }],
    ['test:nightly', 'test', [...ADDON, ...WINDOW, ...LAB, ...PICTURES, ...FOR_TESTS], { electron: 'any' }],
    ['setup', 'setup', [...ADDON, ...WINDOW, ...LAB, ...PICTURES, ...FOR_TESTS], { electron: 'any' }],
  ])('npm run %s', async (script, command, packages, rest) => {
    const listed = await dryRun(script)
    expect(listed).toMatchObject({ command, ...rest })
    expect(listed.systemPackages.toSorted()).toEqual(packages.toSorted())
    expect(listed.missingSystemPackages.toSorted()).toEqual(packages.toSorted())
    const mayInstall = process.getuid?.() === 0
    const line = listed.installs.find((text) => text.startsWith('system packages'))
    if (mayInstall && packages.length > 0) {
      expect(line).toBe(
        `system packages, by apt: ${listed.missingSystemPackages.join(' ')} (45.6 MB to download, 7,890 kB on disk)`,
      )
    } else expect(line).toBeUndefined()
  })

  it.each(['bench', 'soak', 'compare:dialects'])(
    'npm run %s brings no name server and no installer',
    async (script) => {
      const { systemPackages } = await dryRun(script)
      expect(systemPackages).not.toContain('bind9')
      expect(systemPackages).not.toContain('nsis')
    },
  )
})

describe('what is said beforehand', () => {
  const nothing = { isDebian: true, missing: [], mayInstall: true, size: '', advice: '' }
  const plan = { need: NEEDS.start, packages: [], system: nothing, downloadsElectron: false }

  it('is nothing when all is there', () => {
    expect(announcement({ ...plan, modules: { isLocked: true, difference: null, count: 668 } })).toEqual([])
  })

  it('names each thing with its size', () => {
    const fresh = { isLocked: true, difference: 'node_modules', count: 668 }
    const system = { ...nothing, missing: ['make'], size: '1 MB to download, 2 MB on disk' }
    expect(announcement({ ...plan, modules: fresh, system, downloadsElectron: true })).toEqual([
      'node modules: npm ci, 668 packages, about 750 MB on disk',
      'system packages, by apt: make (1 MB to download, 2 MB on disk)',
      'Electron: a download of up to 120 MB',
    ])
  })
})
