// The folder that gets packed, laid out like the project: a bundle of its own, so that nobody's out/ is touched, and of the
// native packages only what this system loads.
import { existsSync } from 'node:fs'
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import process from 'node:process'
import { runChild } from '../setup/child.mjs'
import { inProject, projectDir } from '../setup/project.mjs'
import { filesBelow } from './contents.mjs'
import { thirdPartyLicenses } from './licenses.mjs'
import { checksums } from './shipped-files.mjs'

/** @returns a sentence when the built library is not there */
async function takeAddon(stage, { system, source }) {
  if (!existsSync(source)) return 'the addon is not built: this package will poll in place of hearing events'
  const place = path.join(stage, 'native-addon/prebuilds', system)
  await mkdir(place, { recursive: true })
  await cp(source, path.join(place, 'homeward_network.node'))
  return null
}

/**
 * @param {string[]} names files of node_modules, and folders of prebuilt libraries as "keytar/prebuilds/**", of which only
 *   those for this system are taken. keytar's own copy in build/, made for the machine at hand, is not among them.
 */
async function takePackages(stage, { names, system }) {
  for (const name of names) {
    const taken = path.posix.join('node_modules', name.replace('**', system))
    const target = path.join(stage, taken)
    if (taken.endsWith('/package.json'))
      await copyManifest(inProject(taken), target, ['name', 'version', 'license', 'main'])
    // Electron never runs on musl: that variant of a library would only take room.
    else await cp(inProject(taken), target, { recursive: true, filter: (from) => !from.endsWith('.musl.node') })
  }
}

/** So short that the packer, which would tidy it up, leaves it as it is: its checksum is taken here. */
async function copyManifest(source, target, keys) {
  const manifest = JSON.parse(await readFile(source, 'utf8'))
  await mkdir(path.dirname(target), { recursive: true })
  await writeFile(target, JSON.stringify(Object.fromEntries(keys.map((key) => [key, manifest[key]])), null, 2))
}

/** Without dependencies: the packer would look for them, and what is needed lies beside. */
const OUR_KEYS = ['name', 'productName', 'version', 'description', 'author', 'license', 'main']

/**
 * @param {{ stage: string, system: string, addon: string, packages: string[], forTests: boolean }} options `system` as
 *   "win32-x64"; `addon` is the built library; `packages` what electron-builder.yml takes of node_modules.
 * @returns {Promise<string[]>} sentences about what the package lacks
 */
export async function stageApp({ stage, system, addon, packages, forTests }) {
  await rm(stage, { recursive: true, force: true })
  const bundle = [inProject('build/bundle.mjs'), `--out=${path.join(stage, 'out')}`, '--no-maps']
  if (forTests) bundle.push('--test-package')
  const bundled = await runChild(process.execPath, bundle, { cwd: projectDir, timeoutMs: 300_000, quiet: true })
  if (bundled.code !== 0) throw new Error(`the bundle could not be built:\n${bundled.output}`)
  const lack = await takeAddon(stage, { system, source: addon })
  await takePackages(stage, { names: packages, system })
  await copyManifest(inProject('package.json'), path.join(stage, 'package.json'), OUR_KEYS)
  await writeFile(path.join(stage, 'third-party-licenses.txt'), await thirdPartyLicenses())
  const outside = (await filesBelow(stage)).filter((name) => /^(node_modules|native-addon)\//.test(name))
  const sums = await checksums(stage, outside)
  await writeFile(path.join(stage, 'out/app/shipped-files.json'), `${JSON.stringify(sums, null, 2)}\n`)
  return lack === null ? [] : [lack]
}
