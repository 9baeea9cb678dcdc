// What is wrong with a settings file as YAML, in words of our own: the parser's words quote the file, and a value of the file
// may be a misplaced secret.
import { type Document, type ErrorCode, isAlias, isMap, isScalar, isSeq, type Node, type YAMLParseError } from 'yaml'

/** Where it is, as an offset in the text, with the key that it is about where one is known. */
export interface TextProblem {
  readonly offset: number
  readonly path: readonly (string | number)[]
  readonly problem: string
}

/** What each of the parser's codes means for somebody who writes settings. */
const MEANINGS: Readonly<Partial<Record<ErrorCode, string>>> = {
  BAD_ALIAS: 'a text that begins with * must be in quotes',
  ALIAS_PROPS: 'a reference (*) can have no anchor (&) and no tag (!)',
  BAD_DIRECTIVE: 'a line that begins with % must be in quotes',
  BAD_DQ_ESCAPE: 'a backslash in double quotes begins an escape that YAML does not know; use single quotes',
  BAD_INDENT: 'a bracket is not closed, or a line is indented less than it must be',
  BAD_PROP_ORDER: 'an anchor (&) or a tag (!) stands in the wrong place; a text that begins so must be in quotes',
  BAD_SCALAR_START: 'a text that begins with this sign must be in quotes',
  BLOCK_AS_IMPLICIT_KEY:
    'a colon with a blank after it stands in a text; put the text in quotes, or correct the indentation',
  BLOCK_IN_FLOW: 'a list or group of several lines stands in brackets',
  KEY_OVER_1024_CHARS: 'a key is too long',
  MISSING_CHAR: 'a colon, a comma, a blank or a closing quotation mark is missing',
  MULTILINE_IMPLICIT_KEY: 'a key must be on one line and have a colon after it',
  MULTIPLE_ANCHORS: 'a value has more than one anchor (&)',
  MULTIPLE_DOCS: 'there is more than one document (---)',
  MULTIPLE_TAGS: 'a value has more than one tag (!)',
  RESOURCE_EXHAUSTION: 'it is nested too deep',
  TAB_AS_INDENT: 'a tab stands in the indentation; use blanks',
  UNEXPECTED_TOKEN: 'something stands here that does not belong here; a text with signs in it must be in quotes',
}

/** These signs have a meaning at the beginning of a value. */
const hasMeaning = (text: string, offset: number): boolean => /[|>@`%*&!]/.test(text.charAt(offset))

function meaning({ code, pos }: YAMLParseError, text: string): string {
  const isQuotable = code === 'UNEXPECTED_TOKEN' || code === 'BAD_SCALAR_START'
  if (isQuotable && hasMeaning(text, pos[0])) return `a text that begins with ${text.charAt(pos[0])} must be in quotes`
  return MEANINGS[code] ?? 'it is not written as YAML is'
}

/** A hostile file has hundreds of thousands. */
const MOST = 100

/** @param name "YAML" or "JSON" */
export const syntaxProblems = (errors: readonly YAMLParseError[], text: string, name: string): TextProblem[] =>
  errors.slice(0, MOST).map((error) => ({
    offset: error.pos[0],
    path: [],
    problem: `is not valid ${name}: ${meaning(error, text)}`,
  }))

/** The types of JSON. Whatever else a tag asks for, a settings file has no use for it. */
const PLAIN_TAG = /^tag:yaml\.org,2002:(str|int|float|bool|null|map|seq)$/

const TAG = 'has a YAML tag, which no setting has: leave it out, or put a text that begins with ! in quotes'
const ALIAS =
  'is a reference (*) to something that no line before it defines: put a text that begins with *, such as a wildcard name, in quotes'
const ANCHOR = 'is nothing but an anchor (&): put a text that begins with & in quotes'
const TWICE = 'is there twice'

/**
 * What the parser lets through and a settings file must not have: tags, references to nothing, and keys that are there twice.
 * One pass over a document without syntax problems.
 */
export function contentProblems(document: Document): TextProblem[] {
  const problems: TextProblem[] = []
  const anchors = new Set<string>()
  const report = (node: Node, path: TextProblem['path'], problem: string): void => {
    problems.push({ offset: node.range?.[0] ?? 0, path, problem })
  }

  function visitKeys(map: Node & { items: unknown[] }, path: TextProblem['path']): void {
    const seen = new Set<string>()
    for (const item of map.items as { key: Node | null; value: Node | null }[]) {
      const name = isScalar(item.key) ? String(item.key.value) : ''
      const at = [...path, name]
      if (isScalar(item.key) && seen.has(name)) report(item.key, at, TWICE)
      seen.add(name)
      if (!isScalar(item.key)) visit(item.key, at)
      visit(item.value, at)
    }
  }
  function visit(node: unknown, path: TextProblem['path']): void {
    if (isAlias(node)) {
      if (!anchors.has(node.source)) report(node, path, ALIAS)
      return
    }
    if (!isScalar(node) && !isMap(node) && !isSeq(node)) return
    if (node.anchor !== undefined) {
      anchors.add(node.anchor)
      // The range of a value that is not there lies behind its anchor.
      if (isScalar(node) && node.value === null && node.source === '') report(node, path, ANCHOR)
    }
    if (node.tag !== undefined && !PLAIN_TAG.test(node.tag)) report(node, path, TAG)
    if (isMap(node)) visitKeys(node, path)
    if (isSeq(node)) for (const [index, entry] of node.items.entries()) visit(entry, [...path, index])
  }

  visit(document.contents, [])
  return problems
}
