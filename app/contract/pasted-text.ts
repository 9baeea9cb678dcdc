// Cleans what people paste. Window, command line, environment and files give a value to this one place.

/** White space of any kind, controls, and what is not seen: soft hyphen, zero-width and direction marks, byte order mark, fillers. */
const UNSEEN = /[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u115f\u1160\u3164]/u

/** @returns the text without white space and unseen characters round it; those inside stay */
export function cleanPasted(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && UNSEEN.test(text.charAt(start))) start += 1
  while (end > start && UNSEEN.test(text.charAt(end - 1))) end -= 1
  return text.slice(start, end)
}
