// Finds the address in the answer of an echo service: plain text, key=value lines, JSON or a small HTML page.
import { type Family, parseAddress } from '../../../model/address.ts'

const withoutMarkup = (body: string): string =>
  body
    .replace(/<!--[\s\S]*?-->/g, ' ')
    .replace(/<(script|style)\b[\s\S]*?<\/\1\s*>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')

/** What a word may mean, likeliest first: "11.22.33.44.", "IP:11.22.33.44" and "11.22.33.44:8080" contain an address too. */
function readings(word: string): string[] {
  const bare = word.replace(/[.,:]+$/, '')
  return [word, bare, bare.replace(/^[A-Za-z][A-Za-z0-9]*:/, ''), bare.replace(/:\d{1,5}$/, '')]
}

/** Every distinct address literal of the family in the text, in canonical form and in the order of first mention. */
export function addressesIn(body: string, family: Family): readonly string[] {
  const found = new Set<string>()
  // A word is a run of characters that literals use. With % a scoped address stays one word and is not read in part.
  for (const word of withoutMarkup(body).match(/[0-9A-Za-z.:%]+/g) ?? []) {
    const address = readings(word)
      .map(parseAddress)
      .find((parsed) => parsed !== null)
    if (address?.family === family) found.add(address.text)
  }
  return [...found]
}
