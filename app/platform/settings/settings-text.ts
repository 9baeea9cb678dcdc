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
import type { ValueProblem } from './settings-problem.ts'

export interface TextLocation {
  readonly line: number
  readonly column: number
}

export type ParsedText =
  | { readonly ok: true; readonly value: unknown; locate(problem: ValueProblem): TextLocation | null }
  | {
      readonly ok: false
      readonly problems: readonly { readonly location: TextLocation | null; readonly problem: string }[]
    }

/** Aliases expand; this bounds what a small file can become. */
const MAX_ALIASES = 100
/** JSON up to this many characters is parsed a second time, because JSON.parse does not report duplicate keys. */
const MAX_STRICT_JSON = 16_384

export const isJson = (file: string): boolean => /\.json$/i.test(file)

function parseYaml(text: string): { document: Document.Parsed; lines: LineCounter } {
  const lines = new LineCounter()
  return { document: parseDocument(text, { lineCounter: lines, prettyErrors: false, version: '1.2' }), lines }
}

const locationOf = (lines: LineCounter, offset: number): TextLocation => {
  const { line, col } = lines.linePos(offset)
  return { line, column: col }
}

/** @returns the node at the path, or the nearest existing one above it. */
function locateNode(document: Document.Parsed, { path, atKey }: ValueProblem): Node | null {
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

function syntaxProblems(text: string, name: string): Extract<ParsedText, { ok: false }> {
  const { document, lines } = parseYaml(text)
  const problems = document.errors.map((error) => ({
    location: locationOf(lines, error.pos[0]),
    problem: `is not valid ${name}: ${error.message.replace(/\s+/g, ' ').replace(/\.$/, '')}`,
  }))
  return { ok: false, problems: problems.length > 0 ? problems : [{ location: null, problem: `is not valid ${name}` }] }
}

/** Parses the file's text. `locate` finds a key or value, or the nearest existing one to a missing one. */
export function parseSettingsText(text: string, file: string): ParsedText {
  const source = text.replace(/^\uFEFF/, '')
  const lazy: { parsed?: ReturnType<typeof parseYaml> } = {}
  const yaml = () => {
    lazy.parsed ??= parseYaml(source)
    return lazy.parsed
  }
  const locate = (problem: ValueProblem): TextLocation | null => {
    const range = locateNode(yaml().document, problem)?.range
    return range === undefined || range === null ? null : locationOf(yaml().lines, range[0])
  }
  if (isJson(file)) {
    try {
      const value: unknown = JSON.parse(source)
      const hasDuplicates = source.length <= MAX_STRICT_JSON && yaml().document.errors.length > 0
      return hasDuplicates ? syntaxProblems(source, 'JSON') : { ok: true, value, locate }
    } catch {
      return syntaxProblems(source, 'JSON')
    }
  }
  if (yaml().document.errors.length > 0) return syntaxProblems(source, 'YAML')
  try {
    return { ok: true, value: yaml().document.toJS({ maxAliasCount: MAX_ALIASES }), locate }
  } catch {
    return { ok: false, problems: [{ location: null, problem: 'uses more aliases than a settings file needs' }] }
  }
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
