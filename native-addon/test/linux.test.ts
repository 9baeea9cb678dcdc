// The contract in a network namespace, and what is particular to Linux: rtnetlink's fields against iproute2's.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe } from 'vitest'
import { describeContract } from './contract.ts'
import { describeLinuxTables } from './linux-tables.ts'
import { makeNamespace, type Namespace, namespaceObstacle } from './namespace.ts'
import { unless } from './obstacle.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const binary = `${root}native-addon/build/Release/homeward_network.node`

describe('the addon in a namespace', unless(namespaceObstacle), () => {
  let namespace: Namespace
  beforeAll(async () => {
    if (!existsSync(binary)) await promisify(execFile)(process.execPath, [`${root}build/native/build-addon.mjs`])
    namespace = await makeNamespace({ binary })
  }, 300_000)
  afterAll(async () => namespace.remove())

  describe('on every system', () => describeContract(() => namespace))
  describe('on Linux', () => describeLinuxTables(() => namespace))
})
