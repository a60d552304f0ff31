/** The parts of a Word file that an import looks at, and what is thrown away before anyone sees it. */
import { unzipSync } from 'fflate'
import { AppError } from '#shared/rpc/errors.ts'
import { type XmlElement, XmlError, childOf, descendantsOf, elementsOf, parseXml, textOf } from './xml.ts'

const MAX_UNPACKED = 200 * 1024 * 1024

export interface NumberFormat {
  /** Word's name of the format: decimal, bullet, russianLower… */
  format: string
  text: string
}

export interface StyleInfo {
  name: string
  /** 0 is the first level of headings. */
  outline?: number
  numbering?: { list: string; level: number }
}

export interface DocxPackage {
  body: XmlElement
  styles: ReadonlyMap<string, StyleInfo>
  /** The format of a list's level, by Word's id of the list. */
  numberFormat(list: string, level: number): NumberFormat | undefined
  /** Texts of parts outside of the body, by kind. */
  headers: string[]
  footers: string[]
  footnotes: string[]
  comments: string[]
  images: number
  embedded: number
  /** How many document variables and custom properties were there. Their values are never read further: they hold forgotten personal data. */
  hidden: number
}

/** Opens a .docx; refuses what is not one, is locked, or unpacks to too much. */
export function openDocx(bytes: Uint8Array): DocxPackage {
  const parts = unpack(bytes)
  const read = (name: string): XmlElement | undefined => {
    const data = parts[name]
    if (!data) return undefined
    try {
      return canonical(parseXml(new TextDecoder().decode(data)))
    } catch (error) {
      if (error instanceof XmlError) throw refuse('docx-damaged', `${name}: ${error.message}`)
      throw error
    }
  }
  const body = childOf(read('word/document.xml'), 'w:body')
  if (!body) throw refuse('not-docx', 'The file is not a Word document')
  const names = Object.keys(parts)
  const texts = (pattern: RegExp) =>
    names
      .filter((name) => pattern.test(name))
      .sort()
      .map((name) => wordsOf(read(name)))
      .filter((text) => text !== '')
  const settings = read('word/settings.xml')
  const numbering = read('word/numbering.xml')
  return {
    body,
    styles: stylesOf(read('word/styles.xml')),
    numberFormat: numberFormats(numbering),
    headers: texts(/^word\/header\d*\.xml$/),
    footers: texts(/^word\/footer\d*\.xml$/),
    footnotes: notesOf(read('word/footnotes.xml'), 'w:footnote'),
    comments: notesOf(read('word/comments.xml'), 'w:comment'),
    images: names.filter((name) => name.startsWith('word/media/')).length,
    embedded: names.filter((name) => name.startsWith('word/embeddings/')).length,
    hidden:
      (settings ? descendantsOf(settings, 'w:docVar').length : 0) +
      elementsOf(read('docProps/custom.xml') ?? EMPTY).length,
  }
}

const EMPTY: XmlElement = { name: '', attributes: {}, children: [] }

function unpack(bytes: Uint8Array): Record<string, Uint8Array> {
  let unpacked = 0
  try {
    return unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        if (name.startsWith('word/media/') || name.startsWith('word/embeddings/')) return true
        unpacked += originalSize
        return unpacked <= MAX_UNPACKED
      },
    })
  } catch {
    // An old .doc and a file locked by a password are not zip archives.
    throw refuse('not-docx', 'The file is not a Word document')
  }
}

const WORD_NAMESPACES = [
  'http://schemas.openxmlformats.org/wordprocessingml/2006/main',
  'http://purl.oclc.org/ooxml/wordprocessingml/main',
]

