// Sets up what a suite, the demo and the bench run in: their own network where that is possible, and the project in a folder
// that the unprivileged user may read. Everything is removed at the end, also after an interrupt.
import { spawn } from 'node:child_process'
import { mkdtemp, readdir, rmdir, stat, unlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { labUser, unreadableFolder } from '../process/unprivileged.ts'
import { canMakeNamespaces, createHomeNetwork, type HomeNetwork } from './namespaces.ts'

/** Environment variable that tells a program the network it runs in. */
export const NETWORK_VARIABLE = 'HOMEWARD_LAB_NETWORK'

export interface NetworkSetUp {
  readonly network: HomeNetwork | null
  remove(): Promise<void>
}

export async function setUpNetwork(): Promise<NetworkSetUp> {
  const network = canMakeNamespaces() ? await createHomeNetwork() : null
  return { network, remove: async () => network?.remove() }
}

/** Mounts each entry of the project ($1) in a readable folder ($2), and runs the rest of the arguments there. */
const MOUNT_SCRIPT = `
set -e
project=$1 folder=$2
shift 2
chmod 0755 "$folder"
for entry in "$project"/* "$project"/.cache; do
  target=$folder/\${entry##*/}
  if [ -d "$entry" ]; then mkdir "$target"; else : > "$target"; fi
  mount --bind "$entry" "$target"
done
cd "$folder"
exec "$@"`

interface ReadableProject {
  /** The command line that runs there. */
  readonly line: [string, string[]]
  /** The project's folder, as that command sees it. */
  readonly mountedAt: string
  readonly unmount: () => Promise<void>
}

/** The mounts end with their namespace and leave empty entries. Nothing but empty entries is removed here. */
async function removeMountPoints(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const target = path.join(folder, entry.name)
    if (entry.isDirectory()) await rmdir(target)
    else if ((await stat(target)).size === 0) await unlink(target)
  }
  await rmdir(folder)
}

/**
 * The unprivileged user may not be allowed to enter a folder above the project, such as root's home. Then the project is
 * mounted in a readable folder, in a mount namespace that ends with the command.
 */
async function makeReadable(project: string, line: [string, string[]]): Promise<ReadableProject> {
  const user = labUser()
  const unreadable = await unreadableFolder(user, project)
  if (unreadable === null) return { line, mountedAt: project, unmount: async () => {} }
  const inner = await unreadableFolder(user, path.join(project, 'out/app'), project)
  if (inner !== null) {
    throw new Error(
      `${inner} is closed to other users, and the app does not run as root; type: chmod -R a+rX ${project}`,
    )
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'homeward-project-'))
  const rest = ['-m', 'sh', '-c', MOUNT_SCRIPT, 'sh', project, folder, line[0], ...line[1]]
  return { line: ['unshare', rest], mountedAt: folder, unmount: () => removeMountPoints(folder) }
}

export interface RunInHomeOptions {
  readonly project: string
  /** Arguments for node, the program first; paths relative to the project. */
  readonly args: readonly string[]
  readonly env?: NodeJS.ProcessEnv
}

/** The runtime lies in the project, and is mounted with it. */
function electronAt(project: string, mountedAt: string): NodeJS.ProcessEnv {
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH
  return dist ? { ELECTRON_OVERRIDE_DIST_PATH: dist.replace(project, mountedAt) } : {}
}

/** Runs a Node program in the home namespace, where there is one. @returns its exit code */
export async function runInHome(
  { network }: NetworkSetUp,
  { project, args, env = {} }: RunInHomeOptions,
): Promise<number> {
  const node: [string, string[]] = [process.execPath, [...args]]
  const entered: [string, string[]] = network ? network.inside('home', ...node) : node
  const { line, mountedAt, unmount } = await makeReadable(project, entered)
  const names = network ? JSON.stringify({ home: network.home, net: network.net }) : ''
  const child = spawn(line[0], line[1], {
    cwd: project,
    stdio: 'inherit',
    env: {
      ...process.env,
      ...electronAt(project, mountedAt),
      HOMEWARD_PROJECT: mountedAt,
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
    await unmount()
  }
}
