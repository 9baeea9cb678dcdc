// The electron package's own runtime: downloaded as the package itself would (same mirror variables, same cache, same
// checksums), but without its limits, and unpacked to where the package looks for it.
import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import process from 'node:process'
import { pipeline } from 'node:stream/promises'
import { pathToFileURL } from 'node:url'
import { downloadResumable } from './resumable-download.mjs'

export const executable = process.platform === 'win32' ? 'electron.exe' : 'electron'
/** Whether this folder holds a runtime that was unpacked to its end. */
export const hasRuntime = (dir) => existsSync(path.join(dir, executable)) && existsSync(path.join(dir, 'version'))

const readJson = async (file) => JSON.parse(await readFile(file, 'utf8'))
const withoutV = (text) => text.trim().replace(/^v/, '')

/** Loads what the electron package depends on, from where that package finds it. */
const importFor = (packageDir, name) => {
  const require = createRequire(path.join(packageDir, 'package.json'))
  return import(pathToFileURL(require.resolve(name)).href)
}

async function sha256(file) {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}

/** The download did not work. The message is a sentence's part for the user. */
class DownloadError extends Error {}

/** @returns {Promise<string | null>} the folder with the package's own runtime; null when it is not there or of another version */
export async function ownRuntime(packageDir) {
  const dist = path.join(packageDir, 'dist')
  if (!hasRuntime(dist)) return null
  const { version } = await readJson(path.join(packageDir, 'package.json'))
  return withoutV(await readFile(path.join(dist, 'version'), 'utf8')) === version ? dist : null
}

/** For @electron/get, which chooses the address, keeps the cache and compares checksums. */
const resumableDownloader = ({ partialDir, checksums, onProgress, stallMs, pausesMs }) => ({
  download: async (url, target) => {
    const name = path.basename(target)
    const partial = path.join(partialDir, `${name}.part`)
    for (let isFirst = true; ; isFirst = false) {
      const result = await downloadResumable({ url, path: partial, stallMs, pausesMs, onProgress })
      if (!result.ok) {
        const kept = result.received > 0 ? '; what has arrived is kept, and the next try continues there' : ''
        throw new DownloadError(`${new URL(url).host}: ${result.reason}${kept}`)
      }
      if ((await sha256(partial)) === checksums[name]) break
      await rm(partial)
      // The pieces of a file that changed between two tries do not fit. A whole one that is wrong stays wrong.
      if (!result.isResumed || !isFirst) {
        throw new DownloadError(`${new URL(url).host}: what arrived is not Electron: its checksum differs`)
      }
    }
    await rename(partial, target)
  },
})

/** Unpacked beside its folder and renamed, so that an interrupted run leaves no incomplete runtime. */
async function unpack(packageDir, archive) {
  const { extract } = await importFor(packageDir, '@electron-internal/extract-zip')
  const dist = path.join(packageDir, 'dist')
  const unfinished = `${dist}.${process.pid}`
  await rm(unfinished, { recursive: true, force: true })
  try {
    await extract(archive, { dir: unfinished })
    if (!hasRuntime(unfinished)) throw new DownloadError('the archive holds no Electron')
    await rm(dist, { recursive: true, force: true })
    await rename(unfinished, dist)
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
  // The package's own start script reads the executable's name from this file.
  await writeFile(path.join(packageDir, 'path.txt'), executable)
  return dist
}

/**
 * @param {object} options
 * @param {string} options.packageDir folder of the electron package, with its package.json and checksums.json
 * @param {string} options.partialDir folder for an incomplete download, on the disk of the project
 * @param {(progress: import('./resumable-download.mjs').Progress) => void} [options.onProgress]
 * @param {number} [options.stallMs] see `downloadResumable`
 * @param {readonly number[]} [options.pausesMs] see `downloadResumable`
 * @returns {Promise<{ ok: true, dist: string } | { ok: false, reason: string }>}
 */
export async function downloadElectron({ packageDir, partialDir, onProgress, stallMs, pausesMs }) {
  const { version } = await readJson(path.join(packageDir, 'package.json'))
  const checksums = await readJson(path.join(packageDir, 'checksums.json'))
  const { downloadArtifact } = await importFor(packageDir, '@electron/get')
  await mkdir(partialDir, { recursive: true })
  try {
    const archive = await downloadArtifact({
      version,
      artifactName: 'electron',
      platform: process.platform,
      arch: process.arch,
      checksums,
      // The electron package's own variable for the folder.
      cacheRoot: process.env.electron_config_cache,
      tempDirectory: partialDir,
      downloader: resumableDownloader({ partialDir, checksums, onProgress, stallMs, pausesMs }),
    })
    return { ok: true, dist: await unpack(packageDir, archive) }
  } catch (error) {
    return { ok: false, reason: error.message }
  }
}
