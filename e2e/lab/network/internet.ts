// The internet as the app finds it: practice provider, echo services and authoritative DNS in one process, in the `net`
// namespace where there is one and on loopback elsewhere.
import { Resolver } from 'node:dns/promises'
import { isIPv6 } from 'node:net'
import { createInterface } from 'node:readline'
import type { EchoFamily } from '../../servers/echo.ts'
import type { Fault } from '../../servers/faults.ts'
import type { LoggedRequest } from '../../servers/request-log.ts'
import { bundleTool } from '../process/bundle-tool.ts'
import { createProcessGroup, until } from '../process/process-group.ts'
import { type HomeNetwork, SERVICE_IPV4, SERVICE_IPV6 } from './namespaces.ts'

export interface PracticeAccount {
  readonly username: string
  readonly password: string
  readonly token: string
  readonly hostnames: readonly string[]
}

export interface Internet {
  /** Where the practice provider takes updates. */
  readonly provider: string
  /** Two echo services per family. They answer with the address they see, unless `answerEcho` sets another answer. */
  readonly echo: { readonly ipv4: readonly string[]; readonly ipv6: readonly string[] }
  readonly dns: { readonly host: string; readonly port: number }
  /** Every request that the provider has answered so far, oldest first. */
  readonly requests: readonly LoggedRequest[]
  /** The first request, from position `from` on, that `matches`; waits for it. */
  request(
    matches: (request: LoggedRequest) => boolean,
    options?: { from?: number; withinMs?: number },
  ): Promise<LoggedRequest>
  /** Sets what the echo services of this family answer; null: again the address they see. */
  answerEcho(family: EchoFamily, answer: string | null): Promise<void>
  addFault(fault: Fault): Promise<void>
  clearFaults(): Promise<void>
  /** What the authoritative server answers; empty when there is no such record. */
  resolve(hostname: string, type: 'A' | 'AAAA'): Promise<string[]>
  close(): Promise<void>
}

interface Endpoint {
  readonly host: string
  readonly port: number
  readonly url: string
}
interface Listening {
  readonly event: 'listening'
  readonly provider: readonly Endpoint[]
  readonly echo: readonly Endpoint[]
  readonly dns: { readonly host: string; readonly port: number }
  readonly control: Endpoint
}
type Line = Listening | ({ readonly event: 'request' } & LoggedRequest) | { readonly event: 'zone' }

/** An answer, not a failure: there is no such name, or no such record. */
const isEmptyAnswer = (error: unknown) =>
  error instanceof Error && 'code' in error && (error.code === 'ENOTFOUND' || error.code === 'ENODATA')

/** Where the services listen, and their namespace. */
type ServiceNetwork = Pick<HomeNetwork, 'inside'>

function argumentsFor(network: ServiceNetwork | null, account: PracticeAccount): string[] {
  const ipv4 = `${network ? SERVICE_IPV4 : '127.0.0.1'}:0`
  const ipv6 = `[${network ? SERVICE_IPV6 : '::1'}]:0`
  const echoes = [ipv4, ipv4, ipv6, ipv6].flatMap((endpoint) => ['--echo', endpoint])
  const { username, password, token, hostnames } = account
  const who = ['--user', username, '--password', password, '--token', token, '--hosts', hostnames.join(',')]
  return ['--provider', ipv4, '--dns', ipv4, '--control', ipv4, ...echoes, ...who]
}

export async function openInternet(network: ServiceNetwork | null, account: PracticeAccount): Promise<Internet> {
  const args = [await bundleTool('e2e/servers/main.ts'), ...argumentsFor(network, account)]
  const processes = createProcessGroup()
  const line: [string, string[]] = network ? network.inside('net', process.execPath, args) : [process.execPath, args]
  const child = processes.start(...line, { stdio: ['pipe', 'pipe', 'inherit'] })
  if (!child.stdout) throw new Error('the practice servers have no standard output')
  const requests: LoggedRequest[] = []
  let listening: Listening | null = null
  createInterface({ input: child.stdout }).on('line', (text) => {
    const event = JSON.parse(text) as Line
    if (event.event === 'listening') listening = event
    else if (event.event === 'request') requests.push(event)
  })
  const endpoints: Listening = await until('the practice servers', () => listening)
  const [provider] = endpoints.provider
  if (provider === undefined) throw new Error('the practice provider listens nowhere')
  const control = async (path: string, payload: object = {}) => {
    // Not kept: the address of a kept connection may be gone by the next call.
    const headers = { connection: 'close' }
    const response = await fetch(`${endpoints.control.url}${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(payload),
    })
    if (!response.ok) throw new Error(`the practice servers refuse ${path}: ${await response.text()}`)
  }
  const echoUrls = (isOfIpv6: boolean) =>
    endpoints.echo.filter(({ host }) => isIPv6(host) === isOfIpv6).map(({ url }) => url)
  return {
    provider: provider.url,
    echo: { ipv4: echoUrls(false), ipv6: echoUrls(true) },
    dns: endpoints.dns,
    requests,
    request: (matches, { from = 0, withinMs = 15_000 } = {}) =>
      until('a request at the provider', () => requests.slice(from).find(matches), withinMs),
    answerEcho: (family, answer) => control('/echo', { family, answer }),
    addFault: (fault) => control('/fault', fault),
    clearFaults: () => control('/clear-faults'),
    resolve: async (hostname, type) => {
      const resolver = new Resolver({ timeout: 2_000, tries: 2 })
      resolver.setServers([`${endpoints.dns.host}:${endpoints.dns.port}`])
      try {
        return type === 'A' ? await resolver.resolve4(hostname) : await resolver.resolve6(hostname)
      } catch (error) {
        if (isEmptyAnswer(error)) return []
        throw error
      }
    },
    close: () => processes.endAll(),
  }
}
