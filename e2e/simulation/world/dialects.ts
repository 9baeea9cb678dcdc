// The dialects that a simulated server may speak: a practice server of e2e/servers/dialects, and the real client code that
// talks to it, told what the server is or not.
import type { Dialect as ClientDialect } from '../../../app/contract/dialect.ts'
import type { Provider } from '../../../app/model/provider.ts'
import type { Dyndns2Service } from '../../../app/providers/dyndns2/dialect.ts'
import { createDyndns2Provider } from '../../../app/providers/dyndns2/provider.ts'
import { ANY_SERVER } from '../../../app/providers/dyndns2/services.ts'
import type { Dialect } from '../../servers/dialects/dialect.ts'
import { dialectNamed } from '../../servers/dialects/dialects.ts'

/** One of them for each kind of server: append new ones, so that old seeds stay what they were. */
export const SIMULATED_DIALECTS = {
  'replaces the set': { id: 'dyn', isTold: true },
  'detects a family': { id: 'dynu', isTold: true },
  'keeps by a word, all names or none': { id: 'desec', isTold: true },
  'takes one address': { id: 'infomaniak', isTold: true },
  'says a bare good': { id: 'bare-good', isTold: false },
  'names the stored address': { id: 'docker-ddns', isTold: false },
  'takes one name': { id: 'strict-422', isTold: false },
  'keeps by a parameter, one address': { id: 'core-networks', isTold: true },
  'says no word of the address': { id: 'poweradmin', isTold: false },
} as const satisfies Record<string, { readonly id: string; readonly isTold: boolean }>

export type SimulatedDialect = keyof typeof SIMULATED_DIALECTS

export interface DialectPair {
  readonly server: Dialect
  readonly client: Provider
}

export const SERVER_URL = 'https://update.example.org'

const keepWordOf = ({ facts: { keep } }: Dialect): { keepWord?: string } => {
  const [name, word] = keep?.ipv4.split('=') ?? []
  return keep === undefined || word === undefined ? {} : { keepWord: name === 'myip' ? word : keep.ipv4 }
}

const dialectOf = (server: Dialect): ClientDialect => {
  const { hosts, addresses, unnamedFamily } = server.facts
  return { hosts: hosts === 'comma' ? 'comma' : 'one', addresses, unnamedFamily, ...keepWordOf(server) }
}

export function pairOf(name: SimulatedDialect): DialectPair {
  const { id, isTold } = SIMULATED_DIALECTS[name]
  const server = dialectNamed(id)
  const service: Dyndns2Service = {
    ...ANY_SERVER,
    endpoint: 'optional',
    url: `${SERVER_URL}${server.path ?? '/'}`,
    ...(isTold ? { dialect: dialectOf(server), isAnyServer: false } : {}),
  }
  return { server, client: createDyndns2Provider(service) }
}

/** The most names in one request: a server that nobody knows may be sent a list once enough names change together. */
export function mostNames(name: SimulatedDialect): number {
  const { id, isTold } = SIMULATED_DIALECTS[name]
  return isTold && dialectNamed(id).facts.hosts !== 'comma' ? 1 : 20
}

/** As `isOfUnknownServer`, and its replies name the address that it stored. */
export const isNamingUnknownServer = (name: SimulatedDialect | null): boolean =>
  name !== null && isOfUnknownServer(name) && dialectNamed(SIMULATED_DIALECTS[name].id).facts.success === 'named'

/** Nobody has told the client what the server speaks: it may try other forms. */
export const isOfUnknownServer = (name: SimulatedDialect | null): boolean =>
  name !== null && !SIMULATED_DIALECTS[name].isTold
