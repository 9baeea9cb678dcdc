// The text of one secret in the credential store: its scope and the secret in one entry, so that whoever could change the scope
// could read the secret as well. Versions before had the secret alone.
import * as z from 'zod/mini'
import type { SecretScope } from '../../contract/secret-scope.ts'

const VERSION_1 = 'homeward-bound:1:'
const ANY_VERSION = /^homeward-bound:\d+:/

const scopeSchema = z.strictObject({ provider: z.string(), origin: z.string() })

export type BoundEntry =
  | { readonly is: 'bound'; readonly scope: SecretScope; readonly secret: string }
  /** As versions before the first one with scopes stored it. */
  | { readonly is: 'unbound'; readonly secret: string }
  /** By a version that we do not know, or damaged. */
  | { readonly is: 'unknown' }

/** `homeward-bound:1:{"provider":"duckdns","origin":"service"}`, a line feed, and the secret. */
export const boundText = ({ provider, origin }: SecretScope, secret: string): string =>
  `${VERSION_1}${JSON.stringify({ provider, origin })}\n${secret}`

export function readBoundText(text: string): BoundEntry {
  if (!ANY_VERSION.test(text)) return { is: 'unbound', secret: text }
  const end = text.indexOf('\n')
  const scope = text.startsWith(VERSION_1) && end > 0 ? readScope(text.slice(VERSION_1.length, end)) : null
  return scope === null ? { is: 'unknown' } : { is: 'bound', scope, secret: text.slice(end + 1) }
}

function readScope(json: string): SecretScope | null {
  try {
    const parsed = scopeSchema.safeParse(JSON.parse(json))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}
