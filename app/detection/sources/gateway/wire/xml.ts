// XML from a router, which may be careless or hostile: a small tree, limited in size, depth and number of elements. A document
// type ends the reading, so there are no entities to expand and nothing to load.
import { SaxesParser } from 'saxes'

export interface XmlElement {
  /** Without its namespace prefix. */
  readonly name: string
  readonly children: readonly XmlElement[]
  /** Its own text, without white space round it. */
  readonly text: string
}

interface OpenElement {
  readonly name: string
  readonly children: XmlElement[]
  text: string
}

/** Characters, levels, elements. The longest description of a real gateway has a few hundred elements. */
const LIMITS = { characters: 65_536, depth: 32, elements: 2_000 } as const

class Refusal extends Error {}

/**
 * Reads the document's root element. Small mistakes, as many routers make them, are passed over.
 * @returns null for what is too large, has a document type, or is no XML
 */
export function readXml(text: string): XmlElement | null {
  if (text.length > LIMITS.characters) return null
  const root: OpenElement = { name: '', children: [], text: '' }
  const open: OpenElement[] = [root]
  let elements = 0
  const parser = new SaxesParser({ xmlns: false, position: false })
  parser.on('doctype', () => {
    throw new Refusal('a document type')
  })
  // Otherwise the first mistake would be thrown.
  parser.on('error', () => {})
  parser.on('opentag', ({ name }) => {
    elements += 1
    if (elements > LIMITS.elements || open.length > LIMITS.depth) throw new Refusal('too much')
    open.push({ name: name.slice(name.lastIndexOf(':') + 1), children: [], text: '' })
  })
  const addText = (part: string) => {
    const current = open.at(-1)
    if (current !== undefined) current.text += part
  }
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.on('closetag', () => {
    if (open.length === 1) return
    const closed = open.pop()
    const parent = open.at(-1)
    if (closed !== undefined && parent !== undefined) parent.children.push({ ...closed, text: closed.text.trim() })
  })
  try {
    parser.write(text).close()
  } catch {
    return null
  }
  const [document] = root.children
  return document ?? null
}

/** @returns every element below with this name, in the order of the document */
export function elementsNamed(element: XmlElement, name: string): XmlElement[] {
  return element.children.flatMap((child) => [...(child.name === name ? [child] : []), ...elementsNamed(child, name)])
}

/** @returns the text of the first child with this name */
export const childText = (element: XmlElement, name: string): string | null =>
  element.children.find((child) => child.name === name)?.text ?? null
