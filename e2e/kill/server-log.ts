// What the practice provider was asked to write, whatever the protocol.
import type { LoggedRequest } from '../servers/request-log.ts'

export interface Change {
  readonly hostname: string
  readonly to: string
}

/** The changes that a request asks for; none for one that only reads. */
export function sentOf({ method, url, body, answer }: LoggedRequest): readonly Change[] {
  const { pathname, searchParams } = new URL(url, 'http://provider')
  if (pathname === '/nic/update') {
    const to = searchParams.get('myip') ?? ''
    return (searchParams.get('hostname') ?? '').split(',').map((hostname) => ({ hostname, to }))
  }
  if (!pathname.includes('/dns_records') || method === 'GET') return []
  const fields: { name?: string; content?: string } = JSON.parse(body)
  // A change names the record only by its number: the answer tells its name.
  const name = fields.name ?? (JSON.parse(answer ?? '{}').result?.name as string | undefined)
  return name === undefined ? [] : [{ hostname: name, to: fields.content ?? '' }]
}
