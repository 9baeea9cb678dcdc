// The settings file as text. Parsing gives a value and the location of every key. Writing keeps comments, order and style of
// everything that did not change. The format is JSON for a .json file, otherwise YAML.
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
import { messageOf } from '../../model/message-of.ts'
import type { ValueProblem } from './settings-problem.ts'
import { contentProblems, syntaxProblems, type TextProblem } from './yaml-problems.ts'

export interface TextLocation {
  readonly line: number
  readonly column: number
}

export interface LocatedProblem {
  readonly location: TextLocation | null
  /** Empty where the problem is of the file as a whole. */
  readonly path: ValueProblem['path']
  readonly problem: string
}

export type ParsedText =
  | { readonly ok: true; readonly value: unknown; locate(problem: ValueProblem): TextLocation | null }
  | { readonly ok: false; readonly problems: readonly LocatedProblem[] }

/** Aliases expand; this bounds what a small file can become. */
const MAX_ALIASES = 100
/** JSON up to this many characters is parsed a second time, because JSON.parse does not report duplicate keys. */
const MAX_STRICT_JSON = 16_384

export const isJson = (file: string): boolean => /\.json$/i.test(file)

interface ParsedYaml {
  readonly document: Document.Parsed
  readonly lines: LineCounter
}

/**
 * The parser makes an error object for each thing that is wrong, and a hostile file has hundreds of thousands: none needs a
 * stack. Keys that are there twice we find ourselves, since the parser compares each key with each other one.
 */
function parseYaml(text: string): ParsedYaml {
  const lines = new LineCounter()
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  try {
    const options = { lineCounter: lines, prettyErrors: false, uniqueKeys: false, version: '1.2' } as const
    return { document: parseDocument(text, options), lines }
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

const locationOf = (lines: LineCounter, offset: number): TextLocation => {
  const { line, col } = lines.linePos(offset)
  return { line, column: col }
}

type Pairs = ReadonlyMap<unknown, { readonly key: Node; readonly value: unknown }>

/** A map's pairs by their keys. A hostile map has tens of thousands, and each of them a problem. */
function pairsOf(map: YAMLMap, known: WeakMap<object, Pairs>): Pairs {
  const before = known.get(map)
  if (before !== undefined) return before
  const pairs = new Map(
    map.items.flatMap(({ key, value }) => (isScalar(key) ? [[String(key.value), { key, value }] as const] : [])),
  )
  known.set(map, pairs)
  return pairs
}

/** @returns the node at the path, or the nearest existing one above it. */
function locateNode(
  document: Document.Parsed,
  { path, atKey }: ValueProblem,
  known: WeakMap<object, Pairs>,
): Node | null {
  let node: unknown = document.contents
  for (const [depth, part] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document)
    if (!isCollection(node)) break
    const pair = isMap(node) ? pairsOf(node, known).get(String(part)) : undefined
    if (pair !== undefined && atKey === true && depth === path.length - 1) return pair.key
    const next = isMap(node) ? pair?.value : node.get(part, true)
    if (!isNode(next)) break
    node = next
  }
  return isNode(node) ? node : null
}

const refused = (lines: LineCounter, problems: readonly TextProblem[]): ParsedText => ({
  ok: false,
  problems: problems.map(({ offset, path, problem }) => ({ location: locationOf(lines, offset), path, problem })),
})

const refusedAsWhole = (problem: string, location: TextLocation | null = null): ParsedText => ({
  ok: false,
  problems: [{ location, path: [], problem }],
})

function readYaml(text: string, { document, lines }: ParsedYaml): { readonly value: unknown } | ParsedText {
  const syntax = syntaxProblems([...document.errors, ...document.warnings.filter(isNoTag)], text, 'YAML')
  if (syntax.length > 0) return refused(lines, syntax)
  const content = contentProblems(document)
  if (content.length > 0) return refused(lines, content)
  try {
    return { value: document.toJS({ maxAliasCount: MAX_ALIASES }) }
  } catch {
    return refusedAsWhole('uses more aliases than a settings file needs')
  }
}

/** A tag is reported with the key that it stands at. */
const isNoTag = ({ code }: { readonly code: string }): boolean => code !== 'TAG_RESOLVE_FAILED'

/** JSON.parse tells the offset of most mistakes, in English words after "at position". */
function jsonMistake(error: unknown, text: string): TextLocation | null {
  const [, digits] = /at position (\d+)/.exec(messageOf(error)) ?? []
  if (digits === undefined) return null
  const before = text.slice(0, Number(digits)).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}

function readJson(text: string, yaml: () => ParsedYaml): { readonly value: unknown } | ParsedText {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    const { document, lines } = yaml()
    const found = syntaxProblems(document.errors, text, 'JSON')
    return found.length > 0 ? refused(lines, found) : refusedAsWhole('is not valid JSON', jsonMistake(error, text))
  }
  if (text.length > MAX_STRICT_JSON) return { value }
  const twice = contentProblems(yaml().document)
  return twice.length > 0 ? refused(yaml().lines, twice) : { value }
}

/** Parses the file's text. `locate` finds a key or value, or the nearest existing one to a missing one. */
export function parseSettingsText(text: string, file: string): ParsedText {
  const source = text.replace(/^\uFEFF/, '')
  if (source.trim() === '') return refusedAsWhole('is empty')
  const lazy: { parsed?: ParsedYaml } = {}
  const yaml = () => {
    lazy.parsed ??= parseYaml(source)
    return lazy.parsed
  }
  const read = isJson(file) ? readJson(source, yaml) : readYaml(source, yaml())
  if ('ok' in read) return read
  // Nothing but comments.
  if (read.value === null && !isJson(file)) return refusedAsWhole('is empty')
  const pairs = new WeakMap<object, Pairs>()
  const locate = (problem: ValueProblem): TextLocation | null => {
    const range = locateNode(yaml().document, problem, pairs)?.range
    return range === undefined || range === null ? null : locationOf(yaml().lines, range[0])
  }
  return { ok: true, value: read.value, locate }
}

type Plain = Readonly<Record<string, unknown>>
const isPlain = (value: unknown): value is Plain => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Two entries of a list with the same identity are the same entry, even if it has changed. */
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
  // An empty list is on one line. Its first entry starts new lines.
  if (before.length === 0) list.flow = false
  list.items = after.map((entry, index) => {
    // A renamed entry keeps its position, and with it its comments.
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
 * Rewrites the text to the last of these values. The first is the value that the text holds; the others follow change by
 * change, so that each entry can be traced. @throws when the text is no group of keys.
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
