// The changes that requests asked the practice provider for, whatever the protocol.
import type { LoggedRequest } from '../servers/request-log.ts'

export interface Change {
  readonly hostname: string
  readonly to: string
}

/** @returns nothing for a request that only reads */
export function changesIn({ method, url, body, answer }: LoggedRequest): readonly Change[] {
  const { pathname, searchParams } = new URL(url, 'http://provider')
  if (pathname === '/nic/update') {
    const to = searchParams.get('myip') ?? ''
    return (searchParams.get('hostname') ?? '').split(',').map((hostname) => ({ hostname, to }))
  }
  if (!pathname.includes('/dns_records') || method === 'GET') return []
  const fields: { name?: string; content?: string } = JSON.parse(body)
  // A change of an existing record has only its id: its name is in the response.
  const name = fields.name ?? (JSON.parse(answer ?? '{}').result?.name as string | undefined)
  return name === undefined ? [] : [{ hostname: name, to: fields.content ?? '' }]
}
