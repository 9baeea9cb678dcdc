// Homeward at servers that we did not write. Every night all clients at all of them, and docs/dialects-compared.md is compared
// with what comes out; by day Homeward alone at a few.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { type Comparison, type StepResult, verdictsOf } from '../dialects/report.ts'
import { canMakeNamespaces, NAMESPACES_NEEDED } from './network/namespaces.ts'

const project = fileURLToPath(new URL('../../', import.meta.url))
const isNightly = Boolean(process.env.HOMEWARD_NIGHTLY)
const PEERS = ['/usr/bin/ddclient', '/usr/sbin/inadyn']
const lackOfPeers = PEERS.every((peer) => existsSync(peer))
  ? null
  : 'needs ddclient and inadyn; run: sudo apt-get install ddclient inadyn'

/** Servers that want a list, which nothing that they say shows: Homeward tells its user what to set. */
const TOLD: Readonly<Record<string, readonly string[]>> = { homeward: ['dyn'], 'homeward-told': [] }

const folder = mkdtempSync(path.join(tmpdir(), 'homeward-compared-'))
afterAll(() => rmSync(folder, { recursive: true }))

const ownOf = ({ results }: Comparison) => results.filter(({ client }) => client.startsWith('homeward'))
const isExpected = ({ dialect, client, verdict }: StepResult) =>
  verdict === (TOLD[client]?.includes(dialect) ? 'told' : 'right')

function compare(options: readonly string[]): { readonly comparison: Comparison; readonly page: string } {
  const [json, markdown] = [path.join(folder, 'result.json'), path.join(folder, 'result.md')]
  for (const file of [json, markdown]) rmSync(file, { force: true })
  const program = ['build/run-typescript.mjs', 'e2e/dialects/run-compare.ts'].map((file) => path.join(project, file))
  const args = [...program, ...options, `--json=${json}`, `--markdown=${markdown}`]
  const { stderr } = spawnSync(process.execPath, args, { cwd: project, encoding: 'utf8', timeout: 1_500_000 })
  if (!existsSync(json)) throw new Error(`the comparison did not end: ${stderr}`)
  return { comparison: JSON.parse(readFileSync(json, 'utf8')), page: readFileSync(markdown, 'utf8') }
}

describe('servers of every dialect', () => {
  it('hold what Homeward calls confirmed', { timeout: 1_600_000 }, ({ skip }) => {
    skip(!canMakeNamespaces(), NAMESPACES_NEEDED)
    skip(isNightly && lackOfPeers !== null, lackOfPeers ?? '')
    const byDay = ['--dialects=dyn,inwx,nic-ru,domeneshop', '--clients=homeward,homeward-told']
    const { comparison, page } = compare(isNightly ? [] : byDay)
    expect(ownOf(comparison).length).toBeGreaterThan(15)
    expect(ownOf(comparison).filter((result) => !isExpected(result))).toEqual([])
    if (!isNightly) return
    const written = readFileSync(path.join(project, 'docs/dialects-compared.md'), 'utf8')
    expect(verdictsOf(written), 'write it again: npm run compare:dialects').toEqual(verdictsOf(page))
  })

  it('hold it also when they are reached over IPv6', { timeout: 1_600_000 }, ({ skip }) => {
    skip(!canMakeNamespaces(), NAMESPACES_NEEDED)
    skip(!isNightly, 'runs every night: npm run test:nightly')
    const { comparison } = compare(['--via=ipv6', '--clients=homeward-told'])
    expect(ownOf(comparison).filter((result) => !isExpected(result))).toEqual([])
  })
})
