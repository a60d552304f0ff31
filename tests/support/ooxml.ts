/** Checks a .docx against the structure that Word demands: parts, types, relationships, well-formed XML, order of elements, ids that exist. */
import path from 'node:path/posix'
import { unzipSync } from 'fflate'
import { type XmlElement, childOf, descendantsOf, elementsOf, parseXml } from '#main/engine/documents/xml.ts'

/** The order of children in the schema (ECMA-376 part 1, 17); what is not listed may stand anywhere. */
const ORDER: Readonly<Record<string, readonly string[]>> = {
  'w:pPr':
    'pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange'.split(
      ' ',
    ),
  'w:rPr':
    'rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath'.split(
      ' ',
    ),
  'w:tblPr':
    'tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription'.split(
      ' ',
    ),
  'w:tcPr':
    'cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark'.split(' '),
  'w:sectPr':
    'headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid'.split(
      ' ',
    ),
  'w:lvl': 'start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId legacy lvlJc pPr rPr'.split(' '),
  'w:style':
    'name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked personal personalCompose personalReply rsid pPr rPr tblPr trPr tcPr tblStylePr'.split(
      ' ',
    ),
  'w:tbl': 'bookmarkStart bookmarkEnd tblPr tblGrid tr'.split(' '),
  'w:numbering': 'numPicBullet abstractNum num'.split(' '),
}
/** What may stand in an element at all, of what our files could hold; elements that mark a range may stand almost anywhere. */
const INSIDE: Readonly<Record<string, readonly string[]>> = {
  'w:body': ['p', 'tbl', 'sectPr', 'bookmarkStart', 'bookmarkEnd', 'sdt'],
  'w:hdr': ['p', 'tbl', 'bookmarkStart', 'bookmarkEnd'],
  'w:ftr': ['p', 'tbl', 'bookmarkStart', 'bookmarkEnd'],
  'w:p': 'pPr r fldSimple hyperlink bookmarkStart bookmarkEnd proofErr'.split(' '),
  'w:r':
    'rPr t br tab fldChar instrText sym noBreakHyphen softHyphen lastRenderedPageBreak drawing footnoteReference footnoteRef endnoteRef separator continuationSeparator'.split(
      ' ',
    ),
  'w:tr': ['tblPrEx', 'trPr', 'tc', 'bookmarkStart', 'bookmarkEnd'],
  'w:tc': ['tcPr', 'p', 'tbl', 'bookmarkStart', 'bookmarkEnd'],
}
/** Attributes that Word reads only when they are one of these. */
const VALUES: Readonly<Record<string, RegExp>> = {
  'w:jc': /^(left|right|center|both|start|end)$/,
  'w:lvlJc': /^(left|right|center|start|end)$/,
  'w:vMerge': /^(restart|continue)$/,
  'w:ilvl': /^[0-8]$/,
  'w:outlineLvl': /^[0-9]$/,
  'w:sz': /^\d+$/,
  'w:gridSpan': /^[1-9]\d*$/,
  'w:numFmt': /^(decimal|bullet|none|russianLower|lowerLetter|upperRoman|lowerRoman|upperLetter|russianUpper)$/,
}
const FIRST: Readonly<Record<string, string>> = { 'w:p': 'w:pPr', 'w:r': 'w:rPr', 'w:tc': 'w:tcPr', 'w:tr': 'w:trPr' }

/** An empty list means that Word opens the file without repair, as far as structure can tell. */
export function problemsOfDocx(bytes: Uint8Array): string[] {
  const files = unzipSync(bytes)
  const problems: string[] = []
  const parts = new Map<string, XmlElement>()
  for (const [name, data] of Object.entries(files)) {
    try {
      parts.set(name, parseXml(new TextDecoder('utf-8', { fatal: true }).decode(data)))
    } catch (error) {
      problems.push(`${name}: ${String(error)}`)
    }
  }
  problems.push(...packageProblems(parts))
  for (const [name, root] of parts)
    if (name.startsWith('word/') && !name.endsWith('.rels'))
      walk(root, (element) => problems.push(...orderProblems(name, element), ...contentProblems(name, element)))
  const body = childOf(parts.get('word/document.xml'), 'w:body')
  if (!body) return [...problems, 'word/document.xml has no body']
  return [...problems, ...referenceProblems(parts, body), ...tableProblems(body)]
}

