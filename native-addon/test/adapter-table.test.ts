// The AdapterTable port with the addon and by polling, in a real network: the shipped bundle, in its own process.
import { spawn } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Adapter } from '../../app/model/adapter.ts'
import { makeNamespace, type Namespace, namespaceObstacle } from './namespace.ts'
import { unless } from './obstacle.ts'
import { followProbe, type RunningProbe } from './probe.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = `${root}.cache/adapter-table-test`
const binary = `${root}native-addon/build/Release/homeward_network.node`

describe('the adapter table in a namespace', unless(namespaceObstacle), () => {
  let namespace: Namespace
  beforeAll(async () => {
    mkdirSync(folder, { recursive: true })
    await build({
      entryPoints: [`${root}native-addon/test/table-probe.ts`],
      outfile: `${folder}/table-probe.cjs`,
      bundle: true,
      platform: 'node',
      format: 'cjs',
    })
    namespace = await makeNamespace({ binary })
    await namespace.addAddress('11.22.33.4/24')
    await namespace.ip('route', 'add', 'default', 'via', '11.22.33.1')
  })
  afterAll(async () => {
    await namespace.remove()
    rmSync(folder, { recursive: true, force: true })
  })

  const run = (path: string): RunningProbe => {
    const node = [process.execPath, `${folder}/table-probe.cjs`, path, '4000']
    const child = spawn('ip', ['netns', 'exec', namespace.name, ...node], { stdio: ['ignore', 'pipe', 'pipe'] })
    return followProbe(child, 20_000)
  }

  test.each([
    ['events', binary, 250],
    ['polling', '/nowhere/homeward_network.node', 1_000],
  ])('by %s it tells of a new address, lists it, and knows the route', async (kind, path, limitMs) => {
    const probe = run(path)
    const ready = await probe.until((row) => row.mode !== undefined)
    expect(ready.mode).toMatchObject({ kind })
    expect(ready.route).toMatchObject({ adapterId: namespace.device, sourceAddress: '11.22.33.4' })
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    const started = Date.now()
    await namespace.addAddress('11.22.33.9/32')
    const change = await probe.until((row) => Number(row.at) >= started)
    expect(Number(change.at) - started).toBeLessThan(limitMs)
    const end = await probe.ended
    await namespace.removeAddress('11.22.33.9/32')
    expect(end).toMatchObject({ code: 0, errors: '' })
    const adapters = end.rows.at(-1)?.adapters as Adapter[]
    const uplink = adapters.find((adapter) => adapter.name === namespace.device)
    expect(uplink).toMatchObject({ kind: kind === 'events' ? 'wired' : 'other', state: 'up' })
    expect(uplink?.addresses.map((one) => one.address)).toContain('11.22.33.9')
    expect(uplink?.defaultRoutes).toHaveLength(1)
  })

  test('polling does not call back while nothing changes', async () => {
    const end = await run('/nowhere/homeward_network.node').ended
    expect(end.rows.filter((row) => row.at !== undefined)).toEqual([])
  })
})
