// The licences of what is bundled: their texts have to travel with the program.
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { inProject } from '../setup/project.mjs'

/** The window's libraries are development dependencies, since they are bundled. */
const IN_THE_WINDOW = ['react', 'react-dom', 'zustand', '@fluentui/react-components', '@fluentui/react-icons']

const readJson = async (file) => JSON.parse(await readFile(file, 'utf8'))

/** Where `name` is found from a package that lies at `place`, as Node looks for it; null when it is not installed. */
function located(place, name) {
  for (let at = place; ; at = at.slice(0, at.lastIndexOf('node_modules'))) {
    const found = path.posix.join(at, 'node_modules', name)
    if (existsSync(inProject(found, 'package.json'))) return found
    if (!at.includes('node_modules')) return null
  }
}

async function closure(names) {
  const found = new Set()
  const queue = names.map((name) => ['', name])
  for (const [from, name] of queue) {
    const place = located(from, name)
    if (place === null || found.has(place)) continue
    found.add(place)
    const { dependencies = {} } = await readJson(inProject(place, 'package.json'))
    queue.push(...Object.keys(dependencies).map((dependency) => [place, dependency]))
  }
  return [...found].sort()
}

async function licenseText(place) {
  const names = await readdir(inProject(place))
  const file = names.find((name) => /^licen[cs]e/i.test(name)) ?? names.find((name) => /^copying/i.test(name))
  return file === undefined ? null : (await readFile(inProject(place, file), 'utf8')).trim()
}

/** @returns {Promise<string>} one text: each licence once, under the names of the packages that have it */
export async function thirdPartyLicenses() {
  const { dependencies } = await readJson(inProject('package.json'))
  const texts = new Map()
  for (const place of await closure([...Object.keys(dependencies), ...IN_THE_WINDOW])) {
    const { name, version, license } = await readJson(inProject(place, 'package.json'))
    // A type-only package leaves nothing in a bundle.
    if (name.startsWith('@types/')) continue
    const text = (await licenseText(place)) ?? `Licence: ${license}`
    texts.set(text, [...(texts.get(text) ?? []), `${name} ${version}`])
  }
  const rule = '-'.repeat(72)
  return [...texts].map(([text, packages]) => `${packages.join(', ')}\n\n${text}\n\n${rule}\n`).join('\n')
}
