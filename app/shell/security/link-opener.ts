// Opens links that the app itself knows. The page names one; it never gives an address.
import type { Outcome, ParsedPayload } from '../../contract/ipc.ts'
import type { Translate } from '../../contract/messages/translate.ts'
import type { ProviderInfo } from '../../contract/provider-info.ts'

export type Link = ParsedPayload<'link.open'>

export interface LinkParts {
  readonly platform: NodeJS.Platform
  readonly providers: () => readonly Pick<ProviderInfo, 'id' | 'homepage'>[]
  readonly openExternal: (address: string) => Promise<void>
  readonly translate: () => Translate
}

/** https to a plain host name, without port or user name: anything else in a provider's facts is a mistake. */
export function isOpenable(address: string): boolean {
  if (!/^https:\/\/[a-z0-9-]+(\.[a-z0-9-]+)+(\/[\x21-\x7e]*)?$/.test(address)) return false
  const url = new URL(address)
  return url.username === '' && url.port === '' && !url.host.split('.').some((label) => label.startsWith('xn--'))
}

/** @returns the address behind the link; null when there is none that may be opened. */
export function addressOf(link: Link, parts: Pick<LinkParts, 'platform' | 'providers'>): string | null {
  if (link.kind === 'startup-apps') return parts.platform === 'win32' ? 'ms-settings:startupapps' : null
  const homepage = parts.providers().find(({ id }) => id === link.provider)?.homepage
  return homepage !== undefined && isOpenable(homepage) ? homepage : null
}

export async function openLink(link: Link, parts: LinkParts): Promise<Outcome> {
  const address = addressOf(link, parts)
  if (address === null) return { ok: false, message: parts.translate()('dialog.link-unknown') }
  try {
    await parts.openExternal(address)
    return { ok: true }
  } catch {
    return { ok: false, message: parts.translate()('dialog.link-failed') }
  }
}
