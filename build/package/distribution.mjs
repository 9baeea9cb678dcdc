// Chooses the Electron for a package: the real one where it is available, otherwise a stand-in.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import process from 'node:process'
import { cacheDir, inProject } from '../setup/project.mjs'
import { makeStandIn } from './stand-in-windows.mjs'

const expectedVersion = async () =>
  JSON.parse(await readFile(inProject('node_modules/electron/package.json'), 'utf8')).version

async function fromFolder(folder) {
  const version = (await readFile(path.join(folder, 'version'), 'utf8')).trim().replace(/^v/, '')
  const expected = await expectedVersion()
  const remarks =
    version === expected ? [] : [`Electron ${version} stands in for ${expected}: for testing, not for distribution`]
  return { folder, version, standIn: false, remarks }
}

/**
 * @param {string} target 'linux' or 'win32'
 * @param {string | null} found the runtime of this machine, from set-up
 * @returns {Promise<{ folder: string | null, version: string, standIn: boolean, remarks: string[] } | string>} `folder` is
 *   null where the packer downloads it; a string says why there is none
 */
export async function distributionFor(target, found) {
  if (target === process.platform) return found === null ? 'there is no Electron for this machine' : fromFolder(found)
  const version = await expectedVersion()
  // Where the electron package could download its runtime, the packer can download the other system's.
  const reachable = found === inProject('node_modules/electron/dist')
  if (reachable) return { folder: null, version, standIn: false, remarks: [] }
  if (target !== 'win32') return `Electron ${version} for ${target} cannot be downloaded here`
  const folder = path.join(cacheDir, 'stand-in-win32')
  const failure = await makeStandIn(folder, version)
  if (failure !== null)
    return `Electron ${version} for Windows cannot be downloaded here, and no stand-in made: ${failure}`
  const remark = `Homeward.exe is a stand-in, since Electron ${version} for Windows cannot be downloaded here: this package shows what is in it and cannot run`
  return { folder, version, standIn: true, remarks: [remark] }
}
