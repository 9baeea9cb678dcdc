// Network namespaces of one test, as many as it names, joined by virtual wires. The names are unique, so that several runs do not
// disturb each other. Whatever is made or started here ends with `remove`, and with the test's process. Needs root and Linux.
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { command, createProcessGroup } from '../process/process-group.ts'

/** One end of a wire. */
export interface WireEnd<P extends string> {
  readonly place: P
  readonly device: string
  /** With their prefix lengths. */
  readonly addresses?: readonly string[]
}

export interface LabNet<P extends string> {
  /** The namespace of a place. */
  name(place: P): string
  /** `[file, args]` that runs a command in a place. */
  inside(place: P, file: string, args: readonly string[]): [string, string[]]
  /** Runs a command in a place to its end. @returns its output */
  run(place: P, file: string, ...args: string[]): Promise<string>
  /** Runs lines of `ip -batch`. A program that observes the place sees them as one change. */
  ip(place: P, ...lines: string[]): Promise<void>
  /** Adds rules of nftables. */
  nft(place: P, rules: string): Promise<void>
  wire(one: WireEnd<P>, other: WireEnd<P>): Promise<void>
  /** Whom programs that start in the place from now on ask for names. */
  resolver(place: P, ...addresses: string[]): Promise<void>
  /** Starts a process that ends with the network. Its standard output and error are pipes unless the options say otherwise. */
  start(place: P, file: string, args: readonly string[], options?: SpawnOptions): ChildProcess
  /** A folder for configuration, removed at the end. */
  readonly folder: string
  remove(): Promise<void>
}

const NETNS_FOLDER = '/etc/netns'

/** Without duplicate address detection an address is ready at once. Answers may come back another way than they went. */
const SETTINGS = [
  'net.ipv4.ip_forward=1',
  'net.ipv6.conf.all.forwarding=0',
  ...['default', 'all'].flatMap((key) => [`net.ipv6.conf.${key}.accept_dad=0`, `net.ipv4.conf.${key}.rp_filter=0`]),
  ...['default', 'all'].map((key) => `net.ipv4.conf.${key}.promote_secondaries=1`),
]

/**
 * Removes everything once its standard input ends, which it also does when the test's process is killed: so nothing stays. What
 * still runs in the namespaces was started there.
 */
const CLEANER = `cat > /dev/null
folder=$1
shift
for name in "$@"; do
  for pid in $(ip netns pids "$name" 2> /dev/null); do kill -9 "$pid"; done
  ip netns del "$name" 2> /dev/null
  rm -rf "${NETNS_FOLDER}/$name"
done
rm -rf "$folder"`

/** @returns ends it, and waits until all is removed */
function startCleaner(folder: string, names: readonly string[]): () => Promise<void> {
  // In a session of its own, so that an interrupt from the keyboard does not end it.
  const cleaner = spawn('sh', ['-c', CLEANER, 'sh', folder, ...names], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const ended = once(cleaner, 'exit')
  return async () => {
    cleaner.stdin.end()
    await ended
  }
}

export async function createLabNet<P extends string>(places: readonly P[]): Promise<LabNet<P>> {
  const id = randomBytes(3).toString('hex')
  const name = (place: P) => `hs${id}-${place}`
  const folder = await mkdtemp(path.join(tmpdir(), 'homeward-scene-'))
  const processes = createProcessGroup()
  const clean = startCleaner(folder, places.map(name))
  const etcOf = (place: P) => path.join(NETNS_FOLDER, name(place))

  const net: LabNet<P> = {
    name,
    folder,
    inside: (place, file, args) => ['ip', ['netns', 'exec', name(place), file, ...args]],
    run: (place, file, ...args) => command('ip', 'netns', 'exec', name(place), file, ...args),
    ip: async (place, ...lines) => {
      await net.run(place, 'sh', '-c', 'printf "%s\\n" "$@" | ip -batch -', 'sh', ...lines)
    },
    nft: async (place, rules) => {
      await net.run(place, 'sh', '-c', 'printf "%s\\n" "$1" | nft -f -', 'sh', rules)
    },
    wire: async (one, other) => {
      await net.ip(one.place, `link add ${one.device} type veth peer name ${other.device} netns ${name(other.place)}`)
      for (const { place, device, addresses = [] } of [one, other]) {
        await net.ip(place, ...addresses.map((address) => `addr add ${address} dev ${device}`), `link set ${device} up`)
      }
    },
    resolver: async (place, ...addresses) => {
      await mkdir(etcOf(place), { recursive: true })
      const lines = addresses.map((address) => `nameserver ${address}\n`)
      await writeFile(path.join(etcOf(place), 'resolv.conf'), lines.join(''))
    },
    start: (place, file, args, options) => processes.start(...net.inside(place, file, args), options),
    remove: async () => {
      await processes.endAll()
      await clean()
    },
  }
  try {
    for (const place of places) {
      await command('ip', 'netns', 'add', name(place))
      await net.run(place, 'sysctl', '-qw', ...SETTINGS)
      await net.ip(place, 'link set lo up')
    }
  } catch (error) {
    await net.remove()
    throw error
  }
  return net
}
