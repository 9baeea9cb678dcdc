// Electron's download on bad lines, from a mirror on this machine, through the electron package's own library to its folder.
import { createHash, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { downloadElectron, executable, ownRuntime } from './electron-download.mjs'
import { zipOf } from './practice/archive.mjs'
import { startMirror } from './practice/mirror.mjs'
import { inProject } from './project.mjs'

const VERSION = '99.1.2'
const NAME = `electron-v${VERSION}-${process.platform}-${process.arch}.zip`
const SIZE = 400_000
const archive = zipOf({
  [executable]: { content: randomBytes(SIZE), mode: 0o755 },
  version: { content: VERSION },
})
const STALL_MS = 400
const QUICK = { stallMs: STALL_MS, pausesMs: [10] }

let folder
let mirror = null
const inFolder = (...parts) => path.join(folder, ...parts)

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'homeward-electron-'))
  await mkdir(inFolder('electron'))
  await symlink(inProject('node_modules'), inFolder('node_modules'), 'junction')
  await writeFile(inFolder('electron/package.json'), JSON.stringify({ name: 'electron', version: VERSION }))
  const checksum = createHash('sha256').update(archive).digest('hex')
  await writeFile(inFolder('electron/checksums.json'), JSON.stringify({ [NAME]: checksum }))
  vi.stubEnv('electron_config_cache', inFolder('cache'))
})

afterEach(async () => {
  vi.unstubAllEnvs()
  await mirror?.close()
  mirror = null
  await rm(folder, { recursive: true, force: true })
})

async function openMirror(...behaviours) {
  mirror = await startMirror(archive, behaviours)
  vi.stubEnv('ELECTRON_MIRROR', mirror.url)
}

const progress = []
function download(options = QUICK) {
  progress.length = 0
  return downloadElectron({
    packageDir: inFolder('electron'),
    partialDir: inFolder('partial'),
    onProgress: (one) => progress.push(one),
    ...options,
  })
}

const ranges = () => mirror.requests.map(({ range, status }) => `${status} ${range ?? 'whole'}`)

/** The whole runtime is where the electron package looks for it, and nothing else is left. */
async function expectRuntime(result) {
  expect(result).toEqual({ ok: true, dist: inFolder('electron/dist') })
  expect(await ownRuntime(inFolder('electron'))).toBe(inFolder('electron/dist'))
  expect((await stat(inFolder('electron/dist', executable))).size).toBe(SIZE)
  expect(await readFile(inFolder('electron/path.txt'), 'utf8')).toBe(executable)
  expect(await readdir(inFolder('partial'))).toEqual([])
  expect((await readdir(inFolder('electron'))).sort()).toEqual(['checksums.json', 'dist', 'package.json', 'path.txt'])
}

describe('a slow line', () => {
  it('may take far longer than the time without progress, and says how far it is', async () => {
    await openMirror({ rate: archive.length / 1.5 })
    const began = performance.now()
    await expectRuntime(await download())
    expect(performance.now() - began).toBeGreaterThan(STALL_MS * 3)
    expect(mirror.requests).toEqual([{ path: `/v${VERSION}/${NAME}`, range: null, status: 200 }])
    expect(progress.length).toBeGreaterThan(5)
    expect(progress.at(-1)).toEqual({ received: archive.length, total: archive.length, resumedAt: 0 })
  })

  it('without a length is read to its end', async () => {
    await openMirror({ noLength: true })
    await expectRuntime(await download())
  })

  it('is asked once: a second set-up takes the archive from the cache of the electron package', async () => {
    await openMirror({})
    await download()
    await rm(inFolder('electron/dist'), { recursive: true })
    await expectRuntime(await download())
    expect(mirror.requests).toHaveLength(1)
  })
})

