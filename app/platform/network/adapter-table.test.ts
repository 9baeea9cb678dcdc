import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createAdapterTable } from './adapter-table.ts'

const folder = mkdtempSync(join(tmpdir(), 'homeward-adapter-table-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const absent = join(folder, 'nowhere', 'homeward_network.node')
const broken = join(folder, 'homeward_network.node')
writeFileSync(broken, 'no shared object')

describe('the adapter table without its addon', () => {
  it('polls, and says which file is missing', () => {
    const { mode } = createAdapterTable({ binaryPaths: [absent] })
    expect(mode).toEqual({ kind: 'polling', reason: expect.stringMatching(/is not built; looked for .*nowhere/) })
  })

  it('distinguishes a broken binary from a missing one, with the system’s error', () => {
    const { mode } = createAdapterTable({ binaryPaths: [absent, broken] })
    expect(mode).toEqual({
      kind: 'polling',
      reason: expect.stringContaining(`could not be loaded; tried ${broken} (`),
    })
    expect(mode).not.toEqual({ kind: 'polling', reason: expect.stringContaining('nowhere') })
  })

  it('still lists loopback and finds the route to it', async () => {
    const table = createAdapterTable({ binaryPaths: [absent] })
    const loopback = (await table.list()).find((adapter) => adapter.kind === 'loopback')
    expect(loopback?.state).toBe('up')
    expect(loopback?.addresses).toContainEqual(
      expect.objectContaining({ address: '127.0.0.1', family: 'ipv4', prefixLength: 8, temporary: false }),
    )
    expect(await table.bestRoute('127.0.0.1')).toMatchObject({
      adapterId: loopback?.id,
      sourceAddress: '127.0.0.1',
      nextHop: null,
    })
  })
})
