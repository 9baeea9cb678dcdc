// How servers read names and addresses from a request, and the ways in which they reply. Dialects are put together of these.
import type { Answer, PracticeRequest } from '../exchange.ts'
import { type AddressType, parseAddress, plainName } from '../live-zone.ts'
import { ADDRESS_TYPES, connectionType, type NameResult, type NameUpdate, text } from './dialect.ts'

/** A parameter as sent; null when it is absent, which differs from empty. */
export const parameter = ({ url }: PracticeRequest, name: string): string | null => url.searchParams.get(name)

/** The items of a comma list. An absent parameter has none. */
export const items = (request: PracticeRequest, name: string): readonly string[] =>
  (parameter(request, name) ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')

const LABEL = /^[a-z0-9_]([a-z0-9-]{0,61}[a-z0-9])?$/i

/** A name of two labels or more. A list is none: a comma is in no label. */
export const isQualified = (name: string): boolean => {
  const labels = plainName(name).split('.')
  return labels.length >= 2 && name.length <= 253 && labels.every((label) => LABEL.test(label))
}

/** The address in canonical form, if the text is exactly one address of this family. */
export function addressOf(value: string | null, type: AddressType): string | null {
  const address = value === null ? null : parseAddress(value.trim())
  return address?.type === type ? address.content : null
}

/** The first address of each family, of those that can be read. */
export function firstOfEach(values: readonly string[]): NameUpdate {
  const of = (type: AddressType) => {
    const [first] = values.flatMap((value) => addressOf(value, type) ?? [])
    return first === undefined ? 'keep' : [first]
  }
  return { A: of('A'), AAAA: of('AAAA') }
}

/** Only this family is named. */
export const only = (type: AddressType, address: string): NameUpdate => ({
  ...{ A: 'keep', AAAA: 'keep' },
  [type]: [address],
})

/** The connection's own address, the other family kept. */
export const ofConnection = (request: PracticeRequest): NameUpdate =>
  only(connectionType(request), request.remoteAddress)

export const isEmpty = (update: NameUpdate): boolean => ADDRESS_TYPES.every((type) => update[type] === 'keep')

/** One request says all that a name holds: what it does not name is removed. */
export const nothingElse = ({ A, AAAA }: NameUpdate): NameUpdate => ({
  A: A === 'keep' ? [] : A,
  AAAA: AAAA === 'keep' ? [] : AAAA,
})

/** Exactly one address, whatever its family; null for a list, an empty or a malformed value. */
export function oneAddress(value: string): NameUpdate | null {
  const address = parseAddress(value.trim())
  return address === null ? null : only(address.type, address.content)
}

const word = ({ changed }: NameResult): string => (changed ? 'good' : 'nochg')

/** `good 11.22.33.4,2a0e:1111::4`. */
export const named = (result: NameResult, separator = ','): string =>
  [word(result), result.addresses.map(({ address }) => address).join(separator)].join(' ').trimEnd()

export const bare = word

/** A line for each name, in the order of the request. */
export const lines = (results: readonly NameResult[], line: (result: NameResult) => string, unknown = 'nohost') =>
  text(`${results.map((result) => (result.known ? line(result) : unknown)).join('\n')}\n`)

/** One reply for the whole request; `refusal` when any of its names is unknown. */
export function once(
  results: readonly NameResult[],
  line: (result: NameResult) => string,
  refusal: Answer = text('nohost\n'),
): Answer {
  const [first] = results
  return first === undefined || results.some(({ known }) => !known) ? refusal : text(`${line(first)}\n`)
}
