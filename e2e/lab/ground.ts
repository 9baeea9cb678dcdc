// The ground that a suite, the demo and the bench stand on: a network of their own where that is possible, and a view of
// the project that the unprivileged user may read. Everything is taken back at the end, an interrupted run included.
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { canMakeNamespaces, createHomeNetwork, type HomeNetwork } from './namespaces.ts'
import { closedFolder, labUser } from './unprivileged.ts'

/** Names the variable by which a program inside learns of the network it stands in. */
export const NETWORK_VARIABLE = 'HOMEWARD_LAB_NETWORK'

export interface Ground {
  readonly network: HomeNetwork | null
  remove(): Promise<void>
}

export async function layGround(): Promise<Ground> {
  const network = canMakeNamespaces() ? await createHomeNetwork() : null
  return { network, remove: async () => network?.remove() }
}

/**
 * Where the user may not enter a folder on the way to the project, the project is mounted at an open place, in a mount
 * namespace that ends with the command. @returns the command line to run, and the project's folder as seen from inside.
 */
async function inReadablePlace(project: string, line: [string, string[]]) {
  const closed = await closedFolder(labUser(), project)
  if (closed === null) return { line, seenAs: project, undo: async () => {} }
  const place = await mkdtemp(path.join(tmpdir(), 'homeward-project-'))
  const script = 'mount --bind "$1" "$2" && chmod 0755 "$2/.." 2>/dev/null; shift 2; cd "$PLACE" && exec "$@"'
  const inner = ['-m', 'sh', '-c', script, 'sh', project, place, line[0], ...line[1]]
  return {
    line: ['env', [`PLACE=${place}`, 'unshare', ...inner]] as [string, string[]],
    seenAs: place,
    undo: () => rm(place, { recursive: true, force: true }),
  }
}

export interface RunInHome {
  readonly project: string
  /** Arguments for node, the program first, relative to the project. */
  readonly args: readonly string[]
  readonly env?: NodeJS.ProcessEnv
}

/** Runs a node program in the home namespace, where there is one. @returns its exit code. */
export async function runInHome(ground: Ground, { project, args, env = {} }: RunInHome): Promise<number> {
  const { network } = ground
  const node: [string, string[]] = [process.execPath, [...args]]
  const entered: [string, string[]] = network ? network.inside('home', ...node) : node
  const { line, seenAs, undo } = await inReadablePlace(project, entered)
  const names = network ? JSON.stringify({ home: network.home, net: network.net }) : ''
  const child = spawn(line[0], line[1], {
    cwd: project,
    stdio: 'inherit',
    env: { ...process.env, HOMEWARD_PROJECT: seenAs, [NETWORK_VARIABLE]: names, ...env },
  })
  const pass = (signal: NodeJS.Signals) => child.kill(signal)
  process.on('SIGINT', pass)
  process.on('SIGTERM', pass)
  try {
    return await new Promise<number>((resolve, reject) => {
      child.on('error', reject)
      child.on('exit', (code, signal) => resolve(code ?? (signal ? 1 : 0)))
    })
  } finally {
    process.off('SIGINT', pass)
    process.off('SIGTERM', pass)
    await undo()
  }
}
