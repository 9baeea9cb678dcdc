// One server of the dyndns2 family: how it reads a request, what it does to its zone, and how it replies. Each dialect is a
// value of this type; this file has the one engine that all of them share.
import { isIPv4 } from 'node:net'
import { accountOfPassword, type PracticeAccount } from '../accounts.ts'
import type { Answer, PracticeRequest } from '../exchange.ts'
import { type AddressType, plainName, type Zone } from '../live-zone.ts'
import type { PracticeBackend, PracticeProtocol } from '../protocol.ts'

export const ADDRESS_TYPES = ['A', 'AAAA'] as const satisfies readonly AddressType[]

/** What a request makes of one family of a name: it keeps it, or replaces it by these addresses; none removes it. */
export type FamilyUpdate = 'keep' | readonly string[]
export type NameUpdate = Readonly<Record<AddressType, FamilyUpdate>>

/** What happened to one address of one name. */
export interface AddressResult {
  readonly address: string
  readonly changed: boolean
}

export interface NameResult {
  readonly name: string
  /** Whether the server has this name. Where it has not, nothing else was done. */
  readonly known: boolean
  /** Whether anything of the name changed, a removed family included. */
  readonly changed: boolean
  /** In the order A, AAAA. */
  readonly addresses: readonly AddressResult[]
}

/** The words that describe a dialect: what a client has to know before it sends anything. */
export interface DialectFacts {
  /** `implied`: the login is for one name. */
  readonly hosts: 'implied' | 'one' | 'comma'
  /** `comma`: one parameter takes both addresses. `separate:x`: IPv6 has the parameter x. */
  readonly addresses: 'one' | 'comma' | `separate:${string}`
  /** What becomes of a family that the request does not name. */
  readonly unnamedFamily: 'kept' | 'removed' | 'detected'
  /** The parameters that keep an unnamed family, where the service has them. */
  readonly keep?: { readonly ipv4: string; readonly ipv6: string }
  /** What a success says of the stored addresses. */
  readonly success: 'named' | 'bare' | 'no body'
}

export interface Dialect {
  readonly id: string
  readonly title: string
  /** Where its behaviour is written down. */
  readonly sources: readonly string[]
  readonly facts: DialectFacts
  /** The path of the update address; null where any path will do. */
  readonly path: string | null
  readonly needsAgent?: boolean
  readonly badAuth: Answer
  /** The names that the request means, or the refusal of the whole request. */
  readonly names: (request: PracticeRequest, account: PracticeAccount, zone: Zone) => readonly string[] | Answer
  /** What the request asks of each name, or the refusal of the whole request. */
  readonly update: (request: PracticeRequest) => NameUpdate | Answer
  /** Whether the server has this name, for this family where it matters. Default: the account has the name. */
  readonly has?: (name: string, account: PracticeAccount, zone: Zone, update: NameUpdate) => boolean
  /**
   * When a name is unknown: `lines` does the other names, `whole` does nothing at all, `rest` has done the names before
   * it and stops there.
   */
  readonly unknownName: 'lines' | 'whole' | 'rest'
  readonly respond: (results: readonly NameResult[], update: NameUpdate, request: PracticeRequest) => Answer
}

export const text = (body: string, status = 200, headers: Record<string, string> = {}): Answer => ({
  status,
  headers: { 'content-type': 'text/plain', ...headers },
  body,
})

const isAnswer = (value: object): value is Answer => 'status' in value

const ownsName = (name: string, account: PracticeAccount): boolean =>
  account.hostnames.some((own) => plainName(own) === plainName(name))

/** Replaces all addresses of one type. @returns whether anything changed */
function replaceFamily(zone: Zone, name: string, type: AddressType, addresses: readonly string[]): boolean {
  const held = zone.records({ name, type })
  const missing = addresses.filter((address) => !held.some(({ content }) => content === address))
  const [first] = missing
  // One address in place of another is one change, so that nobody sees the name without any.
  if (held.length === 1 && addresses.length === 1 && first !== undefined) return zone.replace(name, type, first)
  const surplus = held.filter(({ content }) => !addresses.includes(content))
  for (const { id } of surplus) zone.remove(id)
  for (const content of missing) zone.add({ name, type, content })
  return missing.length + surplus.length > 0
}

function updateName(zone: Zone, name: string, update: NameUpdate): NameResult {
  let changed = false
  const addresses = ADDRESS_TYPES.flatMap((type): AddressResult[] => {
    const wanted = update[type]
    if (wanted === 'keep') return []
    const held = zone.records({ name, type }).map(({ content }) => content)
    changed = replaceFamily(zone, name, type, wanted) || changed
    return wanted.map((address) => ({ address, changed: !held.includes(address) }))
  })
  return { name, known: true, changed, addresses }
}

const unknown = (name: string): NameResult => ({ name, known: false, changed: false, addresses: [] })

function updateNames(dialect: Dialect, zone: Zone, account: PracticeAccount, names: readonly string[], to: NameUpdate) {
  const { has = ownsName, unknownName } = dialect
  const known = names.map((name) => has(name, account, zone, to))
  if (unknownName === 'whole' && known.includes(false)) return names.filter((_, index) => !known[index]).map(unknown)
  const end = unknownName === 'rest' ? known.indexOf(false) : -1
  const done = end < 0 ? names : names.slice(0, end + 1)
  return done.map((name, index) => (known[index] ? updateName(zone, name, to) : unknown(name)))
}

function answer(dialect: Dialect, { accounts, zone, bannedAgents }: PracticeBackend, request: PracticeRequest): Answer {
  const { method, headers, basic } = request
  if (method !== 'GET') return text('Method Not Allowed', 405)
  const agent = headers['user-agent'] ?? ''
  if (bannedAgents.some((banned) => agent.startsWith(banned))) return text('badagent\n')
  if (dialect.needsAgent && agent === '') return text('badagent\n')
  const account = basic && accountOfPassword(accounts, basic.username, basic.password)
  if (!account) return dialect.badAuth
  const names = dialect.names(request, account, zone)
  if (isAnswer(names)) return names
  const update = dialect.update(request)
  if (isAnswer(update)) return update
  return dialect.respond(updateNames(dialect, zone, account, names, update), update, request)
}

export function speak(dialect: Dialect): PracticeProtocol {
  return {
    handles: (pathname) => dialect.path === null || pathname === dialect.path,
    answer: (backend, request) => answer(dialect, backend, request),
  }
}

/** The family of the connection's address. */
export const connectionType = ({ remoteAddress }: PracticeRequest): AddressType =>
  isIPv4(remoteAddress) ? 'A' : 'AAAA'
