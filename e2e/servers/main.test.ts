import { type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest'

const project = fileURLToPath(new URL('../../', import.meta.url))
const FLAGS = ['--provider', '127.0.0.1:0', '--echo', '127.0.0.1:0', '--echo', '127.0.0.1:0', '--dns', '127.0.0.1:0']
const ACCOUNT = ['--hosts', 'a.example.org,b.example.org', '--user', 'me', '--password', 'secret', '--token', 'canary']

type Line = Record<string, unknown> & { event: string }
interface Listening {
  readonly provider: readonly { url: string; port: number }[]
  readonly echo: readonly { url: string }[]
  readonly dns: { port: number }
  readonly control: { url: string }
}

let child: ChildProcessByStdio<Writable, Readable, null>
let lines: Line[]
let at: Listening

beforeAll(() => {
  execFileSync(process.execPath, [path.join(project, 'build/bundle-servers.mjs')])
}, 30_000)
beforeEach(async () => {
  const program = path.join(project, 'out/e2e/servers.cjs')
  lines = []
  child = spawn(process.execPath, [program, ...FLAGS, ...ACCOUNT, '--control', '127.0.0.1:0'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(JSON.parse(line)))
  await expect.poll(() => lines[0]?.event, { timeout: 5_000 }).toBe('listening')
  at = lines[0] as unknown as Listening
})
afterEach(async () => {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
})

const post = async (verb: string, body?: object) => {
  const init = body ? { method: 'POST', body: JSON.stringify(body) } : { method: 'POST' }
  return (await fetch(`${at.control.url}/${verb}`, init)).status
}
const get = async (what: string) => (await fetch(`${at.control.url}/${what}`)).json()
const update = async (ip: string) =>
  (await fetch(`${at.provider[0]?.url}/update?domains=a.example.org&token=canary&ip=${ip}`)).text()

it('prints where it listens, then each request and each change of the zone, without the secrets', async () => {
  expect([at.provider.length, at.echo.length, at.dns.port > 0]).toEqual([1, 2, true])
  expect(await update('11.22.33.1')).toBe('OK')
  await expect.poll(() => lines.map(({ event }) => event).sort()).toEqual(['listening', 'request', 'zone'])
  expect(lines).toContainEqual({ event: 'zone', name: 'a.example.org', type: 'A', from: [], to: ['11.22.33.1'] })
  expect(JSON.stringify(lines)).not.toMatch(/canary|secret/)
})

it('shows its state and takes faults over its control', async () => {
  await update('11.22.33.1')
  const [first] = (await get('requests?since=0')) as { id: number; at: number }[]
  expect(first).toMatchObject({ id: 1, status: 200, answer: 'OK' })
  expect(await get('requests?since=1')).toEqual([])
  expect(await get('zone')).toMatchObject({ 'a.example.org': { a: '11.22.33.1', aaaa: null, ttl: 60 } })

  expect(await post('fault', { kind: 'word', text: 'KO' })).toBe(200)
  expect(await post('fault', { kind: 'nonsense' })).toBe(400)
  expect(await update('11.22.33.2')).toBe('KO')
  expect(await post('clear-faults')).toBe(200)
  expect(await update('11.22.33.2')).toBe('OK')

  const echoed = async () => Promise.all(at.echo.map(async ({ url }) => (await fetch(url)).text()))
  expect(await post('echo', { family: 'ipv4', answer: '11.22.33.9' })).toBe(200)
  expect(await post('echo', { family: 'ipv4', answer: '11.22.33.8', echo: 1 })).toBe(200)
  expect(await echoed()).toEqual(['11.22.33.9', '11.22.33.8'])
  expect(await post('reset')).toBe(200)
  expect(await echoed()).toEqual(['127.0.0.1', '127.0.0.1'])
  expect(await get('requests')).toEqual([])
})

it('ends with its standard input', async () => {
  child.stdin.end()
  expect(await once(child, 'exit', { signal: AbortSignal.timeout(3_000) })).toEqual([0, null])
})

it('ends on SIGTERM', async () => {
  child.kill('SIGTERM')
  expect(await once(child, 'exit', { signal: AbortSignal.timeout(3_000) })).toEqual([0, null])
})
