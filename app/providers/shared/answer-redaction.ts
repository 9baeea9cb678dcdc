// Removes an account's secrets from text that a provider or the system sent back, before it is kept or shown.
import type { ProviderAccount } from '../../model/provider.ts'
import { withoutSecrets } from '../../model/redaction.ts'
import { createSecretSearch, type SecretSearch } from '../../model/secret-search.ts'

const MAX_LENGTH = 200

/** A shorter piece occurs in ordinary words, and does not reveal the rest of the secret. */
const MIN_PIECE_LENGTH = 4

/** Built once per account and job: a reply may have a line for each of twenty names. */
const searches = new WeakMap<ProviderAccount, SecretSearch>()

function searchFor(account: ProviderAccount): SecretSearch {
  const known = searches.get(account)
  if (known !== undefined) return known
  const search = createSecretSearch(MIN_PIECE_LENGTH)
  const users = Object.values(account.fields)
  for (const secret of Object.values(account.secrets)) search.add(secret, users)
  searches.set(account, search)
  return search
}

/** The text without the lines that hold one of the account's secrets, in whatever form and case. */
export const redact = (text: string, account: ProviderAccount): string =>
  // ASCII text in UTF-16 is that text with a NUL beside each character.
  withoutSecrets(text.replaceAll('\0', ''), searchFor(account))

/** First line that is not blank: redacted, printable, at most 200 characters; null when there is none. */
export function firstLine(text: string, account: ProviderAccount): string | null {
  // Redacted before it is cut: half of a secret would not be found any more.
  const line = redact(text, account)
    .split(/[\r\n]+/)
    .map((candidate) => candidate.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ').trim())
    .find((candidate) => candidate !== '')
  if (line === undefined) return null
  return line.length <= MAX_LENGTH ? line : `${line.slice(0, MAX_LENGTH - 1).replace(/\p{Cs}$/u, '')}…`
}
