// The URL template of a custom service: placeholders in path and query, filled with percent-encoded values. Scheme, host
// and port are fixed, so that no value can send the credentials to another host.

import { percentEncoded } from '../../model/encoding.ts'
import { parseUrl } from '../shared/account-request.ts'

export const PLACEHOLDERS = ['hostname', 'ipv4', 'ipv6', 'ip', 'username', 'secret'] as const
export type Placeholder = (typeof PLACEHOLDERS)[number]

/** A family that is not updated is null, and so is a field without a value. */
export type TemplateValues = Readonly<Record<Placeholder, string | null>>

export interface UrlTemplate {
  readonly uses: ReadonlySet<Placeholder>
  /** @returns the URL, or a problem that follows the words "the URL" */
  fill(values: TemplateValues): { readonly url: string } | { readonly problem: string }
}

const isPlaceholder = (name: string): name is Placeholder => (PLACEHOLDERS as readonly string[]).includes(name)

const isFamily = (name: string): name is 'ipv4' | 'ipv6' => name === 'ipv4' || name === 'ipv6'

/** @returns the template, or a problem that follows the words "the URL": "must begin with …". It quotes nothing. */
export function readTemplate(text: string): UrlTemplate | { readonly problem: string } {
  const [, origin, rest] = /^(https?:\/\/[^/?#\\\s]+)([^\s#\\]*)(?:#\S*)?$/i.exec(text.trim()) ?? []
  if (origin === undefined || rest === undefined) {
    return { problem: 'must begin with https:// or http:// and a host, and contain no blanks or backslashes' }
  }
  if (/[{}]/.test(origin)) return { problem: 'must have no placeholder in its scheme, host or port' }
  if (origin.includes('@')) return { problem: 'must hold no user name or password before its host' }
  const server = parseUrl(origin)
  if (server === null) return { problem: 'has a host or port that is not valid' }
  const names = [...rest.matchAll(/\{([^{}]*)\}/g)].map(([, name = '']) => name)
  if (!names.every(isPlaceholder)) {
    return { problem: `has a placeholder that is none of ${PLACEHOLDERS.map((name) => `{${name}}`).join(' ')}` }
  }
  if (/[{}]/.test(rest.replace(/\{[^{}]*\}/g, ''))) return { problem: 'has a brace without its other half' }
  const uses = new Set(names.filter(isPlaceholder))
  if (!uses.has('ip') && !uses.has('ipv4') && !uses.has('ipv6')) {
    return { problem: 'must say the address: it needs {ipv4}, {ipv6} or {ip}' }
  }
  if (uses.has('ip') && (uses.has('ipv4') || uses.has('ipv6'))) {
    return { problem: 'cannot have {ip}, which stands for either family, together with {ipv4} or {ipv6}' }
  }
  return { uses, fill: (values) => fill(server.origin, rest, values) }
}

function fill(origin: string, rest: string, values: TemplateValues): { url: string } | { problem: string } {
  const at = rest.indexOf('?')
  const path = at < 0 ? rest : rest.slice(0, at)
  const query = at < 0 ? [] : rest.slice(at + 1).split('&')
  // A parameter that holds only a family that is not updated is left out: a service may read an empty one as "delete".
  const kept = query.filter((parameter) => {
    const [, name = ''] = /^[^=]*=\{([^{}]*)\}$/.exec(parameter) ?? []
    return !isFamily(name) || values[name] !== null
  })
  const template = [path, ...(kept.length > 0 ? [`?${kept.join('&')}`] : [])].join('')
  const missing = PLACEHOLDERS.find((name) => values[name] === null && template.includes(`{${name}}`))
  if (missing !== undefined) {
    return { problem: `needs something in the place of {${missing}}, and there is nothing` }
  }
  const filled = template.replace(/\{([^{}]*)\}/g, (_, name: Placeholder) => percentEncoded(values[name] ?? ''))
  const url = parseUrl(`${origin}${filled.startsWith('/') ? '' : '/'}${filled}`)
  if (url === null || url.origin !== origin) return { problem: 'is not valid once its placeholders are filled' }
  return { url: url.href }
}
