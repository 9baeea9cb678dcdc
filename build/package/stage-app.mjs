// Makes the folder that is packed, laid out like the project: with its own bundle, so that out/ is not touched, and with only
// the native packages that the target system loads.
import { existsSync } from 'node:fs'
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import process from 'node:process'
import { runChild } from '../setup/child.mjs'
import { inProject, projectDir } from '../setup/project.mjs'
import { filesBelow } from './contents.mjs'
import { thirdPartyLicenses } from './licenses.mjs'
import { checksums } from './shipped-files.mjs'

/** @returns a sentence when the library is not built */
async function copyAddon(stage, { system, source }) {
  if (!existsSync(source)) return 'the addon is not built: this package will poll instead of receiving events'
  const folder = path.join(stage, 'native-addon/prebuilds', system)
  await mkdir(folder, { recursive: true })
  await cp(source, path.join(folder, 'homeward_network.node'))
  return null
}

/**
 * @param {string[]} names files of node_modules, and folders of prebuilt libraries as "keytar/prebuilds/**", of which only
 *   those for this system are copied. keytar's own copy in build/, made for the build machine, is not among them.
 */
async function copyPackages(stage, { names, system }) {
  for (const name of names) {
    const file = path.posix.join('node_modules', name.replace('**', system))
    const target = path.join(stage, file)
    if (file.endsWith('/package.json'))
      await copyManifest(inProject(file), target, ['name', 'version', 'license', 'main'])
    // Electron never runs on musl: that variant of a library is useless.
    else await cp(inProject(file), target, { recursive: true, filter: (from) => !from.endsWith('.musl.node') })
  }
}

/** The packer would shorten a manifest. This one is short enough to stay as it is, so that its checksum stays valid. */
async function copyManifest(source, target, keys) {
  const manifest = JSON.parse(await readFile(source, 'utf8'))
  await mkdir(path.dirname(target), { recursive: true })
  await writeFile(target, JSON.stringify(Object.fromEntries(keys.map((key) => [key, manifest[key]])), null, 2))
}

/** Without dependencies: the packer would look for them, and everything needed is staged. */
const OUR_KEYS = ['name', 'productName', 'version', 'description', 'author', 'license', 'main']

/**
 * @param {{ stage: string, system: string, addon: string, packages: string[], forTests: boolean }} options `system` as
 *   "win32-x64"; `addon` is the built library; `packages` are the files that electron-builder.yml takes from node_modules.
 * @returns {Promise<string[]>} sentences about what is missing in the package
 */
export async function stageApp({ stage, system, addon, packages, forTests }) {
  await rm(stage, { recursive: true, force: true })
  const bundle = [inProject('build/bundle.mjs'), `--out=${path.join(stage, 'out')}`, '--no-maps']
  if (forTests) bundle.push('--test-package')
  const bundled = await runChild(process.execPath, bundle, { cwd: projectDir, timeoutMs: 300_000, quiet: true })
  if (bundled.code !== 0) throw new Error(`the bundle could not be built:\n${bundled.output}`)
  const missing = await copyAddon(stage, { system, source: addon })
  await copyPackages(stage, { names: packages, system })
  await copyManifest(inProject('package.json'), path.join(stage, 'package.json'), OUR_KEYS)
  await writeFile(path.join(stage, 'third-party-licenses.txt'), await thirdPartyLicenses())
  // What the app itself loads from outside its archive.
  const isOutside = (name) => /^(node_modules|native-addon)\/|^out\/app\/settings-worker\.cjs$/.test(name)
  const outside = (await filesBelow(stage)).filter(isOutside)
  const sums = await checksums(stage, outside)
  await writeFile(path.join(stage, 'out/app/shipped-files.json'), `${JSON.stringify(sums, null, 2)}\n`)
  return missing === null ? [] : [missing]
}
