// The lab's internet as a program: provider, echo services, the zone's name server and the resolvers, at the addresses of
// internet-plan.ts. Prints one JSON object a line, and takes one order a line; ends with its standard input.
// Usage: services '{"reach", "account", "certificates", "dns64"?}'
import { createServer } from 'node:http'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { startDns } from '../../servers/dns.ts'
import { type EchoFamily, type PracticeEcho, startEcho } from '../../servers/echo.ts'
import type { Fault } from '../../servers/faults.ts'
import type { AddressType } from '../../servers/live-zone.ts'
import { startProvider } from '../../servers/provider.ts'
import type { PracticeAccount } from '../network/internet.ts'
import {
  AUTHORITY,
  ECHOES,
  namesOf,
  PLAIN_PAGES,
  PROVIDER_IPV4,
  PROVIDER_IPV6,
  PROVIDER_NAME,
  PUBLIC_RESOLVERS,
  RESOLVER,
  RESOLVER_IPV6,
  type Reach,
} from './internet-plan.ts'
import { type ResolverBehaviour, startResolver } from './resolver.ts'

export interface ServicesOptions {
  readonly reach: Reach
  readonly account: PracticeAccount
  /** By operator, and the provider's under its name: nobody can pass for another. */
  readonly certificates: Readonly<Record<string, { readonly cert: string; readonly key: string }>>
  readonly dns64?: string
}

/** What a test can ask of the internet. Operators are those of the panel; without one all of them are meant. */
export type Order =
  | { readonly do: 'answer'; readonly family: EchoFamily; readonly text: string | null; readonly operator?: string }
  | { readonly do: 'echo-fault'; readonly fault: Fault; readonly operator?: string }
  | { readonly do: 'provider-fault'; readonly fault: Fault }
  | { readonly do: 'clear-faults' }
  | { readonly do: 'resolver'; readonly behaviour: ResolverBehaviour }
  | { readonly do: 'resolver-knows'; readonly name: string; readonly addresses: readonly string[] }
  | { readonly do: 'edit-zone'; readonly name: string; readonly type: AddressType; readonly content: string }

const HTTP = 80
const HTTPS = 443
const print = (event: string, details: object) => process.stdout.write(`${JSON.stringify({ event, ...details })}\n`)

async function startEchoes({ reach, certificates }: ServicesOptions): Promise<Map<string, PracticeEcho[]>> {
  const echoes = new Map<string, PracticeEcho[]>()
  for (const { operator, ipv4, ipv6 } of ECHOES) {
    const hosts = reach === 'both' ? [ipv4.address, ipv6.address] : [ipv4.address]
    const onRequest = () => print('echo', { operator })
    const certificate = certificates[operator]
    const listening = hosts.map((host) => startEcho({ listenOn: { host, port: HTTPS }, certificate, onRequest }))
    echoes.set(operator, await Promise.all(listening))
  }
  return echoes
}

/** The pages for captive portals, over plain http. */
function startPlainPages(): void {
  for (const { address, path, status, body } of PLAIN_PAGES) {
    const server = createServer(({ url }, response) => {
      response.writeHead(url === path ? status : 404, { 'content-type': 'text/plain' })
      response.end(url === path ? body : '')
    })
    server.listen(HTTP, address)
  }
}

async function main(options: ServicesOptions): Promise<void> {
  const { reach, account, certificates, dns64 } = options
  const hosts = reach === 'both' ? [PROVIDER_IPV4, PROVIDER_IPV6] : [PROVIDER_IPV4]
  const certificate = certificates[PROVIDER_NAME]
  const provider = await startProvider({
    accounts: [account],
    listenOn: hosts.map((host) => ({ host, port: HTTPS, certificate })),
    onRequest: (request) => print('request', request),
    onZoneChange: (change) => print('zone', change),
  })
  const echoes = await startEchoes(options)
  startPlainPages()
  await startDns({ zone: provider.zone, listenOn: { host: AUTHORITY, port: 53 } })
  const zone = { zone: provider.zone, server: AUTHORITY }
  const names = namesOf(reach)
  for (const address of PUBLIC_RESOLVERS) await startResolver({ address, names, zone })
  const home = await startResolver({ address: RESOLVER, names, zone })
  const ipv6 = { address: RESOLVER_IPV6, names, zone, ...(dns64 === undefined ? {} : { dns64 }) }
  const others = reach === 'both' ? [await startResolver(ipv6)] : []

  const meant = (operator?: string) =>
    operator === undefined ? [...echoes.values()].flat() : (echoes.get(operator) ?? [])
  function carryOut(order: Order): void {
    switch (order.do) {
      case 'answer':
        for (const echo of meant(order.operator)) echo.answer(order.family, order.text)
        return
      case 'echo-fault':
        for (const echo of meant(order.operator)) echo.faults.add(order.fault)
        return
      case 'provider-fault':
        provider.faults.add(order.fault)
        return
      case 'clear-faults':
        for (const { faults } of [provider, ...meant()]) faults.clear()
        return
      case 'resolver':
        for (const resolver of [home, ...others]) resolver.behave(order.behaviour)
        return
      case 'resolver-knows':
        for (const resolver of [home, ...others]) resolver.own(order.name, order.addresses)
        return
      case 'edit-zone':
        provider.zone.replace(order.name, order.type, order.content)
    }
  }
  const input = createInterface({ input: process.stdin })
  input.on('line', (line) => {
    const { id, order } = JSON.parse(line) as { id: number; order: Order }
    carryOut(order)
    print('done', { id })
  })
  input.on('close', () => process.exit(0))
  print('ready', {})
}

main(JSON.parse(process.argv[2] ?? '{}')).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  process.exit(2)
})
