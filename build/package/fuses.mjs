// Electron's fuses: bits in the executable that switch doors off for good. Read from the packaged executable, and fitted to
// what its Electron has: an older one knows fewer, and a newer one must not bring a door that nobody decided about.
import { packerModule } from './packer-modules.mjs'

const { getCurrentFuseWire } = packerModule('@electron/fuses')

/** By their place in the wire; names as electron-builder has them (https://www.electronjs.org/docs/latest/tutorial/fuses). */
const WIRE = [
  'runAsNode',
  'enableCookieEncryption',
  'enableNodeOptionsEnvironmentVariable',
  'enableNodeCliInspectArguments',
  'enableEmbeddedAsarIntegrityValidation',
  'onlyLoadAppFromAsar',
  'loadBrowserProcessSpecificV8Snapshot',
  'grantFileProtocolExtraPrivileges',
  // Since Electron 41. Left as Electron has it (on): it makes WebAssembly cheaper and opens nothing. The packer cannot set it.
  'wasmTrapHandlers',
]
const SETTABLE = 8
const STATES = { 48: 'off', 49: 'on', 114: 'removed' }

/** @returns {Promise<Record<string, 'on' | 'off' | 'removed' | 'unknown'>>} in the order of the wire */
export async function readFuses(executable) {
  const { version: _, resetAdHocDarwinSignature: __, ...wire } = await getCurrentFuseWire(executable)
  return Object.fromEntries(
    Object.entries(wire).map(([place, state]) => [WIRE[place] ?? `fuse ${place}`, STATES[state] ?? 'unknown']),
  )
}

/**
 * @param {Record<string, boolean>} decided the block of electron-builder.yml
 * @param {string[]} present names of the fuses that the executable has
 * @returns {Record<string, boolean>} the block for this executable
 * @throws when the executable has a fuse that is not decided
 */
export function fitFuses(decided, present, { forTests }) {
  const open = present.filter((name) => !(name in decided) && name !== 'wasmTrapHandlers')
  if (open.length > 0) throw new Error(`this Electron has fuses that electron-builder.yml does not set: ${open}`)
  const fitted = Object.fromEntries(Object.entries(decided).filter(([name]) => present.includes(name)))
  if (forTests) fitted.enableNodeCliInspectArguments = true
  // The packer's own check cannot pass where the wire is longer than it knows; the one above holds everywhere.
  return { ...fitted, strictlyRequireAllFuses: present.length <= SETTABLE }
}
