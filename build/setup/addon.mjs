// Step 4: builds the native addon when its sources changed. Without it the app polls, and says so.
import { existsSync } from 'node:fs'
import process from 'node:process'
import { newestSource, writtenAt } from '../native/source-age.mjs'
import { runChild } from './child.mjs'
import { inProject, projectDir } from './project.mjs'

const builder = inProject('build/native/build-addon.mjs')

const binary = inProject('native-addon/build/Release/homeward_network.node')

/**
 * @param {(line: string) => void} [log]
 * @returns {Promise<{ ok: boolean, message: string }>}
 */
export async function buildAddon(log = () => {}) {
  if (!existsSync(builder)) return { ok: false, message: 'native addon: no builder in this checkout' }
  if (writtenAt(binary) <= newestSource(projectDir)) log('native addon: building it, which may take a minute')
  const result = await runChild(process.execPath, [builder], { cwd: projectDir, timeoutMs: 600_000, quiet: true })
  if (result.code === 0) return { ok: true, message: 'native addon is built' }
  const lastLines = result.output.trim().split('\n').slice(-8).join('\n  ')
  return {
    ok: false,
    message: `native addon: not built, the app will poll instead of receiving events.\n  ${lastLines}`,
  }
}
