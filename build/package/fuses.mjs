// Electron's fuses: bits in the executable that disable features for good. Reads them from an executable, and adapts the
// configured ones to it: an older Electron has fewer, and a newer one must not bring a fuse that is not configured.
import { packerModule } from './packer-modules.mjs'

const { getCurrentFuseWire } = packerModule('@electron/fuses')

/** In the order of the wire, with electron-builder's names (https://www.electronjs.org/docs/latest/tutorial/fuses). */
const WIRE = [
  'runAsNode',
  'enableCookieEncryption',
  'enableNodeOptionsEnvironmentVariable',
  'enableNodeCliInspectArguments',
  'enableEmbeddedAsarIntegrityValidation',
  'onlyLoadAppFromAsar',
  'loadBrowserProcessSpecificV8Snapshot',
  'grantFileProtocolExtraPrivileges',
  // Since Electron 41. Stays on, as in Electron: it makes WebAssembly cheaper and is no risk. The packer cannot set it.
  'wasmTrapHandlers',
]
const SETTABLE = 8
const STATES = { 48: 'off', 49: 'on', 114: 'removed' }

/** @returns {Promise<Record<string, 'on' | 'off' | 'removed' | 'unknown'>>} in the order of the wire */
export async function readFuses(executable) {
  const { version: _, resetAdHocDarwinSignature: __, ...wire } = await getCurrentFuseWire(executable)
  return Object.fromEntries(
    Object.entries(wire).map(([index, state]) => [WIRE[index] ?? `fuse ${index}`, STATES[state] ?? 'unknown']),
  )
}

/**
 * @param {Record<string, boolean>} configured the block of electron-builder.yml
 * @param {string[]} present names of the fuses that the executable has
 * @returns {Record<string, boolean>} the block for this executable
 * @throws when the executable has a fuse that is not configured
 */
export function fitFuses(configured, present, { forTests }) {
  const missing = present.filter((name) => !(name in configured) && name !== 'wasmTrapHandlers')
  if (missing.length > 0) throw new Error(`this Electron has fuses that electron-builder.yml does not set: ${missing}`)
  const fitted = Object.fromEntries(Object.entries(configured).filter(([name]) => present.includes(name)))
  if (forTests) fitted.enableNodeCliInspectArguments = true
  // The packer's own check fails where the wire has fuses that it does not know. The check above works everywhere.
  return { ...fitted, strictlyRequireAllFuses: present.length <= SETTABLE }
}
