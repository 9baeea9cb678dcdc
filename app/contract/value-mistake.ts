// What makes the value of an account's field unusable, found before anything is sent. The window, the settings check, the command
// line and the providers ask here.
import type { ProviderField } from './provider-info.ts'

/** The window and the command line have a sentence for each, under `value-mistake`. */
export type ValueMistake = 'control' | 'quoted' | 'unseen' | 'colon'

const QUOTES = '"\'`\u00b4\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb\u300c\u300d\uff02\uff07'
const AT_THE_EDGE = new RegExp(`^[${QUOTES},;]|[${QUOTES},;]$`)

/**
 * @param value without the white space and the unseen characters around it
 * @returns null when the value can be used as far as its characters tell
 */
export function valueMistake({ holds }: Pick<ProviderField, 'holds'>, value: string): ValueMistake | null {
  // Usually a pasted line break. No header and no URL can carry it.
  if (/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(value)) return 'control'
  if (holds === 'token' && AT_THE_EDGE.test(value)) return 'quoted'
  if (holds === 'token' && /\p{Cf}/u.test(value)) return 'unseen'
  // RFC 7617: the first colon ends the user name.
  return holds === 'user-name' && value.includes(':') ? 'colon' : null
}

/** Text to follow the key or the field's name, in the settings and in the history. It quotes nothing. */
export const VALUE_PROBLEMS: Readonly<Record<ValueMistake, string>> = {
  control: 'contains a line break or control character',
  quoted: 'begins or ends with a quotation mark or a comma, which is no part of it: enter it alone',
  unseen: 'contains a character that is not seen: copy it again, or type it',
  colon: 'must hold no colon: HTTP Basic authentication cannot carry one in a user name',
}
