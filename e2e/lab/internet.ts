// The internet that the app meets: practice provider, echo services and authoritative DNS in a process of their own, in the
// `net` namespace where there is one, on loopback elsewhere. They speak with the tests through standard input and output.
import { Resolver } from 'node:dns/promises'
import { createInterface } from 'node:readline'
import { bundleTool } from './bundle-tool.ts'
import type { InternetCommand, InternetLine, SeenRequest } from './internet-protocol.ts'
import { type HomeNetwork, SERVICE_IPV4, SERVICE_IPV6 } from './namespaces.ts'
import { createCrew, until } from './processes.ts'

export interface Internet {
  /** Where the practice provider takes updates. */
  readonly provider: string
  /** Two echo services a family, which answer with the address they see unless told otherwise. */
  readonly echo: { readonly ipv4: readonly string[]; readonly ipv6: readonly string[] }
  readonly dns: { readonly host: string; readonly port: number }
  /** Every request the provider has seen so far, oldest first. */
  readonly requests: readonly SeenRequest[]
  /** The first request from the `from`th on for which `matches` holds, or the next one that comes. */
  request(
    matches: (request: SeenRequest) => boolean,
    options?: { from?: number; withinMs?: number },
  ): Promise<SeenRequest>
  tell(command: InternetCommand): Promise<void>
  /** What the authoritative server answers; empty when it has no such record. */
  resolve(hostname: string, type: 'A' | 'AAAA'): Promise<string[]>
  close(): Promise<void>
}

/** Told by DNS, not a failure of it: there is no such name, or no such record. */
const isEmptyAnswer = (error: unknown) =>
  error instanceof Error && 'code' in error && (error.code === 'ENOTFOUND' || error.code === 'ENODATA')

export async function openInternet(network: HomeNetwork | null): Promise<Internet> {
  const program = await bundleTool('e2e/lab/internet-process.ts')
  const hosts = network ? { ipv4: SERVICE_IPV4, ipv6: SERVICE_IPV6 } : { ipv4: '127.0.0.1', ipv6: '::1' }
  const args = [program, JSON.stringify(hosts)]
  const crew = createCrew()
  const line: [string, string[]] = network ? network.inside('net', process.execPath, args) : [process.execPath, args]
  const child = crew.start(...line, { stdio: ['pipe', 'pipe', 'inherit'] })
  const requests: SeenRequest[] = []
  const done = new Set<number>()
  let places: Extract<InternetLine, { kind: 'ready' }> | null = null
  if (!child.stdout || !child.stdin) throw new Error('the practice servers have no pipes')
  const { stdin } = child
  createInterface({ input: child.stdout }).on('line', (text) => {
    const told = JSON.parse(text) as InternetLine
    if (told.kind === 'ready') places = told
    else if (told.kind === 'done') done.add(told.id)
    else requests.push(told.request)
  })
  const ready = await until('the practice servers', () => places)
  let last = 0
  return {
    ...ready.places,
    requests,
    request: (matches, { from = 0, withinMs = 15_000 } = {}) =>
      until('a request at the provider', () => requests.slice(from).find(matches), withinMs),
    tell: async (command) => {
      const id = ++last
      stdin.write(`${JSON.stringify({ id, command })}\n`)
      await until('the practice servers to obey', () => done.has(id))
    },
    resolve: async (hostname, type) => {
      const resolver = new Resolver({ timeout: 2_000, tries: 2 })
      resolver.setServers([`${ready.places.dns.host}:${ready.places.dns.port}`])
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
