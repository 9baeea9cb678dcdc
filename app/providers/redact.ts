// Takes an account's secrets out of a text that a server sent back, in every form in which we sent them.
import type { ProviderAccount } from '../model/provider.ts'

/** Base64 of the text's UTF-8 bytes, as HTTP Basic (RFC 7617) wants it. */
export const base64 = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)))

export function redact(text: string, account: Pick<ProviderAccount, 'fields' | 'secrets'>): string {
  let clean = text
  for (const secret of Object.values(account.secrets)) {
    if (secret === '') continue
    const pairs = Object.values(account.fields).map((field) => base64(`${field}:${secret}`))
    for (const form of [secret, encodeURIComponent(secret), base64(secret), ...pairs])
      clean = clean.replaceAll(form, '***')
  }
  return clean
}

const LONGEST_WORDS = 200

/** The first line of an answer as it may be shown and kept: printable, without secrets, short; null when empty. */
export function quotable(body: string, account: Pick<ProviderAccount, 'fields' | 'secrets'>): string | null {
  // Redacted before it is cut, so that no half of a secret stays.
  const line = redact(body, account)
    .trim()
    .split(/\r?\n/, 1)[0]
    ?.replace(/[\p{C}\s]+/gu, ' ')
    .trim()
  return line ? line.slice(0, LONGEST_WORDS) : null
}
