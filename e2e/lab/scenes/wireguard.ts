// WireGuard tunnels of the lab, by wireguard-go: a TUN device and a process, where the kernel has none of its own.
import { generateKeyPairSync } from 'node:crypto'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import process from 'node:process'
import { command, endProcess, until } from '../process/process-group.ts'
import type { LabNet } from './lab-net.ts'

export const missingForWireguard = (): string | null =>
  ['wireguard-go', 'wg'].every((name) => existsSync(`/usr/bin/${name}`))
    ? null
    : 'needs wireguard-go and wireguard-tools; run: sudo npm run setup'

export interface WireguardKeys {
  readonly own: string
  readonly shown: string
}

/** Keys as WireGuard writes them: 32 bytes of Curve25519 in base64. */
export function createKeys(): WireguardKeys {
  const { privateKey } = generateKeyPairSync('x25519')
  const { d = '', x = '' } = privateKey.export({ format: 'jwk' })
  const base64 = (text: string) => Buffer.from(text, 'base64url').toString('base64')
  return { own: base64(d), shown: base64(x) }
}

export interface TunnelEnd {
  /** The name of the device, which may be any. */
  readonly device: string
  readonly address: string
  readonly keys: WireguardKeys
  readonly port?: number
  /** Marks its own packets, so that rules can keep them out of the tunnel. */
  readonly mark?: number
  readonly peer: { readonly shown: string; readonly endpoint?: string }
}

/** It writes a line for each handshake and each of its threads. */
const MAX_OUTPUT = 64_000

const configuration = ({ keys, port, mark, peer }: TunnelEnd) => `[Interface]
PrivateKey = ${keys.own}
${port === undefined ? '' : `ListenPort = ${port}`}
${mark === undefined ? '' : `FwMark = ${mark}`}
[Peer]
PublicKey = ${peer.shown}
AllowedIPs = 0.0.0.0/0
${peer.endpoint === undefined ? '' : `Endpoint = ${peer.endpoint}`}
`

/**
 * The daemon's control socket is a file that is named after the device, and other namespaces may have a device of this name: it
 * gets a folder that nobody else sees.
 */
const DAEMON = `
set -e
mkdir -p /var/run/wireguard
mount -t tmpfs tmpfs /var/run/wireguard
exec wireguard-go -f "$1"
`
/** Before it listens, \`wg\` would take its control socket for one that is left over, and remove it. */
const LISTENS = 'UAPI listener started'

/** Makes the device and brings it up. No route leads into it yet but that of its own network. */
export async function startTunnel<P extends string>(
  net: LabNet<P>,
  place: P,
  end: TunnelEnd,
): Promise<{ end(): Promise<void> }> {
  const file = path.join(net.folder, `wireguard-${place}-${end.device}.conf`)
  await writeFile(file, configuration(end), { mode: 0o600 })
  const env = { ...process.env, LOG_LEVEL: 'verbose' }
  const daemon = net.start(place, 'sh', ['-c', DAEMON, 'sh', end.device], { env })
  let output = ''
  for (const stream of [daemon.stdout, daemon.stderr]) {
    stream?.on('data', (chunk) => {
      if (output.length < MAX_OUTPUT) output += String(chunk)
    })
  }
  await until('wireguard-go', () => {
    if (daemon.exitCode !== null) throw new Error(`wireguard-go ended: ${output}`)
    return output.includes(LISTENS)
  })
  await command('nsenter', '-t', String(daemon.pid), '-m', '-n', 'wg', 'setconf', end.device, file)
  await net.ip(place, `addr add ${end.address} dev ${end.device}`, `link set ${end.device} up`)
  return { end: () => endProcess(daemon) }
}
