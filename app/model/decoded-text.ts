// Takes the encodings off a text that travelled over HTTP: percent, HTML entities, and the escapes of JSON and JavaScript. It
// serves the search for secrets, so it decodes whatever can be decoded and never throws.

/** The signs of ASCII that HTML gives a name. Their names are compared without case. */
const SIGNS: Readonly<Record<string, string>> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0', tab: '\t', newline: '\n' },
  ...{ excl: '!', num: '#', dollar: '$', percnt: '%', lpar: '(', rpar: ')', ast: '*', midast: '*', plus: '+' },
  ...{ comma: ',', period: '.', sol: '/', colon: ':', semi: ';', equals: '=', quest: '?', commat: '@' },
  ...{ lsqb: '[', lbrack: '[', bsol: '\\', rsqb: ']', rbrack: ']', hat: '^', lowbar: '_', underbar: '_' },
  ...{ grave: '`', diacriticalgrave: '`', lcub: '{', lbrace: '{', verbar: '|', vert: '|', verticalline: '|' },
  ...{ rcub: '}', rbrace: '}', hyphen: '-', dash: '-', tilde: '~' },
}

/** The names of U+00A0 to U+00FF, in order (HTML 4.01, section 24.2). Case counts: "Auml" and "auml" are two letters. */
const LATIN_1 =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para ' +
  'middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute ' +
  'Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute ' +
  'THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ' +
  'ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml'
const LETTERS = new Map(LATIN_1.split(' ').map((name, index) => [name, String.fromCharCode(0xa0 + index)]))

const CONTROLS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v' }

/** Every part is bounded or a plain run, so that the time grows with the text alone. */
const ENCODED =
  /(?:%[0-9a-f]{2})+|%u[0-9a-f]{4}|&#x[0-9a-f]{1,8};?|&#\d{1,10};?|&[a-z][a-z0-9]{1,31};?|(?:\\u[0-9a-f]{4})+|\\u\{[0-9a-f]{1,6}\}|(?:\\x[0-9a-f]{2})+|\\[^ux]/gi

const characterOf = (codePoint: number): string =>
  codePoint <= 0x10ffff && !Number.isNaN(codePoint) ? String.fromCodePoint(codePoint) : '\ufffd'

const hexPairs = (text: string): number[] =>
  (text.match(/[0-9a-f]{2}/gi) ?? []).map((pair) => Number.parseInt(pair, 16))
const utf8 = new TextDecoder()
/** Servers mostly mean UTF-8 bytes; what is none becomes U+FFFD, and the rest is still found. */
const fromBytes = (text: string): string => utf8.decode(Uint8Array.from(hexPairs(text)))

function decodeEntity(text: string): string {
  const name = text.slice(1).replace(/;$/, '')
  if (/^#x/i.test(name)) return characterOf(Number.parseInt(name.slice(2), 16))
  if (name.startsWith('#')) return characterOf(Number.parseInt(name.slice(1), 10))
  return SIGNS[name.toLowerCase()] ?? LETTERS.get(name) ?? text
}

function decodeEscape(text: string): string {
  const kind = text[1] ?? ''
  if (kind === 'x' || kind === 'X') return fromBytes(text.replace(/\\x/gi, ''))
  if (text[2] === '{') return characterOf(Number.parseInt(text.slice(3, -1), 16))
  if ((kind === 'u' || kind === 'U') && text.length > 2) {
    const units = text.slice(2).split(/\\u/i)
    return units.map((unit) => String.fromCharCode(Number.parseInt(unit, 16))).join('')
  }
  return CONTROLS[kind] ?? kind
}

function decodeOne(text: string): string {
  if (text.startsWith('&')) return decodeEntity(text)
  if (text.startsWith('\\')) return decodeEscape(text)
  return /^%u/i.test(text) ? characterOf(Number.parseInt(text.slice(2), 16)) : fromBytes(text)
}

/** A text is seldom encoded more often than this. Each layer takes one pass over the text. */
const MAX_LAYERS = 4

/** @returns the text as it is, then with one layer of encodings after the other taken off */
export function decodedViews(text: string): readonly string[] {
  const views = [text]
  let view = text
  for (let layer = 0; layer < MAX_LAYERS && /[%&\\]/.test(view); layer += 1) {
    const decoded = view.replace(ENCODED, decodeOne)
    if (decoded === view) break
    views.push(decoded)
    view = decoded
  }
  return views
}
