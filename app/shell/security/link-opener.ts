// Opens links that the app itself knows. The page names a link and never gives an address.
import type { ParsedPayload } from '../../contract/ipc.ts'
import type { Translate } from '../../contract/messages/translate.ts'
import type { Outcome } from '../../contract/outcome.ts'
import type { ProviderInfo } from '../../contract/provider-info.ts'

export type Link = ParsedPayload<'link.open'>

export interface LinkOptions {
  readonly platform: NodeJS.Platform
  readonly providers: () => readonly Pick<ProviderInfo, 'id' | 'homepage'>[]
  readonly openExternal: (address: string) => Promise<void>
  readonly translate: () => Translate
}

/** Only https to a plain hostname, without port or user name. Any other homepage is not opened. */
export function isOpenable(address: string): boolean {
  if (!/^https:\/\/[a-z0-9-]+(\.[a-z0-9-]+)+(\/[\x21-\x7e]*)?$/.test(address)) return false
  const url = new URL(address)
  return url.username === '' && url.port === '' && !url.host.split('.').some((label) => label.startsWith('xn--'))
}

/** @returns the address behind the link; null when there is none that may be opened. */
export function addressOf(link: Link, options: Pick<LinkOptions, 'platform' | 'providers'>): string | null {
  if (link.kind === 'startup-apps') return options.platform === 'win32' ? 'ms-settings:startupapps' : null
  const homepage = options.providers().find(({ id }) => id === link.provider)?.homepage
  return homepage != null && isOpenable(homepage) ? homepage : null
}

export async function openLink(link: Link, options: LinkOptions): Promise<Outcome> {
  const address = addressOf(link, options)
  if (address === null) return { ok: false, message: options.translate()('dialog.link-unknown') }
  try {
    await options.openExternal(address)
    return { ok: true }
  } catch {
    return { ok: false, message: options.translate()('dialog.link-failed') }
  }
}
