// The contract in a network namespace, and what is specific to Linux: the fields of rtnetlink compared with iproute2.
import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describeContract } from './contract.ts'
import { describeLinuxFoundation } from './linux-foundation.ts'
import { describeLinuxTables } from './linux-tables.ts'
import { makeNamespace, type Namespace, namespaceObstacle } from './namespace.ts'
import { unless } from './obstacle.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const binary = `${root}native-addon/build/Release/homeward_network.node`

/** The runtime that set-up has found, if any. */
function electronExecutable(): string | null {
  const memory = `${root}.cache/electron-runtime.json`
  if (!existsSync(memory)) return null
  const { dist } = JSON.parse(readFileSync(memory, 'utf8')) as { dist?: string }
  return dist && existsSync(`${dist}/electron`) ? `${dist}/electron` : null
}
const electron = electronExecutable()

describe('the addon in a namespace', unless(namespaceObstacle), () => {
  let namespace: Namespace
  beforeAll(async () => {
    await promisify(execFile)(process.execPath, [`${root}build/native/build-addon.mjs`], { maxBuffer: 1 << 24 })
    namespace = await makeNamespace({ binary })
  }, 300_000)
  afterAll(async () => namespace.remove())

  test(
    'the same binary serves the Node inside Electron',
    unless(electron === null ? 'needs an Electron runtime; run: npm run setup' : null),
    async () => {
      const inside = { binary, node: electron ?? '', environment: { ELECTRON_RUN_AS_NODE: '1' } }
      const end = await namespace.runBy(inside, 'list').ended
      expect({ code: end.code, errors: end.errors }).toEqual({ code: 7, errors: '' })
      expect(end.rows[0]).toEqual(expect.arrayContaining([expect.objectContaining({ name: namespace.device })]))
    },
  )

  describe('on every system', () => describeContract(() => namespace))
  describe('on Linux', () => describeLinuxTables(() => namespace))
  describe('what adapters stand on', () => describeLinuxFoundation(() => namespace, binary))
})
