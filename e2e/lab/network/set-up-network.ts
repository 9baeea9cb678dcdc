// The ground that a suite, the demo and the bench stand on: a network of their own where that is possible, and a view of
// the project that the unprivileged user may read. Everything is taken back at the end, an interrupted run included.
import { spawn } from 'node:child_process'
import { mkdtemp, readdir, rmdir, stat, unlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { closedFolder, labUser } from '../process/unprivileged.ts'
import { canMakeNamespaces, createHomeNetwork, type HomeNetwork } from './namespaces.ts'

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

/** Mounts each entry of the project ($1) at an open place ($2), and runs the rest there. */
const MOUNT_SCRIPT = `
set -e
project=$1 place=$2
shift 2
chmod 0755 "$place"
for entry in "$project"/* "$project"/.cache; do
  target=$place/\${entry##*/}
  if [ -d "$entry" ]; then mkdir "$target"; else : > "$target"; fi
  mount --bind "$entry" "$target"
done
cd "$place"
exec "$@"`

interface Place {
  readonly line: [string, string[]]
  /** The project's folder as seen from inside. */
  readonly seenAs: string
  readonly undo: () => Promise<void>
}

/** The mounts end with their namespace, and empty entries stay. Nothing that holds anything is ever removed here. */
async function removeMountPoints(place: string): Promise<void> {
  for (const entry of await readdir(place, { withFileTypes: true })) {
    const target = path.join(place, entry.name)
    if (entry.isDirectory()) await rmdir(target)
    else if ((await stat(target)).size === 0) await unlink(target)
  }
  await rmdir(place)
}

/**
 * Where the user may not enter a folder on the way to the project, such as root's home, the project is mounted at an open
 * place, in a mount namespace that ends with the command.
 */
async function inReadablePlace(project: string, line: [string, string[]]): Promise<Place> {
  const user = labUser()
  const closed = await closedFolder(user, project)
  if (closed === null) return { line, seenAs: project, undo: async () => {} }
  const inner = await closedFolder(user, path.join(project, 'out/app'), project)
  if (inner !== null) {
    throw new Error(
      `${inner} is closed to other users, and the app does not run as root; type: chmod -R a+rX ${project}`,
    )
  }
  const place = await mkdtemp(path.join(tmpdir(), 'homeward-project-'))
  const rest = ['-m', 'sh', '-c', MOUNT_SCRIPT, 'sh', project, place, line[0], ...line[1]]
  return { line: ['unshare', rest], seenAs: place, undo: () => removeMountPoints(place) }
}

export interface RunInHome {
  readonly project: string
  /** Arguments for node, the program first; paths relative to the project. */
  readonly args: readonly string[]
  readonly env?: NodeJS.ProcessEnv
}

/** The runtime lies in the project, so it moves along. */
function electronAt(project: string, seenAs: string): NodeJS.ProcessEnv {
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH
  return dist ? { ELECTRON_OVERRIDE_DIST_PATH: dist.replace(project, seenAs) } : {}
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
    env: {
      ...process.env,
      ...electronAt(project, seenAs),
      HOMEWARD_PROJECT: seenAs,
      [NETWORK_VARIABLE]: names,
      ...env,
    },
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
