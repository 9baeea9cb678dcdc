// The account's settings of a user who knows the server: the service by name where Homeward offers it, else its dialect.
import { providerOf } from '../../app/providers/registry.ts'
import type { Dialect } from '../servers/dialects/dialect.ts'

/** "myip=no" is a word in the place of the address, "keepipv4=1" a parameter of its own. */
const keepWordOf = ({ facts: { keep } }: Dialect): { keepWord?: string } => {
  if (keep === undefined) return {}
  const [name, word = ''] = keep.ipv4.split('=')
  return { keepWord: name === 'myip' ? word : keep.ipv4 }
}

/** A server that says yes by its status alone speaks no dialect of words: it is set up by its URL. */
const byUrl = (url: string, username: string) => ({
  provider: 'custom',
  endpoint: undefined,
  fields: { url: `${url}?hostname={hostname}&myip={ip}`, status: '204', username },
})

export function toldAccount(dialect: Dialect, url: string): object {
  const { id, facts } = dialect
  if (facts.success === 'no body') return byUrl(url, 'user')
  if (providerOf(id) !== null) return { provider: id }
  const hosts = facts.hosts === 'comma' ? 'comma' : 'one'
  const { addresses, unnamedFamily } = facts
  return { provider: 'dyndns2', dialect: { hosts, addresses, unnamedFamily, ...keepWordOf(dialect) } }
}
