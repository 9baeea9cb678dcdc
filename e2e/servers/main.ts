// The practice servers as a program. Prints one JSON object per line; the first has the real ports. Ends with its standard
// input or on SIGTERM.
import { readFileSync } from 'node:fs'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { startControl } from './control.ts'
import { startDns } from './dns.ts'
import { startEcho } from './echo.ts'
import type { ListenAddress } from './practice-http.ts'
import { startProvider } from './provider.ts'

const text = { type: 'string' } as const
const several = { type: 'string', multiple: true } as const

function readAddress(value: string): ListenAddress {
  const [, bracketed, plain, port] = /^(?:\[(.+)\]|([^:]+)):(\d+)$/.exec(value) ?? []
  const host = bracketed ?? plain
  if (host === undefined) throw new Error(`"${value}" is not host:port (an IPv6 host goes in square brackets)`)
  return { host, port: Number(port) }
}

const print = (event: string, payload: object) => process.stdout.write(`${JSON.stringify({ event, ...payload })}\n`)

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      provider: several,
      'tls-provider': several,
      echo: several,
      'tls-echo': several,
      dns: text,
      control: text,
      hosts: text,
      user: text,
      password: text,
      token: text,
      cert: text,
      key: text,
    },
  })
  const certificate =
    values.cert && values.key ? { cert: readFileSync(values.cert), key: readFileSync(values.key) } : undefined
  if (!certificate && (values['tls-provider'] || values['tls-echo'])) throw new Error('TLS needs --cert and --key')
  const addresses = (plain: string[] = [], secured: string[] = []) => [
    ...plain.map(readAddress),
    ...secured.map((value) => ({ ...readAddress(value), certificate })),
  ]
  const account = {
    username: values.user ?? 'u',
    password: values.password ?? 'p',
    token: values.token ?? 't',
    hostnames: (values.hosts ?? 'a.example.org').split(','),
  }
  const provider = await startProvider({
    accounts: [account],
    listenOn: addresses(values.provider ?? ['127.0.0.1:0'], values['tls-provider']),
    onRequest: (request) => print('request', request),
    onZoneChange: (change) => print('zone', change),
  })
  const echoes = await Promise.all(
    addresses(values.echo, values['tls-echo']).map(({ host, port, ...more }) =>
      startEcho({ listenOn: { host, port }, ...more }),
    ),
  )
  const dns = values.dns ? await startDns({ zone: provider.zone, listenOn: readAddress(values.dns) }) : null
  const control = values.control
    ? await startControl({ provider, echoes, listenOn: readAddress(values.control) })
    : null
  const show = ({ host, port, url }: ListenAddress & { url: string }) => ({ host, port, url })
  print('listening', {
    provider: provider.listeners.map(show),
    echo: echoes.map(show),
    dns: dns && { host: dns.host, port: dns.port },
    control: control && show(control),
  })

  const end = async () => {
    await Promise.all([provider, ...echoes, dns, control].map((one) => one?.close()))
    process.exit(0)
  }
  process.once('SIGTERM', end)
  process.once('SIGINT', end)
  process.stdin.once('end', end).once('close', end).resume()
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(2)
})
