// The arm64 build for Windows: it links, for that machine, and imports Node's functions late. It cannot run here.
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { unless } from './obstacle.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const MACHINE_ARM64 = 0xaa64
const DELAY_IMPORTS = 13

function obstacle(): string | null {
  if (!process.env.HOMEWARD_NIGHTLY) return 'takes minutes and 350 MB; run: npm run test:nightly'
  return process.platform === 'linux' && process.arch === 'x64' ? null : 'needs Linux on x64'
}

/** Machine and first late-imported library of a 64-bit Windows library (Microsoft's PE format page). */
function readLibrary(path: string): { machine: number; lateImport: string } {
  const bytes = readFileSync(path)
  const header = bytes.readUInt32LE(0x3c)
  const optional = header + 24
  const sections = optional + bytes.readUInt16LE(header + 20)
  const fileOffset = (address: number): number => {
    for (let i = 0; i < bytes.readUInt16LE(header + 6); i += 1) {
      const section = sections + i * 40
      const inside = address - bytes.readUInt32LE(section + 12)
      if (inside >= 0 && inside < bytes.readUInt32LE(section + 16)) return bytes.readUInt32LE(section + 20) + inside
    }
    throw new Error(`no section holds ${address}`)
  }
  const descriptor = fileOffset(bytes.readUInt32LE(optional + 112 + DELAY_IMPORTS * 8))
  const name = fileOffset(bytes.readUInt32LE(descriptor + 4))
  return {
    machine: bytes.readUInt16LE(header + 4),
    lateImport: bytes.toString('latin1', name, bytes.indexOf(0, name)),
  }
}

describe('the addon for Windows on arm64', unless(obstacle()), () => {
  test('it is built, for that machine, and imports Node’s functions late', { timeout: 1_200_000 }, async () => {
    await promisify(execFile)(process.execPath, [`${root}build/native/cross-build-arm64.mjs`], { maxBuffer: 1 << 26 })
    expect(readLibrary(`${root}native-addon/prebuilds/win32-arm64/homeward_network.node`)).toEqual({
      machine: MACHINE_ARM64,
      lateImport: 'node.exe',
    })
  })
})