function packageProblems(parts: ReadonlyMap<string, XmlElement>): string[] {
  const problems: string[] = []
  const types = parts.get('[Content_Types].xml')
  for (const needed of [
    '[Content_Types].xml',
    '_rels/.rels',
    'word/document.xml',
    'word/styles.xml',
    'word/numbering.xml',
    'docProps/core.xml',
  ])
    if (!parts.has(needed)) problems.push(`${needed} is missing`)
  const overrides = new Set(types ? descendantsOf(types, 'Override').map((each) => each.attributes['PartName']) : [])
  const defaults = new Set(types ? descendantsOf(types, 'Default').map((each) => each.attributes['Extension']) : [])
  for (const override of overrides)
    if (override !== undefined && !parts.has(override.slice(1)))
      problems.push(`a type for ${override}, which is not there`)
  for (const name of parts.keys())
    if (
      name !== '[Content_Types].xml' &&
      !overrides.has(`/${name}`) &&
      !defaults.has(name.slice(name.lastIndexOf('.') + 1))
    )
      problems.push(`${name} has no content type`)
  for (const [name, root] of parts) {
    if (!name.endsWith('.rels')) continue
    const base = path.dirname(path.dirname(name))
    const ids = new Set<string>()
    for (const relationship of descendantsOf(root, 'Relationship')) {
      const { Id: id = '', Target: target = '', TargetMode: mode } = relationship.attributes
      if (ids.has(id)) problems.push(`${name}: ${id} twice`)
      ids.add(id)
      const file = target.startsWith('/') ? target.slice(1) : path.join(base, target)
      if (mode !== 'External' && !parts.has(file)) problems.push(`${name}: ${target} leads nowhere`)
    }
  }
  return problems
}

function orderProblems(part: string, element: XmlElement): string[] {
  const children = elementsOf(element)
  const first = FIRST[element.name]
  if (first !== undefined && children.findIndex((child) => child.name === first) > 0)
    return [`${part}: ${first} is not first in ${element.name}`]
  const order = ORDER[element.name]
  if (!order) return []
  const problems: string[] = []
  let last = -1
  for (const child of children) {
    const at = order.indexOf(child.name.slice(2))
    if (at < 0) problems.push(`${part}: ${child.name} has no place in ${element.name}`)
    if (at >= 0 && at < last) problems.push(`${part}: ${child.name} is out of order in ${element.name}`)
    if (at === last && at >= 0 && element.name.endsWith('Pr') && !child.name.endsWith('Reference'))
      problems.push(`${part}: ${child.name} twice in ${element.name}`)
    last = Math.max(last, at)
  }
  return problems
}

function contentProblems(part: string, element: XmlElement): string[] {
  const problems: string[] = []
  const children = elementsOf(element)
  const allowed = INSIDE[element.name]
  for (const { name } of allowed ? children : [])
    if (!allowed?.includes(name.slice(2))) problems.push(`${part}: ${name} may not stand in ${element.name}`)
  if (element.name === 'w:body' && children.at(-1)?.name !== 'w:sectPr')
    problems.push(`${part}: the body does not end in w:sectPr`)
  const value = element.attributes['w:val']
  if (value !== undefined && VALUES[element.name]?.test(value) === false)
    problems.push(`${part}: ${element.name} is ${value}`)
  if (element.name === 'w:fldChar' && !/^(begin|separate|end)$/.test(element.attributes['w:fldCharType'] ?? ''))
    problems.push(`${part}: a field mark of no kind`)
  return problems
}

/** Fields are opened and closed in turn, within one paragraph. */
function fieldProblems(root: XmlElement): string[] {
  return descendantsOf(root, 'w:p').flatMap((paragraph) => {
    let depth = 0
    let isBroken = false
    for (const mark of descendantsOf(paragraph, 'w:fldChar')) {
      const kind = mark.attributes['w:fldCharType']
      depth += kind === 'begin' ? 1 : kind === 'end' ? -1 : 0
      if (depth < 0) isBroken = true
    }
    return depth !== 0 || isBroken ? ['a field that is not closed'] : []
  })
}