describe('a line that breaks', () => {
  it('is continued where it broke', async () => {
    await openMirror({ dropAt: 100_000 }, { dropAt: 250_000 }, {})
    await expectRuntime(await download())
    expect(ranges()).toEqual(['200 whole', '206 bytes=100000-', '206 bytes=250000-'])
  })

  it('that stands still ends the download after the time without progress, and the next run continues', async () => {
    await openMirror({ stallAt: 150_000 }, {})
    const began = performance.now()
    const stopped = await download()
    const took = performance.now() - began
    expect(stopped).toEqual({
      ok: false,
      reason: `${new URL(mirror.url).host}: nothing arrived for 0.4 s; what has arrived is kept, and the next try continues there`,
    })
    expect(took).toBeGreaterThanOrEqual(STALL_MS - 1)
    expect(took).toBeLessThan(STALL_MS * 4)
    await expectRuntime(await download())
    expect(ranges()).toEqual(['200 whole', '206 bytes=150000-'])
    expect(progress[0].resumedAt).toBe(150_000)
  })

  it('begins again where the server cannot continue, and not without end', async () => {
    await openMirror({ dropAt: 100_000 }, { range: 'ignored' })
    await expectRuntime(await download())
    expect(ranges()).toEqual(['200 whole', '200 bytes=100000-'])
    await mirror.close()
    await rm(inFolder('cache'), { recursive: true })
    await openMirror({ dropAt: 100_000, range: 'ignored' })
    expect(await download()).toMatchObject({ ok: false, reason: expect.stringMatching(/: .+, 4 times;/) })
    expect(mirror.requests).toHaveLength(5)
  })

  it('begins again where another part comes than was asked for', async () => {
    await openMirror({ dropAt: 100_000 }, { range: 'another part' }, {})
    await expectRuntime(await download())
    expect(ranges()).toEqual(['200 whole', '206 bytes=100000-', '200 whole'])
  })

  it('begins again where the file has changed meanwhile', async () => {
    const older = Buffer.concat([archive.subarray(0, 300_000), randomBytes(archive.length - 300_000)])
    await openMirror({ dropAt: 350_000, bytes: older }, {})
    await expectRuntime(await download())
    expect(ranges()).toEqual(['200 whole', '200 bytes=350000-'])
  })

  it('begins again where the pieces do not fit together, once', async () => {
    await openMirror({ dropAt: 100_000, noTag: true }, { range: 'wrong bytes', noTag: true }, {})
    await expectRuntime(await download())
    expect(ranges()).toEqual(['200 whole', '206 bytes=100000-', '200 whole'])
  })

  it('may ask again after an answer that passes', async () => {
    await openMirror({ status: 503 }, { dropAt: 100_000 }, { status: 502 }, {})
    await expectRuntime(await download())
    expect(ranges()).toEqual(['503 whole', '200 whole', '502 bytes=100000-', '206 bytes=100000-'])
  })
})

describe('what cannot work', () => {
  const expectNothing = async (reason) => {
    expect(await download()).toEqual({ ok: false, reason: expect.stringMatching(reason) })
    expect(existsSync(inFolder('electron/dist'))).toBe(false)
    expect(existsSync(inFolder('electron/path.txt'))).toBe(false)
  }

  it('wrong bytes are never unpacked, and not kept for the next run', async () => {
    await openMirror({ bytes: Buffer.concat([archive.subarray(0, -1), Buffer.from([1])]) })
    await expectNothing(/what arrived is not Electron: its checksum differs$/)
    expect(mirror.requests).toHaveLength(1)
    expect(await readdir(inFolder('partial'))).toEqual([])
    expect(existsSync(inFolder('cache'))).toBe(false)
  })

  it('an archive that somebody changed in the cache is downloaded again', async () => {
    await openMirror({})
    await download()
    const [of] = await readdir(inFolder('cache'))
    await writeFile(inFolder('cache', of, NAME), 'changed')
    await rm(inFolder('electron/dist'), { recursive: true })
    await expectRuntime(await download())
    expect(mirror.requests).toHaveLength(2)
  })

  it('a mirror without the file says so at once', async () => {
    await openMirror({ status: 404 })
    await expectNothing(/^127\.0\.0\.1:\d+: the server answered 404$/)
    expect(mirror.requests).toHaveLength(1)
  })

  it('a mirror where nobody listens is tried three times, and the next run tries it again', async () => {
    await openMirror({})
    const { url } = mirror
    await mirror.close()
    await expectNothing(/ECONNREFUSED/)
    mirror = await startMirror(archive)
    vi.stubEnv('ELECTRON_MIRROR', mirror.url)
    expect(mirror.url).not.toBe(url)
    await expectRuntime(await download())
  })

  it('a runtime of another version does not count as there', async () => {
    await openMirror({})
    await download()
    await writeFile(inFolder('electron/dist/version'), '98.0.0')
    expect(await ownRuntime(inFolder('electron'))).toBeNull()
    await expectRuntime(await download())
  })
})
