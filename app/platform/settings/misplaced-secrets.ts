// Warns about values that look like a secret: in the settings file, every backup and every screenshot would have them.
import type { ProviderLookup } from './cross-field-problems.ts'
import type { ValueProblem } from './settings-problem.ts'
import type { SettingsParts } from './valid-parts.ts'

/** Names of parameters that hold a secret, alone or as a part of a name: "api_key", "updateToken". */
const SECRET_NAME =
  /(^|[-_.])(pass(word|wd|phrase)?|pwd|pw|secret|token|key|apikey|hash|auth|sig|signature)$|(Password|Secret|Token|Key)$/i

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
/** Letters and digits mixed, in a piece longer than words are. */
const isRandom = (text: string): boolean =>
  UUID.test(text) ||
  text.split(/[^A-Za-z0-9]+/).some((piece) => piece.length >= 16 && /\d\D*\d/.test(piece) && /[a-z]/i.test(piece))

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** What is left of a text without its placeholders: a secret that stands beside them is a secret all the same. */
const literal = (text: string): string => text.replace(/\{[^{}]*\}/g, ' ').trim()
/** With {secret} the secret is where it belongs. */
const hasSecretPlace = (text: string): boolean => text.includes('{secret}')
const isOnlyPlaceholders = (text: string): boolean => !/[\p{L}\p{N}]/u.test(literal(text))

/** Whether a token stands in the query, or in a part of the path. Host and user name are not looked at. */
export function holdsSecret(url: string): boolean {
  const [, path = '', query = ''] = /^https?:\/\/[^/?#]*([^?#]*)\??([^#]*)/i.exec(url) ?? []
  const parameters = query.split('&').map((parameter) => {
    const [name = '', ...value] = parameter.split('=')
    return { name: decoded(name), value: decoded(value.join('=')) }
  })
  const isInQuery = parameters.some(({ name, value }) => {
    const isNamed = SECRET_NAME.test(name) && !hasSecretPlace(value) && !isOnlyPlaceholders(value)
    return isNamed || isRandom(literal(value === '' ? name : value))
  })
  return (
    isInQuery ||
    path
      .split('/')
      .map(decoded)
      .some((part) => isRandom(literal(part)))
  )
}

/** @returns a warning for each address that holds something like a secret; it names the place where secrets belong */
export function misplacedSecrets({ accounts }: SettingsParts, providerOf: ProviderLookup): ValueProblem[] {
  return accounts.flatMap(({ value: account, index }) => {
    const secret = providerOf(account.provider)?.info.fields.find((field) => field.secret)?.key
    const urls: readonly (readonly [string | undefined, ValueProblem['path']])[] = [
      [account.endpoint, ['accounts', index, 'endpoint']],
      [account.fields.url, ['accounts', index, 'fields', 'url']],
    ]
    return urls.flatMap(([url, path]) =>
      url === undefined || !holdsSecret(url) ? [] : [{ path, problem: placeFor(secret, path.includes('fields')) }],
    )
  })
}

/** @param secret the key of the account's secret; undefined where its provider has none */
function placeFor(secret: string | undefined, hasPlaceholders: boolean): string {
  const looks = 'holds what looks like a secret, and this file is no place for one'
  if (secret === undefined) return looks
  const how = hasPlaceholders ? ', and write {secret} here' : ''
  return `${looks}: keep it as the account's "${secret}", by "homeward secret set" or in the environment${how}`
}
