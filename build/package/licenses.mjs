// Collects the licences of bundled packages, whose texts must come with the program.
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { inProject } from '../setup/project.mjs'

/** The window's libraries are development dependencies, because they are bundled. */
const IN_THE_WINDOW = ['react', 'react-dom', 'zustand', '@fluentui/react-components', '@fluentui/react-icons']

const readJson = async (file) => JSON.parse(await readFile(file, 'utf8'))

/** @returns the folder in which Node finds `name` from a package in `folder`; null when it is not installed */
function located(folder, name) {
  for (let at = folder; ; at = at.slice(0, at.lastIndexOf('node_modules'))) {
    const found = path.posix.join(at, 'node_modules', name)
    if (existsSync(inProject(found, 'package.json'))) return found
    if (!at.includes('node_modules')) return null
  }
}

async function closure(names) {
  const found = new Set()
  const queue = names.map((name) => ['', name])
  for (const [from, name] of queue) {
    const folder = located(from, name)
    if (folder === null || found.has(folder)) continue
    found.add(folder)
    const { dependencies = {} } = await readJson(inProject(folder, 'package.json'))
    queue.push(...Object.keys(dependencies).map((dependency) => [folder, dependency]))
  }
  return [...found].sort()
}

async function licenseText(folder) {
  const names = await readdir(inProject(folder))
  const file = names.find((name) => /^licen[cs]e/i.test(name)) ?? names.find((name) => /^copying/i.test(name))
  return file === undefined ? null : (await readFile(inProject(folder, file), 'utf8')).trim()
}

/** @returns {Promise<string>} one text with each licence once, under the names of its packages */
export async function thirdPartyLicenses() {
  const { dependencies } = await readJson(inProject('package.json'))
  const texts = new Map()
  for (const folder of await closure([...Object.keys(dependencies), ...IN_THE_WINDOW])) {
    const { name, version, license } = await readJson(inProject(folder, 'package.json'))
    // A package of types is not in the bundle.
    if (name.startsWith('@types/')) continue
    const text = (await licenseText(folder)) ?? `Licence: ${license}`
    texts.set(text, [...(texts.get(text) ?? []), `${name} ${version}`])
  }
  const rule = '-'.repeat(72)
  return [...texts].map(([text, packages]) => `${packages.join(', ')}\n\n${text}\n\n${rule}\n`).join('\n')
}