/** Some writers call Word's namespace by another prefix; from here on it is always `w:`. */
function canonical(root: XmlElement): XmlElement {
  const prefix = Object.entries(root.attributes)
    .find(([name, value]) => name.startsWith('xmlns') && WORD_NAMESPACES.includes(value))?.[0]
    .slice(6)
  if (prefix === undefined || prefix === 'w') return root
  const rename = (name: string) =>
    prefix === ''
      ? name.includes(':')
        ? name
        : `w:${name}`
      : name.startsWith(`${prefix}:`)
        ? `w:${name.slice(prefix.length + 1)}`
        : name
  const walk = (element: XmlElement): XmlElement => ({
    name: rename(element.name),
    attributes: Object.fromEntries(
      Object.entries(element.attributes).map(([name, value]) => [name.includes(':') ? rename(name) : name, value]),
    ),
    children: element.children.map((child) => (typeof child === 'string' ? child : walk(child))),
  })
  return walk(root)
}

function stylesOf(styles: XmlElement | undefined): Map<string, StyleInfo> {
  const found = new Map<string, StyleInfo>()
  const elements = styles ? descendantsOf(styles, 'w:style') : []
  const byId = new Map(elements.map((style) => [style.attributes['w:styleId'] ?? '', style]))
  const inherited = <T>(
    style: XmlElement | undefined,
    read: (style: XmlElement) => T | undefined,
    depth = 0,
  ): T | undefined =>
    !style || depth > 20
      ? undefined
      : (read(style) ?? inherited(byId.get(valueOf(childOf(style, 'w:basedOn')) ?? ''), read, depth + 1))
  for (const [id, style] of byId) {
    const outline = inherited(style, (each) => valueOf(childOf(childOf(each, 'w:pPr'), 'w:outlineLvl')))
    const list = inherited(style, (each) => childOf(childOf(each, 'w:pPr'), 'w:numPr'))
    const listId = valueOf(childOf(list, 'w:numId'))
    found.set(id, {
      name: (valueOf(childOf(style, 'w:name')) ?? id).toLowerCase(),
      ...(outline === undefined || Number(outline) > 8 ? {} : { outline: Number(outline) }),
      ...(listId === undefined
        ? {}
        : { numbering: { list: listId, level: Number(valueOf(childOf(list, 'w:ilvl')) ?? 0) } }),
    })
  }
  return found
}

function numberFormats(numbering: XmlElement | undefined): DocxPackage['numberFormat'] {
  const abstract = new Map<string, XmlElement>()
  const lists = new Map<string, XmlElement>()
  for (const element of numbering ? elementsOf(numbering) : []) {
    if (element.name === 'w:abstractNum') abstract.set(element.attributes['w:abstractNumId'] ?? '', element)
    if (element.name === 'w:num') lists.set(element.attributes['w:numId'] ?? '', element)
  }
  return (list, level) => {
    const found = abstract.get(valueOf(childOf(lists.get(list), 'w:abstractNumId')) ?? '')
    const definition =
      found && elementsOf(found).find((each) => each.name === 'w:lvl' && each.attributes['w:ilvl'] === String(level))
    return (
      definition && {
        format: valueOf(childOf(definition, 'w:numFmt')) ?? 'decimal',
        text: valueOf(childOf(definition, 'w:lvlText')) ?? '',
      }
    )
  }
}

function notesOf(part: XmlElement | undefined, name: string): string[] {
  // The first two footnotes of every file are the separator lines.
  return (part ? elementsOf(part) : [])
    .filter((note) => note.name === name && note.attributes['w:type'] === undefined)
    .map(wordsOf)
    .filter((text) => text !== '')
}

function wordsOf(part: XmlElement | undefined): string {
  return part
    ? descendantsOf(part, 'w:p')
        .map((paragraph) => descendantsOf(paragraph, 'w:t').map(textOf).join(''))
        .join(' ')
        .replace(/\s+/g, ' ')
        .trim()
    : ''
}

/** The `w:val` of an element. */
export function valueOf(element: XmlElement | undefined): string | undefined {
  return element?.attributes['w:val']
}

function refuse(reason: string, message: string): AppError {
  return new AppError('invalid', message, { reason: `documents.${reason}` })
}
