// Measures how long Homeward's command line and Debian's ddclient need to update 500 hostnames of one dyndns2 account at the
// same practice provider. Both are timed as whole processes, alternately: over TLS, which every service requires, and over
// plain http, which leaves only the programs' own time. Homeward sends no list to a server that it does not know: each name is
// sent alone once, untimed, and the timed change is the first one in which lists are tried.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { createTestAuthority, type TestAuthority } from '../../app/testing/certificates.ts'
import { projectDir } from '../../e2e/lab/process/runtime.ts'
import { type PracticeEcho, startEcho } from '../../e2e/servers/echo.ts'
import { type PracticeProvider, startProvider } from '../../e2e/servers/provider.ts'
import { median, rounded } from './statistics.ts'

const HOSTS = Array.from({ length: 500 }, (_, index) => `h${index}.example.org`)
const AT_ONCE = 20
const PASSWORD = 'a password for the bench'
const DDCLIENT = ['/usr/bin/ddclient', '/usr/sbin/ddclient'].find(existsSync)

export interface BatchFigures {
  readonly requests: number
  readonly wallMs: number
  /** Null where ddclient is not installed. */
  readonly ddclientWallMs: number | null
  readonly ddclientRequests: number | null
  readonly plainWallMs: number
  readonly ddclientPlainWallMs: number | null
}

interface Setup {
  readonly provider: PracticeProvider
  readonly echo: PracticeEcho
  /** Null over plain http. */
  readonly authority: TestAuthority | null
}

interface Timed {
  readonly ms: number
  readonly requests: number
}

const wall = (all: readonly Timed[]): number | null =>
  all.length === 0 ? null : rounded(median(all.map(({ ms }) => ms)))
const most = (all: readonly Timed[]): number | null =>
  all.length === 0 ? null : Math.max(...all.map(({ requests }) => requests))

/** @param runs of each program; the figures are medians */
export async function measureBatch(runs: number, report: (line: string) => void): Promise<BatchFigures> {
  const authority = createTestAuthority()
  try {
    const tls = await alternate(authority, runs, report)
    const plain = await alternate(null, runs, report)
    return {
      requests: most([...tls.ours, ...plain.ours]) ?? 0,
      wallMs: wall(tls.ours) ?? 0,
      ddclientWallMs: wall(tls.theirs),
      ddclientRequests: most(tls.theirs),
      plainWallMs: wall(plain.ours) ?? 0,
      ddclientPlainWallMs: wall(plain.theirs),
    }
  } finally {
    authority.dispose()
  }
}

/** Runs Homeward and ddclient alternately, each time with an address that is new to the provider. */
async function alternate(authority: TestAuthority | null, runs: number, report: (line: string) => void) {
  const hosts = Array.from({ length: HOSTS.length / AT_ONCE }, (_, group) => `127.0.0.${group + 1}`)
  const certificate = authority?.sign(hosts.map((host) => `IP:${host}`))
  const provider = await startProvider({
    accounts: [{ username: 'u', password: PASSWORD, token: 'token of the bench', hostnames: HOSTS }],
    listenOn: hosts.map((host) => ({ host, port: 0, certificate })),
  })
  const setup: Setup = { provider, echo: await startEcho(), authority }
  const ours: Timed[] = []
  const theirs: Timed[] = []
  try {
    for (let run = 0; run < runs; run += 1) {
      const folder = mkdtempSync(path.join(tmpdir(), 'homeward-bench-'))
      setup.echo.answer('ipv4', `11.22.55.${10 + run}`)
      const first = await timed(setup, runHomeward, folder)
      report(`the first update of 500 names, each alone: ${first.requests} requests, ${rounded(first.ms)} ms`)
      setup.echo.answer('ipv4', `11.22.33.${10 + run}`)
      ours.push(await timed(setup, runHomeward, folder))
      rmSync(folder, { recursive: true, force: true })
      setup.echo.answer('ipv4', `11.22.44.${10 + run}`)
      if (DDCLIENT !== undefined) theirs.push(await timedAfresh(setup, runDdclient))
      const [our, their] = [ours, theirs].map((all) => rounded(all.at(-1)?.ms ?? 0))
      report(`500 names over ${authority ? 'TLS' : 'http'}, run ${run + 1}: homeward ${our} ms, ddclient ${their} ms`)
    }
  } finally {
    await Promise.all([setup.provider.close(), setup.echo.close()])
  }
  return { ours, theirs }
}

type Runner = (setup: Setup, folder: string) => Promise<void>

async function timed(setup: Setup, runner: Runner, folder: string): Promise<Timed> {
  const before = setup.provider.requests().length
  const started = performance.now()
  await runner(setup, folder)
  const ms = performance.now() - started
  const wrong = HOSTS.filter((name) => setup.provider.zone.records({ name, type: 'A' })[0] === undefined)
  if (wrong.length > 0) throw new Error(`${wrong.length} names were not updated, ${wrong[0]} among them`)
  return { ms, requests: setup.provider.requests().length - before }
}

async function timedAfresh(setup: Setup, runner: Runner): Promise<Timed> {
  const folder = mkdtempSync(path.join(tmpdir(), 'homeward-bench-'))
  try {
    return await timed(setup, runner, folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function runHomeward({ provider, echo, authority }: Setup, folder: string): Promise<void> {
  const config = path.join(folder, 'settings.json')
  const ipv4 = { source: 'echo', url: echo.url }
  writeFileSync(
    config,
    JSON.stringify({
      version: 1,
      accounts: [
        {
          ...{ id: 'home', provider: 'dyndns2', endpoint: provider.url, fields: { username: 'u' } },
          ...(authority === null ? {} : { ca: authority.file }),
        },
      ],
      records: HOSTS.map((hostname) => ({ account: 'home', hostname, ipv4, ipv6: 'off' })),
    }),
  )
  await finished(process.execPath, [path.join(projectDir, 'out/app/headless.cjs'), 'update', '--config', config], {
    HOMEWARD_HOME: folder,
    HOMEWARD_SECRET_HOME_PASSWORD: PASSWORD,
  })
}

/**
 * ddclient puts all hostnames of a server into one request, and services refuse more than 20. With a server address for each
 * twenty (all on this machine) it sends as many requests as Homeward.
 */
async function runDdclient({ provider, echo, authority }: Setup, folder: string): Promise<void> {
  const config = path.join(folder, 'ddclient.conf')
  const trust = authority === null ? ['ssl=no'] : ['ssl=yes', `ssl_ca_file=${authority.file}`]
  const lines = [...trust, 'use=web', `web=${echo.url}`, 'protocol=dyndns2', 'login=u', `password='${PASSWORD}'`]
  const groups = provider.listeners.map(({ host, port }, group) => {
    const names = HOSTS.slice(group * AT_ONCE, (group + 1) * AT_ONCE)
    return `server=${host}:${port} ${names.join(',')}`
  })
  writeFileSync(config, `${[...lines, ...groups].join('\n')}\n`, { mode: 0o600 })
  const cache = path.join(folder, 'cache')
  await finished(DDCLIENT ?? 'ddclient', ['-file', config, '-cache', cache, '-daemon=0', '-noquiet'], {})
}

function finished(file: string, args: readonly string[], env: Record<string, string>): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      env: { PATH: process.env.PATH ?? '', ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: 120_000,
    })
    let errors = ''
    child.stderr.on('data', (chunk) => {
      errors += chunk
    })
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`${path.basename(file)} ended with ${code}: ${errors.trim().slice(-300)}`))
    })
  })
}
