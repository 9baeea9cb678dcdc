// Makes one unpacked package: stages the app, then runs electron-builder with the project's electron-builder.yml, adapted to
// the available Electron.
import { existsSync } from 'node:fs'
import { readdir, readFile, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import process from 'node:process'
import { Arch, build, Platform } from 'electron-builder'
import { parse } from 'yaml'
import { runChild } from '../setup/child.mjs'
import { inProject, projectDir } from '../setup/project.mjs'
import { distributionFor } from './distribution.mjs'
import { fitFuses, readFuses } from './fuses.mjs'
import { stageApp } from './stage-app.mjs'

const SYSTEMS = {
  linux: { platform: Platform.LINUX, system: 'linux-x64', unpacked: 'linux-unpacked', executable: 'homeward' },
  win32: { platform: Platform.WINDOWS, system: 'win32-x64', unpacked: 'win-unpacked', executable: 'Homeward.exe' },
}

export const readConfiguration = async () => parse(await readFile(inProject('electron-builder.yml'), 'utf8'))

/** Built by node-gyp for this system, otherwise cross-built for Windows. @returns the library's path */
async function addonFor(target, log) {
  if (target === process.platform) return inProject('native-addon/build/Release/homeward_network.node')
  const options = { cwd: projectDir, timeoutMs: 300_000, quiet: true }
  const built = await runChild(process.execPath, [inProject('build/native/cross-build-x64.mjs')], options)
  if (built.code !== 0) log(`the Windows addon could not be cross-built: ${built.output.trim().split('\n').at(-1)}`)
  return inProject('native-addon/prebuilds/win32-x64/homeward_network.node')
}

/** @returns {Promise<number>} bytes */
async function sizeOf(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name))
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size))
  return sizes.reduce((sum, size) => sum + size, 0)
}

/** Removes what an Electron folder has for running other apps. */
const afterExtract = async ({ appOutDir }) => {
  await rm(path.join(appOutDir, 'resources/default_app.asar'), { recursive: true, force: true })
  await rm(path.join(appOutDir, 'version'), { force: true })
}

/** The packer sets the fuses after this hook. Where it downloads Electron itself, the executable's fuses are known only now. */
const beforeFuses =
  (configuration, { executable, forTests }) =>
  async ({ appOutDir, packager }) => {
    const names = [executable, 'electron.exe'].map((name) => path.join(appOutDir, name))
    const present = Object.keys(await readFuses(names.find((name) => existsSync(name))))
    packager.config.electronFuses = fitFuses(configuration.electronFuses, present, { forTests })
  }

/**
 * @typedef {object} Package
 * @property {string} folder
 * @property {string} executable path
 * @property {string} electron version
 * @property {boolean} standIn the executable cannot run
 * @property {string[]} remarks sentences about its limits
 * @property {number} bytes of the whole folder
 * @property {number} archiveBytes of app.asar
 * @property {number} seconds
 *
 * @param {{ target: 'linux' | 'win32', electronDist: string | null, forTests?: boolean, installer?: boolean, output?: string,
 *   log?: (line: string) => void }} options
 * @returns {Promise<Package | string>} a string says why it cannot be made here
 */
export async function makePackage({
  target,
  electronDist,
  forTests = false,
  installer = false,
  output,
  log = () => {},
}) {
  const began = performance.now()
  const { platform, system, unpacked, executable } = SYSTEMS[target]
  const distribution = await distributionFor(target, electronDist)
  if (typeof distribution === 'string') return distribution
  const configuration = await readConfiguration()
  const folder = output ?? inProject('dist', ...(forTests ? ['test'] : []))
  const stage = inProject('out/package', forTests ? `${system}-test` : system)
  const packages = configuration.files.find(({ from }) => from === 'node_modules').filter
  const remarks = await stageApp({ stage, system, addon: await addonFor(target, log), packages, forTests })
  await rm(path.join(folder, unpacked), { recursive: true, force: true })
  await build({
    projectDir,
    targets: platform.createTarget(installer ? undefined : 'dir', Arch.x64),
    // Merged into electron-builder.yml, which the packer reads itself; lists are joined.
    config: {
      directories: { app: path.relative(projectDir, stage), output: folder },
      extraFiles: [{ from: path.join(stage, 'third-party-licenses.txt'), to: 'LICENSES.third-party.txt' }],
      win: { icon: path.join(stage, configuration.win.icon) },
      linux: { icon: path.join(stage, configuration.linux.icon) },
      electronVersion: distribution.version,
      ...(distribution.folder === null ? {} : { electronDist: distribution.folder }),
      // The packer calls beforeBuild only where rebuilding is on. False keeps it from adding modules: all are staged already.
      npmRebuild: true,
      beforeBuild: async () => false,
      afterExtract,
      afterPack: beforeFuses(configuration, { executable, forTests }),
    },
  })
  const made = path.join(folder, unpacked)
  return {
    folder: made,
    executable: path.join(made, executable),
    electron: distribution.version,
    standIn: distribution.standIn,
    remarks: [...distribution.remarks, ...remarks],
    bytes: await sizeOf(made),
    archiveBytes: (await stat(path.join(made, 'resources/app.asar'))).size,
    seconds: (performance.now() - began) / 1000,
  }
}
