// What counts as a success of a custom service: a text that the reply begins with or holds, or a status alone; a failure text wins.

/** What the user says of the replies, in lower case. */
export interface SuccessRules {
  /** How the first line of a success begins. */
  readonly begins: readonly string[]
  /** What a success holds somewhere. */
  readonly holds: readonly string[]
  /** Statuses that are a success without any text. */
  readonly emptyStatuses: readonly number[]
  /** What a failure holds somewhere, whatever else it holds. */
  readonly failures: readonly string[]
}

const isWordSign = (text: string | undefined): boolean => text !== undefined && /^[a-z0-9_]$/i.test(text)

/** "ok" is in "OK." and in "<b>ok</b>", but not in "token". @returns where the text ends in the body, null when it is not there */
export function findText(body: string, text: string): number | null {
  const searched = body.toLowerCase()
  for (let at = searched.indexOf(text); at >= 0; at = searched.indexOf(text, at + 1)) {
    const end = at + text.length
    const isCutBefore = isWordSign(text[0]) && isWordSign(searched[at - 1])
    const isCutAfter = isWordSign(text.at(-1)) && isWordSign(searched[end])
    if (!isCutBefore && !isCutAfter) return end
  }
  return null
}

/** "good" begins "good 11.22.33.44" and "Good", but not "goodbye" or "good!". A text that ends in a sign needs no blank after it. */
const beginsWith = (line: string, text: string): boolean =>
  line.toLowerCase().startsWith(text) && (/\W$/.test(text) || /^(\s|$)/.test(line.slice(text.length)))

export interface SuccessFound {
  readonly by: 'begins' | 'holds' | 'status'
  /** What follows the text, on its line. */
  readonly rest: string
}

/** @returns what makes the reply a success; null when nothing does. It does not look for failure texts. */
export function findSuccess(rules: SuccessRules, status: number, body: string): SuccessFound | null {
  const [line = ''] = body.trimStart().split(/[\r\n]/, 1)
  const begin = rules.begins.find((text) => beginsWith(line, text))
  if (begin !== undefined) return { by: 'begins', rest: line.slice(begin.length) }
  for (const text of rules.holds) {
    const end = findText(body, text)
    if (end !== null) return { by: 'holds', rest: body.slice(end).split(/[\r\n]/, 1)[0] ?? '' }
  }
  return body.trim() === '' && rules.emptyStatuses.includes(status) ? { by: 'status', rest: '' } : null
}

const holdsText = (text: string): boolean => /[\p{L}\p{N}]/u.test(text)

/** Whether a text is only how replies of any outcome begin: "<?xml", "<html>", "{", or a key without its value. */
export function isOpening(text: string): boolean {
  if (!holdsText(text)) return true
  if (text.startsWith('<')) return !holdsText(text.replace(/<[^>]*>?/g, ''))
  if (/^[{[]/.test(text)) return !/[:[]\s*("[^"]*[\p{L}\p{N}]|[\p{L}\p{N}-])/u.test(text)
  return /^"[^"]*"\s*:\s*"?$/.test(text)
}
