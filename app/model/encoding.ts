// The encodings in which text travels over HTTP. None of them throws, whatever the text.

/** Base64 of the text's UTF-8 bytes (RFC 4648, with padding). */
export const base64 = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)))

/** A lone surrogate has no encoding; `encodeURIComponent` would throw. */
const wellFormed = (text: string): string => text.replace(/\p{Cs}/gu, '\uFFFD')

/** Percent-encoded as browsers and most libraries do it, which leaves !'()* as they are. */
export const uriComponent = (text: string): string => encodeURIComponent(wellFormed(text))

/** Percent-encoded strictly: only the unreserved characters of RFC 3986 stay as they are. */
export const percentEncoded = (text: string): string =>
  uriComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)

const HTML_ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

export const htmlEscaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => HTML_ENTITIES[character] ?? character)
