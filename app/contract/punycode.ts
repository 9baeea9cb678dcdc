// Reads the ASCII form of one internationalised label (RFC 3492): browsers and Node can write it, but only Node can read it.

const BASE = 36
const T_MIN = 1
const T_MAX = 26
const SKEW = 38
const DAMP = 700
const INITIAL_BIAS = 72
const INITIAL_CODE_POINT = 128
const LARGEST_CODE_POINT = 0x10ffff

/** @returns the value of a digit, a to z and 0 to 9; null when it is none */
function digitValue(character: string | undefined): number | null {
  if (character === undefined || !/^[a-z0-9]$/i.test(character)) return null
  return Number.parseInt(character, BASE) < 10 ? Number(character) + 26 : Number.parseInt(character, BASE) - 10
}

function adaptedBias(delta: number, count: number, isFirst: boolean): number {
  let rest = Math.floor(delta / (isFirst ? DAMP : 2))
  rest += Math.floor(rest / count)
  let k = 0
  for (; rest > Math.floor(((BASE - T_MIN) * T_MAX) / 2); k += BASE) rest = Math.floor(rest / (BASE - T_MIN))
  return k + Math.floor(((BASE - T_MIN + 1) * rest) / (rest + SKEW))
}

/** @param text what follows "xn--" in a label. @returns null when it is not valid */
export function decodePunycode(text: string): string | null {
  const basic = text.lastIndexOf('-')
  const output = basic > 0 ? [...text.slice(0, basic)].map((character) => character.charCodeAt(0)) : []
  let bias = INITIAL_BIAS
  let codePoint = INITIAL_CODE_POINT
  let index = 0
  for (let at = basic > 0 ? basic + 1 : 0; at < text.length; ) {
    const before = index
    let weight = 1
    for (let k = BASE; ; k += BASE) {
      const digit = digitValue(text[at])
      if (digit === null) return null
      at += 1
      index += digit * weight
      const threshold = k <= bias ? T_MIN : Math.min(k - bias, T_MAX)
      if (digit < threshold) break
      weight *= BASE - threshold
      if (weight > Number.MAX_SAFE_INTEGER / BASE) return null
    }
    bias = adaptedBias(index - before, output.length + 1, before === 0)
    codePoint += Math.floor(index / (output.length + 1))
    index %= output.length + 1
    if (codePoint > LARGEST_CODE_POINT) return null
    output.splice(index, 0, codePoint)
    index += 1
  }
  return String.fromCodePoint(...output)
}
