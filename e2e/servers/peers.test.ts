// Debian's ddclient and inadyn update at the practice provider: this shows that it speaks the real protocol, and not our
// idea of it.
import { execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { canMakeNamespaces, NAMESPACES_NEEDED } from '../lab/network/namespaces.ts'
import { command, createProcessGroup, until } from '../lab/process/process-group.ts'
import type { LoggedRequest } from './request-log.ts'

const PEERS = ['ddclient', 'inadyn'] as const
type Peer = (typeof PEERS)[number]
const FOLDERS = ['/usr/bin', '/usr/sbin']
const programOf = (peer: Peer) => FOLDERS.map((folder) => path.join(folder, peer)).find(existsSync) ?? null
const missing = PEERS.filter((peer) => programOf(peer) === null)
const lack = !canMakeNamespaces()
  ? NAMESPACES_NEEDED
  : missing.length > 0
    ? `needs ${missing.join(' and ')}; run: sudo apt-get install ${missing.join(' ')}`
    : null

const project = fileURLToPath(new URL('../../', import.meta.url))
const namespace = `hwpeers-${randomBytes(3).toString('hex')}`
/** On the loopback interface of the namespace; whoever connects to it comes from it. */
const [HOME, MOVED] = ['11.22.33.20', '11.22.33.21']
const PASSWORD = 'practice-password'
/** Separate for each, so that they do not influence each other. */
const hostnamesOf = (peer: Peer) => [`a.${peer}.example.org`, `b.${peer}.example.org`]
const crew = createProcessGroup()
const seen: LoggedRequest[] = []
let folder = ''
let provider = 0
let echo = 0

interface Visit {
  /** The echo service that the peer queries, which is also the address that it answers. */
  readonly address: string
  readonly password?: string
}

const inNamespace = (file: string, args: readonly string[]): [string, string[]] => [
  'ip',
  ['netns', 'exec', namespace, file, ...args],
]

const configOf: Record<Peer, (visit: Visit) => string> = {
  ddclient: ({ address, password = PASSWORD }) => `ssl=no
use=web
web=http://${address}:${echo}/
protocol=dyndns2
server=127.0.0.1:${provider}
login=u
password='${password}'
${hostnamesOf('ddclient').join(',')}
`,
  inadyn: ({ address, password = PASSWORD }) => `period = 300
allow-ipv6 = false
verify-address = false
custom practice {
  username = u
  password = ${password}
  ssl = false
  ddns-server = 127.0.0.1:${provider}
  ddns-path = "/nic/update?hostname=%h&myip=%i"
  checkip-server = ${address}:${echo}
  checkip-path = /
  checkip-ssl = false
  hostname = { ${hostnamesOf('inadyn').join(', ')} }
}
`,
}

/** One run of the peer, from start to end. @returns what it printed */
async function run(peer: Peer, visit: Visit): Promise<string> {
  const config = path.join(folder, `${peer}.conf`)
  const cache = path.join(folder, peer)
  await mkdir(cache, { recursive: true, mode: 0o700 })
  await writeFile(config, configOf[peer](visit), { mode: 0o600 })
  const args = {
    ddclient: ['-file', config, '-cache', path.join(cache, 'cache'), '-daemon=0', '-noquiet', '-verbose'],
    inadyn: ['-1', '-n', '-f', config, '--cache-dir', cache, '--no-pidfile', '-l', 'info'],
  }[peer]
  const [file, line] = inNamespace(programOf(peer) ?? peer, args)
  const child = spawn(file, line, { stdio: ['ignore', 'pipe', 'pipe'], timeout: 20_000 })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (printed += String(chunk)))
  await new Promise((resolve) => child.once('close', resolve))
  return printed
}

/** ddclient sends nothing within 30 s of an update, whatever its settings: so its cache is set back by a day. */
async function letTimePass(peer: Peer) {
  if (peer !== 'ddclient') return
  const cache = path.join(folder, peer, 'cache')
  const yesterday = Math.floor(Date.now() / 1_000) - 86_400
  await writeFile(cache, (await readFile(cache, 'utf8')).replace(/\b(a|m)time=\d+/g, `$1time=${yesterday}`))
}

/** The run's requests at the provider, and what the peer printed. */
async function visit(peer: Peer, how: Visit) {
  const before = seen.length
  const printed = await run(peer, how)
  const requests = seen.slice(before)
  return { printed, requests, answers: requests.map(({ answer }) => answer).join('') }
}

describe('another project’s client', () => {
  beforeEach(({ skip }) => skip(lack !== null, lack ?? ''))

  beforeAll(async () => {
    if (lack !== null) return
    execFileSync(process.execPath, [path.join(project, 'build/bundle-servers.mjs')])
    folder = await mkdtemp(path.join(tmpdir(), 'homeward-peers-'))
    await command('ip', 'netns', 'add', namespace)
    await command('ip', '-n', namespace, 'link', 'set', 'lo', 'up')
    for (const address of [HOME, MOVED]) {
      await command('ip', '-n', namespace, 'addr', 'add', `${address}/32`, 'dev', 'lo')
    }
    const account = ['--user', 'u', '--password', PASSWORD, '--hosts', PEERS.flatMap(hostnamesOf).join(',')]
    const listenOn = ['--provider', '127.0.0.1:0', '--echo', '0.0.0.0:0']
    const program = path.join(project, 'out/e2e/servers.cjs')
    const child = crew.start(...inNamespace(process.execPath, [program, ...listenOn, ...account]), {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    if (!child.stdout) throw new Error('the practice servers have no output')
    createInterface({ input: child.stdout }).on('line', (text) => {
      const line = JSON.parse(text)
      if (line.event === 'request') seen.push(line)
      if (line.event !== 'listening') return
      provider = line.provider[0].port
      echo = line.echo[0].port
    })
    await until('the practice servers', () => provider > 0)
  }, 40_000)

  afterAll(async () => {
    await crew.endAll()
    if (folder !== '') await rm(folder, { recursive: true })
    // Not made where the tests were skipped.
    if (lack === null) await command('ip', 'netns', 'del', namespace)
  })

  for (const peer of PEERS) {
    it(`${peer} updates, sends nothing again, and follows a change`, { timeout: 60_000 }, async () => {
      const first = await visit(peer, { address: HOME })
      expect(first.answers, first.printed).toMatch(/^(good 11\.22\.33\.20\n){2}$/)
      expect(first.requests[0]).toMatchObject({ method: 'GET', username: 'u', status: 200 })
      expect(first.requests[0]?.userAgent).toContain(peer)
      await letTimePass(peer)
      const again = await visit(peer, { address: HOME })
      expect(again.answers, again.printed).toBe('')
      const moved = await visit(peer, { address: MOVED })
      expect(moved.answers, moved.printed).toMatch(/^(good 11\.22\.33\.21\n){2}$/)
    })

    it(`${peer} recognises that its password is wrong`, { timeout: 30_000 }, async () => {
      await rm(path.join(folder, peer), { recursive: true, force: true })
      const { printed, requests } = await visit(peer, { address: HOME, password: 'mistaken' })
      expect(new Set(requests.map(({ answer }) => answer))).toEqual(new Set(['badauth\n']))
      expect(printed).toMatch(/badauth|unauthori[sz]ed|401|authentication|bad.*(login|password)|incorrect/i)
    })
  }
})
