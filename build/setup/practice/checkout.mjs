// A checkout whose set-up may do what it likes: a copy of the build scripts, a link to each installed module, and an electron
// package of its own whose archive a mirror on this machine has. It needs no system packages and has no addon.
import { createHash } from 'node:crypto'
import { cp, mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { executable } from '../electron-download.mjs'
import { PURPOSES } from '../needs.mjs'
import { inProject } from '../project.mjs'
import { zipOf } from './archive.mjs'

const COPIED = ['build', 'package.json', 'package-lock.json']
const SYSTEM_PACKAGES = 'build/setup/debian-packages.json'
const ELECTRON = 'node_modules/electron'
export const VERSION = '99.1.2'

async function linkModules(folder) {
  await mkdir(path.join(folder, 'node_modules'))
  for (const name of await readdir(inProject('node_modules'))) {
    if (name === 'electron') continue
    await symlink(inProject('node_modules', name), path.join(folder, 'node_modules', name))
  }
}

/** An app that was bundled later than any source. */
async function pretendBundle(folder) {
  await mkdir(path.join(folder, 'out/app'), { recursive: true })
  await writeFile(path.join(folder, 'out/.bundled'), '')
  const later = new Date(Date.now() + 3_600_000)
  await utimes(path.join(folder, 'out/.bundled'), later, later)
}

/**
 * @param {{ program: string, padding?: number }} options `program` is the text of Electron's executable, a script; `padding`
 *   makes the archive larger by so many bytes
 * @returns {Promise<{ folder: string, archive: Buffer, env: NodeJS.ProcessEnv, remove: () => Promise<void> }>} `env` is for
 *   commands in it; ELECTRON_MIRROR is still missing
 */
export async function makeCheckout({ program, padding = 0 }) {
  const folder = await mkdtemp(path.join(tmpdir(), 'homeward-checkout-'))
  for (const name of COPIED) await cp(inProject(name), path.join(folder, name), { recursive: true })
  await rm(path.join(folder, 'build/native/build-addon.mjs'))
  const none = Object.keys(PURPOSES).map((purpose) => [purpose, []])
  await writeFile(path.join(folder, SYSTEM_PACKAGES), JSON.stringify(Object.fromEntries(none)))
  await linkModules(folder)
  await pretendBundle(folder)
  const archive = zipOf({
    [executable]: { content: program, mode: 0o755 },
    version: { content: VERSION },
    padding: { content: Buffer.alloc(padding) },
  })
  const checksum = createHash('sha256').update(archive).digest('hex')
  const archiveName = `electron-v${VERSION}-${process.platform}-${process.arch}.zip`
  await mkdir(path.join(folder, ELECTRON))
  await writeFile(path.join(folder, ELECTRON, 'package.json'), JSON.stringify({ name: 'electron', version: VERSION }))
  await writeFile(path.join(folder, ELECTRON, 'checksums.json'), JSON.stringify({ [archiveName]: checksum }))
  const { ELECTRON_OVERRIDE_DIST_PATH, ...env } = process.env
  return {
    folder,
    archive,
    env: { ...env, electron_config_cache: path.join(folder, 'electron-cache') },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
