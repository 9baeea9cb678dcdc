// Bundles again when a source is newer than the bundle, so that no command runs outdated code.
import { existsSync } from 'node:fs'
import { mkdir, readdir, stat, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import process from 'node:process'
import { runChild } from './child.mjs'
import { inProject, projectDir } from './project.mjs'
import { inTurn } from './turn.mjs'

const SOURCES = ['app', 'renderer', 'build/icons', 'build/bundle.mjs', 'package.json', 'package-lock.json']
const stamp = inProject('out/.bundled')

async function newest(file) {
  const info = await stat(file)
  if (!info.isDirectory()) return info.mtimeMs
  const names = await readdir(file)
  const times = await Promise.all(names.map((name) => newest(path.join(file, name))))
  // A folder's own time changes when a file in it is removed.
  return Math.max(info.mtimeMs, ...times)
}

async function isCurrent() {
  if (!existsSync(stamp) || !existsSync(inProject('out/app'))) return false
  const sources = SOURCES.map((source) => inProject(source)).filter((source) => existsSync(source))
  const times = await Promise.all(sources.map(newest))
  return Math.max(...times) < (await stat(stamp)).mtimeMs
}

/** @returns {Promise<{ ok: boolean, message: string }>} */
export async function bundleWhenStale(log) {
  return inTurn(log, async () => {
    if (await isCurrent()) return { ok: true, message: 'the bundle is current' }
    // The time before the build: a source that is edited meanwhile is newer than the stamp.
    const began = new Date()
    log('bundling the app: its sources are newer than the bundle, or there is none yet')
    const options = { cwd: projectDir, timeoutMs: 300_000, quiet: true }
    const result = await runChild(process.execPath, [inProject('build/bundle.mjs')], options)
    if (result.code !== 0) return { ok: false, message: `the bundle could not be built:\n${result.output}` }
    await mkdir(inProject('out'), { recursive: true })
    await writeFile(stamp, '')
    await utimes(stamp, began, began)
    return { ok: true, message: 'bundled' }
  })
}
