// Five hundred names at one dyndns2 account: what Homeward's command line needs for them, and what Debian's ddclient needs
// against the same practice provider, both timed as whole processes, in turn.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { projectDir } from '../../e2e/lab/runtime.ts'
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
}

interface Stage {
  readonly provider: PracticeProvider
  readonly echo: PracticeEcho
}

/** @param runs how often each; the medians are told */
export async function measureBatch(runs: number, tell: (line: string) => void): Promise<BatchFigures> {
  const provider = await startProvider({
    accounts: [{ username: 'u', password: PASSWORD, token: 'token of the bench', hostnames: HOSTS }],
    places: Array.from({ length: HOSTS.length / AT_ONCE }, (_, group) => ({ host: `127.0.0.${group + 1}`, port: 0 })),
  })
  const stage: Stage = { provider, echo: await startEcho() }
  const ours: { ms: number; requests: number }[] = []
  const theirs: { ms: number; requests: number }[] = []
  try {
    for (let run = 0; run < runs; run += 1) {
      stage.echo.answer('ipv4', `11.22.33.${10 + run}`)
      ours.push(await timed(stage, runHomeward))
      stage.echo.answer('ipv4', `11.22.44.${10 + run}`)
      if (DDCLIENT !== undefined) theirs.push(await timed(stage, runDdclient))
      tell(
        `500 names, run ${run + 1}: homeward ${rounded(ours.at(-1)?.ms ?? 0)} ms, ddclient ${rounded(theirs.at(-1)?.ms ?? 0)} ms`,
      )
    }
  } finally {
    await Promise.all([stage.provider.close(), stage.echo.close()])
  }
  const wall = (all: typeof ours) => rounded(median(all.map(({ ms }) => ms)))
  const most = (all: typeof ours) => Math.max(...all.map(({ requests }) => requests))
  return {
    requests: most(ours),
    wallMs: wall(ours),
    ddclientWallMs: theirs.length === 0 ? null : wall(theirs),
    ddclientRequests: theirs.length === 0 ? null : most(theirs),
  }
}

type Runner = (stage: Stage, folder: string) => Promise<void>

async function timed(stage: Stage, runner: Runner): Promise<{ ms: number; requests: number }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'homeward-bench-'))
  const before = stage.provider.requests().length
  const started = performance.now()
  try {
    await runner(stage, folder)
    const ms = performance.now() - started
    const wrong = HOSTS.filter((name) => stage.provider.zone.records({ name, type: 'A' })[0] === undefined)
    if (wrong.length > 0) throw new Error(`${wrong.length} names were not updated, ${wrong[0]} among them`)
    return { ms, requests: stage.provider.requests().length - before }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function runHomeward({ provider, echo }: Stage, folder: string): Promise<void> {
  const config = path.join(folder, 'settings.json')
  const ipv4 = { source: 'echo', url: echo.url }
  writeFileSync(
    config,
    JSON.stringify({
      version: 1,
      accounts: [{ id: 'home', provider: 'dyndns2', endpoint: provider.url, fields: { username: 'u' } }],
      records: HOSTS.map((hostname) => ({ account: 'home', hostname, ipv4, ipv6: 'off' })),
    }),
  )
  await finished(process.execPath, [path.join(projectDir, 'out/app/headless.cjs'), 'update', '--config', config], {
    HOMEWARD_HOME: folder,
    HOMEWARD_SECRET_HOME_PASSWORD: PASSWORD,
  })
}

/**
 * ddclient puts all names of a server into one request, which services refuse above 20. Told that each twenty have a
 * server of their own (an address of this machine), it sends as many as Homeward.
 */
async function runDdclient({ provider, echo }: Stage, folder: string): Promise<void> {
  const config = path.join(folder, 'ddclient.conf')
  const lines = ['ssl=no', 'use=web', `web=${echo.url}`, 'protocol=dyndns2', 'login=u', `password='${PASSWORD}'`]
  const groups = provider.places.map(({ host, port }, group) => {
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
    let told = ''
    child.stderr.on('data', (chunk) => {
      told += chunk
    })
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`${path.basename(file)} ended with ${code}: ${told.trim().slice(-300)}`))
    })
  })
}
