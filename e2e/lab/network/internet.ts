// The internet that the app meets: the practice provider, echo services and authoritative DNS in a process of their own, in
// the `net` namespace where there is one, on loopback elsewhere.
import { Resolver } from 'node:dns/promises'
import { isIPv6 } from 'node:net'
import { createInterface } from 'node:readline'
import type { EchoFamily } from '../../servers/echo.ts'
import type { Fault } from '../../servers/faults.ts'
import type { LoggedRequest } from '../../servers/request-log.ts'
import { bundleTool } from '../process/bundle-tool.ts'
import { createCrew, until } from '../process/process-group.ts'
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
  /** Two echo services a family, which answer with the address they see unless told otherwise. */
  readonly echo: { readonly ipv4: readonly string[]; readonly ipv6: readonly string[] }
  readonly dns: { readonly host: string; readonly port: number }
  /** Every request that the provider has answered so far, oldest first. */
  readonly requests: readonly LoggedRequest[]
  /** The first request from the `from`th on for which `matches` holds, or the next one that comes. */
  request(
    matches: (request: LoggedRequest) => boolean,
    options?: { from?: number; withinMs?: number },
  ): Promise<LoggedRequest>
  /** What the echo services answer to askers of this family; null for the truth again. */
  answerEcho(family: EchoFamily, answer: string | null): Promise<void>
  addFault(fault: Fault): Promise<void>
  clearFaults(): Promise<void>
  /** What the authoritative server answers; empty when it has no such record. */
  resolve(hostname: string, type: 'A' | 'AAAA'): Promise<string[]>
  close(): Promise<void>
}

interface Place {
  readonly host: string
  readonly port: number
  readonly url: string
}
interface Listening {
  readonly event: 'listening'
  readonly provider: readonly Place[]
  readonly echo: readonly Place[]
  readonly dns: { readonly host: string; readonly port: number }
  readonly control: Place
}
type Line = Listening | ({ readonly event: 'request' } & LoggedRequest) | { readonly event: 'zone' }

/** Told by DNS, not a failure of it: there is no such name, or no such record. */
const isEmptyAnswer = (error: unknown) =>
  error instanceof Error && 'code' in error && (error.code === 'ENOTFOUND' || error.code === 'ENODATA')

function argumentsFor(network: HomeNetwork | null, account: PracticeAccount): string[] {
  const ipv4 = `${network ? SERVICE_IPV4 : '127.0.0.1'}:0`
  const ipv6 = `[${network ? SERVICE_IPV6 : '::1'}]:0`
  const echoes = [ipv4, ipv4, ipv6, ipv6].flatMap((place) => ['--echo', place])
  const { username, password, token, hostnames } = account
  const who = ['--user', username, '--password', password, '--token', token, '--hosts', hostnames.join(',')]
  return ['--provider', ipv4, '--dns', ipv4, '--control', ipv4, ...echoes, ...who]
}

export async function openInternet(network: HomeNetwork | null, account: PracticeAccount): Promise<Internet> {
  const args = [await bundleTool('e2e/servers/main.ts'), ...argumentsFor(network, account)]
  const crew = createCrew()
  const line: [string, string[]] = network ? network.inside('net', process.execPath, args) : [process.execPath, args]
  const child = crew.start(...line, { stdio: ['pipe', 'pipe', 'inherit'] })
  if (!child.stdout) throw new Error('the practice servers have no standard output')
  const requests: LoggedRequest[] = []
  let listening: Listening | null = null
  createInterface({ input: child.stdout }).on('line', (text) => {
    const told = JSON.parse(text) as Line
    if (told.event === 'listening') listening = told
    else if (told.event === 'request') requests.push(told)
  })
  const places: Listening = await until('the practice servers', () => listening)
  const [provider] = places.provider
  if (provider === undefined) throw new Error('the practice provider listens nowhere')
  const control = async (path: string, payload: object = {}) => {
    const response = await fetch(`${places.control.url}${path}`, { method: 'POST', body: JSON.stringify(payload) })
    if (!response.ok) throw new Error(`the practice servers refuse ${path}: ${await response.text()}`)
  }
  const urls = (wanted: boolean) => places.echo.filter(({ host }) => isIPv6(host) === wanted).map(({ url }) => url)
  return {
    provider: provider.url,
    echo: { ipv4: urls(false), ipv6: urls(true) },
    dns: places.dns,
    requests,
    request: (matches, { from = 0, withinMs = 15_000 } = {}) =>
      until('a request at the provider', () => requests.slice(from).find(matches), withinMs),
    answerEcho: (family, answer) => control('/echo', { family, answer }),
    addFault: (fault) => control('/fault', fault),
    clearFaults: () => control('/clear-faults'),
    resolve: async (hostname, type) => {
      const resolver = new Resolver({ timeout: 2_000, tries: 2 })
      resolver.setServers([`${places.dns.host}:${places.dns.port}`])
      try {
        return type === 'A' ? await resolver.resolve4(hostname) : await resolver.resolve6(hostname)
      } catch (error) {
        if (isEmptyAnswer(error)) return []
        throw error
      }
    },
    close: () => crew.endAll(),
  }
}
