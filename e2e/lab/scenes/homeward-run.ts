// `homeward run` in a place of the lab, with the settings and the data folder of a user, and what a user asks it.
import type { ChildProcess, spawn } from 'node:child_process'
import { cp, mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import process from 'node:process'
import { DatabaseSync } from '@photostructure/sqlite'
import type { StoredRound } from '../../../app/contract/history.ts'
import type { FamilyRow } from '../../../app/contract/snapshot.ts'
import { requestInstance } from '../../../app/control/client.ts'
import type { PracticeAccount } from '../network/internet.ts'
import { createProcessGroup, endProcess, until } from '../process/process-group.ts'
import { projectDir } from '../process/runtime.ts'
import { HOSTNAME, PROVIDER_NAME } from './internet-plan.ts'
import type { LabNet } from './lab-net.ts'
import type { Family } from './truth.ts'

export interface RunOptions {
  /** Policies and further settings of the one record. IPv4 is automatic and IPv6 off unless it says otherwise. */
  readonly record?: object
  readonly detection?: object
  /** Leaves the native addon out, as where it cannot be loaded: then Node alone tells the adapters. */
  readonly withoutAddon?: boolean
}

export interface CliResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface HomewardRun {
  /** Starts the engine and waits until it says that it watches. */
  start(): Promise<void>
  /** Ends it by a signal. @returns its exit code */
  stop(): Promise<number | null>
  /** Has the running instance check now, and waits for what follows from it. @returns the rows of the name */
  check(): Promise<readonly FamilyRow[]>
  /** Asks the running instance for its state, as the window does. It throws when no answer comes in time. */
  status(withinMs?: number): Promise<readonly FamilyRow[]>
  row(family: Family): Promise<FamilyRow>
  /** `homeward ARGS` as a process of its own. */
  cli(...args: string[]): Promise<CliResult>
  /** The rounds that it has written, the newest last. */
  rounds(): Promise<readonly Round[]>
  /** What the last of them saw of a family. */
  lastObservation(family: Family): Promise<Round['observations'][number] | null>
  /** What it has written on standard error. */
  readonly said: string
  close(): Promise<void>
}

/** As it is stored. */
export type Round = Omit<StoredRound, 'id'>

interface Around {
  readonly account: PracticeAccount
  /** PEM file with the authority of the lab's services, which the app trusts beside its own. */
  readonly authorityFile: string
}

const ACCOUNT_ID = 'home'
/** For a machine that is busy with other things. */
const START_MS = 60_000
const CHECK_MS = 90_000
const CLI_MS = 90_000

function settingsOf({ username }: PracticeAccount, { record = {}, detection = {} }: RunOptions) {
  return {
    version: 1,
    accounts: [{ id: ACCOUNT_ID, provider: 'dyndns2', endpoint: `https://${PROVIDER_NAME}`, fields: { username } }],
    records: [{ account: ACCOUNT_ID, hostname: HOSTNAME, ipv4: 'auto', ipv6: 'off', ...record }],
    detection: { debounceMs: 300, ...detection },
  }
}

/** The bundle alone, without the addon's folder beside it. */
async function programWithoutAddon(folder: string): Promise<string> {
  await cp(path.join(projectDir, 'out/app'), path.join(folder, 'out/app'), { recursive: true })
  await cp(path.join(projectDir, 'package.json'), path.join(folder, 'package.json'))
  await symlink(path.join(projectDir, 'node_modules'), path.join(folder, 'node_modules'))
  return path.join(folder, 'out/app/headless.cjs')
}

export function createHomewardRun(net: LabNet<'pc'>, around: Around, options: RunOptions): HomewardRun {
  const processes = createProcessGroup()
  let made: ReturnType<typeof prepare> | null = null
  let running: ChildProcess | null = null
  let said = ''

  async function prepare() {
    const root = await mkdtemp(path.join(net.folder, 'homeward-'))
    const folder = path.join(root, 'data')
    await mkdir(folder, { mode: 0o700 })
    await writeFile(path.join(folder, 'settings.json'), JSON.stringify(settingsOf(around.account, options), null, 2))
    const program = options.withoutAddon
      ? await programWithoutAddon(path.join(root, 'program'))
      : path.join(projectDir, 'out/app/headless.cjs')
    return { folder, program }
  }
  const prepared = () => {
    made ??= prepare()
    return made
  }

  async function line(args: readonly string[]): Promise<readonly [string, string[], NodeJS.ProcessEnv]> {
    const { folder, program } = await prepared()
    const settings = ['--config', path.join(folder, 'settings.json')]
    const inside = net.inside('pc', process.execPath, [program, ...args, ...settings])
    const env = {
      PATH: process.env.PATH,
      LANG: 'en_US.UTF-8',
      HOMEWARD_HOME: folder,
      HOMEWARD_SECRET_HOME_PASSWORD: around.account.password,
      NODE_EXTRA_CA_CERTS: around.authorityFile,
    }
    return [...inside, env]
  }

  async function ask(command: 'update' | 'status', withinMs: number): Promise<readonly FamilyRow[]> {
    const request = command === 'update' ? { command, payload: { force: [] } } : { command, payload: {} }
    const { folder } = await prepared()
    const reply = await requestInstance(folder, { settings: null, request }, withinMs)
    if (reply === null || !('rows' in reply)) throw new Error(`nobody answered: ${JSON.stringify(reply)} ${said}`)
    return reply.rows
  }

  const run: HomewardRun = {
    get said() {
      return said
    },
    start: async () => {
      const [file, args, env] = await line(['run'])
      const child = processes.start(file, args, { env, stdio: ['ignore', 'ignore', 'pipe'] })
      running = child
      const before = said.length
      child.stderr?.on('data', (chunk) => {
        said += String(chunk)
      })
      await until(
        'homeward to watch',
        () => {
          if (child.exitCode !== null) throw new Error(`homeward ended with ${child.exitCode}: ${said}`)
          return said.slice(before).includes('Ctrl+C')
        },
        START_MS,
      )
    },
    stop: async () => {
      const ending = running
      running = null
      if (ending === null) return null
      await endProcess(ending, 10_000)
      return ending.exitCode
    },
    check: () => ask('update', CHECK_MS),
    status: (withinMs = 20_000) => ask('status', withinMs),
    row: async (family) => {
      const row = (await run.status()).find((each) => each.family === family)
      if (row === undefined) throw new Error(`there is no row for ${family}`)
      return row
    },
    cli: async (...args) => {
      const [file, all, env] = await line(args)
      const child = processes.start(file, all, { env, stdio: ['ignore', 'pipe', 'pipe'] })
      return outputOf(child)
    },
    rounds: async () => readRounds((await prepared()).folder),
    lastObservation: async (family) =>
      (await run.rounds()).at(-1)?.observations.find((each) => each.family === family) ?? null,
    close: () => processes.endAll(),
  }
  return run
}

function readRounds(folder: string): readonly Round[] {
  const database = new DatabaseSync(path.join(folder, 'homeward.sqlite'), { readOnly: true })
  try {
    const rows = database.prepare('SELECT record FROM rounds ORDER BY id').all() as unknown as { record: string }[]
    return rows.map(({ record }) => JSON.parse(record))
  } finally {
    database.close()
  }
}

function outputOf(child: ReturnType<typeof spawn>): Promise<CliResult> {
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', (chunk) => {
    stdout += String(chunk)
  })
  child.stderr?.on('data', (chunk) => {
    stderr += String(chunk)
  })
  const timer = setTimeout(() => child.kill('SIGKILL'), CLI_MS)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      clearTimeout(timer)
      resolve({ code, stdout, stderr })
    })
  })
}