function referenceProblems(parts: ReadonlyMap<string, XmlElement>, body: XmlElement): string[] {
  const problems: string[] = []
  const values = (root: XmlElement | undefined, name: string, attribute: string) =>
    new Set(root ? descendantsOf(root, name).map((each) => each.attributes[attribute] ?? '') : [])
  const styles = values(parts.get('word/styles.xml'), 'w:style', 'w:styleId')
  for (const link of ['w:basedOn', 'w:next', 'w:link'])
    for (const used of values(parts.get('word/styles.xml'), link, 'w:val'))
      // Word's own style of letters is there even where a file does not say it.
      if (!styles.has(used) && used !== 'DefaultParagraphFont')
        problems.push(`a style leans on ${used}, which is not defined`)
  const lists = values(parts.get('word/numbering.xml'), 'w:num', 'w:numId')
  const abstracts = values(parts.get('word/numbering.xml'), 'w:abstractNum', 'w:abstractNumId')
  const written = [...parts].filter(([name]) => /^word\/(document|header\d*|footer\d*|numbering)\.xml$/.test(name))
  for (const [name, root] of written) {
    problems.push(...fieldProblems(root))
    for (const link of ['w:pStyle', 'w:rStyle', 'w:tblStyle'])
      for (const used of values(root, link, 'w:val'))
        if (!styles.has(used)) problems.push(`${name}: style ${used} is not defined`)
    if (name !== 'word/numbering.xml')
      for (const used of values(root, 'w:numId', 'w:val'))
        if (!lists.has(used)) problems.push(`${name}: list ${used} is not defined`)
  }
  for (const used of values(parts.get('word/numbering.xml'), 'w:abstractNumId', 'w:val'))
    if (!abstracts.has(used)) problems.push(`abstract list ${used} is not defined`)
  const starts = descendantsOf(body, 'w:bookmarkStart')
  const ids = starts.map((each) => each.attributes['w:id'] ?? '')
  const names = starts.map((each) => each.attributes['w:name'] ?? '')
  if (new Set(ids).size !== ids.length || new Set(names).size !== names.length) problems.push('a bookmark twice')
  if (names.some((name) => name.length > 40 || !/^[A-Za-z_]\w*$/.test(name)))
    problems.push('a bookmark name that Word refuses')
  const ends = new Set(descendantsOf(body, 'w:bookmarkEnd').map((each) => each.attributes['w:id']))
  if (ids.some((id) => !ends.has(id)) || ends.size !== ids.length) problems.push('a bookmark without its end')
  for (const field of descendantsOf(body, 'w:fldSimple')) {
    const target = /^\s*REF (\S+)/.exec(field.attributes['w:instr'] ?? '')?.[1]
    if (target !== undefined && !names.includes(target)) problems.push(`a reference to ${target}, which is not there`)
  }
  const relations = values(parts.get('word/_rels/document.xml.rels'), 'Relationship', 'Id')
  walk(body, (element) => {
    const id = element.attributes['r:id']
    if (id !== undefined && !relations.has(id)) problems.push(`${element.name}: relationship ${id} is not there`)
  })
  return problems
}

function tableProblems(body: XmlElement): string[] {
  return descendantsOf(body, 'w:tbl').flatMap((table) => {
    const columns = descendantsOf(childOf(table, 'w:tblGrid') ?? table, 'w:gridCol').length
    return elementsOf(table)
      .filter((row) => row.name === 'w:tr')
      .flatMap((row, index) => {
        const cells = elementsOf(row).filter((cell) => cell.name === 'w:tc')
        const width = cells.reduce(
          (sum, cell) => sum + Number(childOf(childOf(cell, 'w:tcPr'), 'w:gridSpan')?.attributes['w:val'] ?? 1),
          0,
        )
        const bad = cells.some((cell) => elementsOf(cell).at(-1)?.name !== 'w:p')
        return [
          ...(width === columns ? [] : [`row ${index + 1} has ${width} of ${columns} columns`]),
          ...(bad ? [`a cell of row ${index + 1} does not end in a paragraph`] : []),
        ]
      })
  })
}

function walk(element: XmlElement, visit: (element: XmlElement) => void): void {
  visit(element)
  for (const child of elementsOf(element)) walk(child, visit)
}
