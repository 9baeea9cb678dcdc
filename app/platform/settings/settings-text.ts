// The settings file as text: read into a value with the place of every key, and written back so that comments, order and
// style outside of the change stay as they were. YAML, or JSON where the name says so.
import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml'
import type { Finding } from './settings-problem.ts'

export interface Place {
  readonly line: number
  readonly column: number
}

export type ParsedText =
  | { readonly ok: true; readonly value: unknown; locate(finding: Finding): Place | null }
  | { readonly ok: false; readonly mistakes: readonly { readonly place: Place | null; readonly problem: string }[] }

/** Aliases expand; this bounds what a small file can become. */
const MAX_ALIASES = 100
/** Characters up to which JSON is read a second time for doubled keys, which its own parser takes without a word. */
const MAX_STRICT_JSON = 16_384

export const isJson = (file: string): boolean => /\.json$/i.test(file)

function parseYaml(text: string): { document: Document.Parsed; lines: LineCounter } {
  const lines = new LineCounter()
  return { document: parseDocument(text, { lineCounter: lines, prettyErrors: false, version: '1.2' }), lines }
}

const placeOf = (lines: LineCounter, offset: number): Place => {
  const { line, col } = lines.linePos(offset)
  return { line, column: col }
}

/** The node at the path, or the nearest one above it that is there. */
function locateNode(document: Document.Parsed, { path, atKey }: Finding): Node | null {
  let node: unknown = document.contents
  for (const [depth, part] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document)
    if (!isCollection(node)) break
    if (isMap(node) && atKey === true && depth === path.length - 1) {
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === part)
      if (pair !== undefined && isNode(pair.key)) return pair.key
    }
    const next = node.get(part, true)
    if (!isNode(next)) break
    node = next
  }
  return isNode(node) ? node : null
}

function syntaxMistakes(text: string, name: string): Extract<ParsedText, { ok: false }> {
  const { document, lines } = parseYaml(text)
  const mistakes = document.errors.map((error) => ({
    place: placeOf(lines, error.pos[0]),
    problem: `is not valid ${name}: ${error.message.replace(/\s+/g, ' ').replace(/\.$/, '')}`,
  }))
  return { ok: false, mistakes: mistakes.length > 0 ? mistakes : [{ place: null, problem: `is not valid ${name}` }] }
}

/** Reads the file's text. `locate` says where a key or value stands, or what is nearest to where it should. */
export function parseSettingsText(text: string, file: string): ParsedText {
  const source = text.replace(/^\uFEFF/, '')
  const lazy: { parsed?: ReturnType<typeof parseYaml> } = {}
  const yaml = () => {
    lazy.parsed ??= parseYaml(source)
    return lazy.parsed
  }
  const locate = (finding: Finding): Place | null => {
    const range = locateNode(yaml().document, finding)?.range
    return range === undefined || range === null ? null : placeOf(yaml().lines, range[0])
  }
  if (isJson(file)) {
    try {
      const value: unknown = JSON.parse(source)
      const doubled = source.length <= MAX_STRICT_JSON && yaml().document.errors.length > 0
      return doubled ? syntaxMistakes(source, 'JSON') : { ok: true, value, locate }
    } catch {
      return syntaxMistakes(source, 'JSON')
    }
  }
  if (yaml().document.errors.length > 0) return syntaxMistakes(source, 'YAML')
  try {
    return { ok: true, value: yaml().document.toJS({ maxAliasCount: MAX_ALIASES }), locate }
  } catch {
    return { ok: false, mistakes: [{ place: null, problem: 'uses more aliases than a settings file needs' }] }
  }
}

type Plain = Readonly<Record<string, unknown>>
const isPlain = (value: unknown): value is Plain => typeof value === 'object' && value !== null && !Array.isArray(value)

/** What makes two entries of a list the same entry, changed or not. */
export type Identify = (entry: unknown) => string

function reconcileMap(document: Document, map: YAMLMap, before: Plain, after: Plain, identify: Identify): void {
  for (const key of Object.keys(before)) if (!(key in after)) map.delete(key)
  for (const [key, value] of Object.entries(after)) {
    if (JSON.stringify(before[key]) === JSON.stringify(value)) continue
    const node = map.get(key, true)
    if (isMap(node) && isPlain(value) && isPlain(before[key]))
      reconcileMap(document, node, before[key], value, identify)
    else if (isSeq(node) && Array.isArray(value) && Array.isArray(before[key])) {
      reconcileList(document, node, before[key], value, identify)
    } else if (isScalar(node) && !isPlain(value) && !Array.isArray(value)) node.value = value
    else map.set(key, document.createNode(value))
  }
}

function reconcileList(
  document: Document,
  list: YAMLSeq,
  before: unknown[],
  after: unknown[],
  identify: Identify,
): void {
  const old = before.map((entry, index) => ({ entry, node: list.items[index] }))
  const byIdentity = new Map(old.map((it) => [identify(it.entry), it]))
  const flow = isMap(list.items[0]) && list.items[0].flow === true
  // An empty list is written on one line; its first entry gets lines of its own.
  if (before.length === 0) list.flow = false
  list.items = after.map((entry, index) => {
    // A renamed entry keeps its place, and with it its comments.
    const match = byIdentity.get(identify(entry)) ?? (before.length === after.length ? old[index] : undefined)
    if (match === undefined || !isNode(match.node)) return document.createNode(entry, { flow })
    if (!isMap(match.node) || !isPlain(entry) || !isPlain(match.entry)) {
      return JSON.stringify(entry) === JSON.stringify(match.entry) ? match.node : document.createNode(entry)
    }
    reconcileMap(document, match.node, match.entry, entry, identify)
    return match.node
  })
}

/**
 * The text brought from the first of these values, which it was read from, through each to the last: one change at a
 * time, so that each entry can be followed. Throws when the text is no group of keys.
 */
export function rewriteSettingsText(text: string, file: string, steps: readonly Plain[], identify: Identify): string {
  if (isJson(file)) return `${JSON.stringify(steps.at(-1), null, 2)}\n`
  const document: Document = parseYaml(text.replace(/^\uFEFF/, '')).document
  if (document.contents === null) document.contents = document.createNode({})
  const root: unknown = document.contents
  if (!isMap(root)) throw new Error('The settings are not a group of keys.')
  steps.reduce((before, after) => {
    reconcileMap(document, root, before, after, identify)
    return after
  })
  const written = document.toString({ lineWidth: 0 })
  return text.includes('\r\n') ? written.replace(/\r?\n/g, '\r\n') : written
}
