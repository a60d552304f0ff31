/** A small strict reader of the XML inside Office files: elements, attributes and text. No document types, so no entities to blow up. */

export interface XmlElement {
  name: string
  attributes: Readonly<Record<string, string>>
  children: (XmlElement | string)[]
}

export class XmlError extends Error {
  constructor(message: string, at: number) {
    super(`${message} at ${at}`)
    this.name = 'XmlError'
  }
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const TAG = /<(\/?)([A-Za-z_][\w.:-]*)((?:\s+[A-Za-z_][\w.:-]*\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/y
const ATTRIBUTE = /([A-Za-z_][\w.:-]*)\s*=\s*(?:"([^"]*)"|'([^']*)')/g
// Characters that XML 1.0 does not allow, even escaped.
const FORBIDDEN = new RegExp('[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\ufffe\\uffff]')
const MAX_DEPTH = 200

/** Throws an `XmlError` on anything that is not well formed. */
export function parseXml(source: string): XmlElement {
  const text = source.startsWith('\ufeff') ? source.slice(1) : source
  const root: XmlElement = { name: '', attributes: {}, children: [] }
  const stack: XmlElement[] = [root]
  let at = 0
  while (at < text.length) {
    const parent = stack.at(-1) ?? root
    if (text.charCodeAt(at) !== 60) {
      const end = text.indexOf('<', at)
      const piece = text.slice(at, end < 0 ? text.length : end)
      if (stack.length > 1) parent.children.push(unescapeXml(piece, at))
      else if (piece.trim() !== '') throw new XmlError('Text outside of the root element', at)
      at = end < 0 ? text.length : end
      continue
    }
    const skipped = skipMarkup(text, at, parent)
    if (skipped > at) {
      at = skipped
      continue
    }
    TAG.lastIndex = at
    const match = TAG.exec(text)
    if (!match) throw new XmlError('A malformed tag', at)
    const [whole, closing, name = '', attributes = '', empty] = match
    if (closing) {
      if (parent.name !== name || stack.length === 1) throw new XmlError(`</${name}> closes <${parent.name}>`, at)
      stack.pop()
    } else {
      const element: XmlElement = { name, attributes: attributesOf(attributes, at), children: [] }
      if (stack.length === 1 && root.children.length > 0) throw new XmlError('A second root element', at)
      parent.children.push(element)
      if (!empty) stack.push(element)
      if (stack.length > MAX_DEPTH) throw new XmlError('Too deep', at)
    }
    at += whole.length
  }
  const [top] = root.children
  if (stack.length > 1 || top === undefined || typeof top === 'string')
    throw new XmlError('The root element is not closed', at)
  return top
}

/** Past a comment, a declaration or a CDATA section; the same place when there is none. */
function skipMarkup(text: string, at: number, parent: XmlElement): number {
  if (text.startsWith('<?', at)) return endOf(text, '?>', at)
  if (text.startsWith('<!--', at)) return endOf(text, '-->', at)
  if (text.startsWith('<![CDATA[', at)) {
    const end = endOf(text, ']]>', at)
    parent.children.push(text.slice(at + 9, end - 3))
    return end
  }
  if (text.startsWith('<!', at)) throw new XmlError('Document types are not read', at)
  return at
}

function endOf(text: string, mark: string, at: number): number {
  const end = text.indexOf(mark, at)
  if (end < 0) throw new XmlError(`No ${mark}`, at)
  return end + mark.length
}

function attributesOf(source: string, at: number): Record<string, string> {
  const attributes: Record<string, string> = {}
  for (const [, name = '', double, single] of source.matchAll(ATTRIBUTE)) {
    if (Object.hasOwn(attributes, name)) throw new XmlError(`Attribute ${name} twice`, at)
    attributes[name] = unescapeXml(double ?? single ?? '', at)
  }
  return attributes
}

function unescapeXml(text: string, at: number): string {
  if (FORBIDDEN.test(text)) throw new XmlError('A control character', at)
  if (!text.includes('&')) return text
  return text.replace(/&(#x[0-9a-fA-F]{1,6}|#\d{1,7}|\w+);|&/g, (whole, entity: string | undefined) => {
    if (entity === undefined) throw new XmlError('A bare &', at)
    if (entity.startsWith('#')) {
      const code = entity.startsWith('#x') ? Number.parseInt(entity.slice(2), 16) : Number(entity.slice(1))
      if (code > 0x10ffff || (code < 32 && ![9, 10, 13].includes(code))) throw new XmlError(`Character ${whole}`, at)
      return String.fromCodePoint(code)
    }
    const known = ENTITIES[entity]
    if (known === undefined) throw new XmlError(`Entity ${whole}`, at)
    return known
  })
}

export function elementsOf(parent: XmlElement): XmlElement[] {
  return parent.children.filter((child) => typeof child !== 'string')
}

export function childOf(parent: XmlElement | undefined, name: string): XmlElement | undefined {
  return parent?.children.find((child): child is XmlElement => typeof child !== 'string' && child.name === name)
}

/** Every element of a name below, in the order of the document. */
export function descendantsOf(parent: XmlElement, name: string): XmlElement[] {
  return elementsOf(parent).flatMap((child) => [...(child.name === name ? [child] : []), ...descendantsOf(child, name)])
}

export function textOf(element: XmlElement): string {
  return element.children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('')
}
