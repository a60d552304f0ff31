/** The parts of an .xlsx around its sheets: the list of sheets, number formats and shared strings. */
import { decodeXml, inside, tags } from './xml.ts'
import { refuse } from './refuse.ts'
import type { Zip } from './zip.ts'

export interface SheetPart {
  name: string
  part: string
  isHidden: boolean
}

/** What a number format says about the value under it; null is an ordinary number. */
export type NumberFormat = null | 'date' | 'time' | 'percent' | { zeros: number }

export interface Workbook {
  sheets: SheetPart[]
  is1904: boolean
  formats: NumberFormat[]
  stringsPart: string | null
}

const SHEET_TYPE = /\/worksheet$/

export async function readWorkbook(zip: Zip): Promise<Workbook> {
  const root = (await relations(zip, '_rels/.rels', '')).find((relation) => relation.type.endsWith('/officeDocument'))
  const main = root?.target ?? 'xl/workbook.xml'
  const xml = await zip.text(main)
  if (xml === null) throw refuse(zip.entries.has('xl/workbook.bin') ? 'binary-xlsb' : 'not-a-workbook')
  const folder = main.slice(0, main.lastIndexOf('/') + 1)
  const related = await relations(zip, `${folder}_rels/${main.slice(folder.length)}.rels`, folder)
  const partOf = (type: string) => related.find((relation) => relation.type.endsWith(type))?.target ?? null
  const sheets = tags(inside(xml, 'sheets'), 'sheet').flatMap((sheet) => {
    const relation = related.find(({ id }) => id === sheet.id)
    // Chart sheets and dialog sheets hold no cells.
    if (!relation || !SHEET_TYPE.test(relation.type) || !zip.entries.has(relation.target)) return []
    return [{ name: sheet.name ?? '', part: relation.target, isHidden: (sheet.state ?? 'visible') !== 'visible' }]
  })
  const date1904 = tags(xml, 'workbookPr')[0]?.date1904
  return {
    sheets,
    is1904: date1904 === '1' || date1904 === 'true',
    formats: numberFormats((await zip.text(partOf('/styles') ?? '')) ?? ''),
    stringsPart: partOf('/sharedStrings'),
  }
}

async function relations(zip: Zip, part: string, folder: string) {
  return tags((await zip.text(part)) ?? '', 'Relationship').map(({ Id, Type, Target }) => ({
    id: Id ?? '',
    type: Type ?? '',
    target: resolvePart(folder, Target ?? ''),
  }))
}

function resolvePart(folder: string, target: string): string {
  const path: string[] = []
  for (const step of (target.startsWith('/') ? target : folder + target).split('/')) {
    if (step === '..') path.pop()
    else if (step !== '' && step !== '.') path.push(step)
  }
  return path.join('/')
}

export function numberFormats(styles: string): NumberFormat[] {
  const custom = new Map(
    tags(inside(styles, 'numFmts'), 'numFmt').map(({ numFmtId, formatCode }) => [Number(numFmtId), formatCode ?? '']),
  )
  return tags(inside(styles, 'cellXfs'), 'xf').map(({ numFmtId }) => {
    const id = Number(numFmtId ?? 0)
    const code = custom.get(id)
    return code === undefined ? builtInFormat(id) : formatOf(code)
  })
}

function builtInFormat(id: number): NumberFormat {
  if ((id >= 14 && id <= 17) || id === 22 || (id >= 27 && id <= 31) || id === 36 || (id >= 50 && id <= 58))
    return 'date'
  if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47)) return 'time'
  return id === 9 || id === 10 ? 'percent' : null
}

/** Decides by the first section of a format code, without its quoted words, colours and conditions. */
export function formatOf(code: string): NumberFormat {
  if (/^general$/i.test(code) || code === '@') return null
  const bare =
    code
      .replace(/"[^"]*"|\\.|_.|\*./g, '')
      .replace(/\[(?![hms]+\])[^\]]*\]/gi, '')
      .split(';')[0]
      ?.trim() ?? ''
  if (bare.includes('%')) return 'percent'
  if (/^0{2,}$/.test(bare)) return { zeros: bare.length }
  if (/[dy]|mmm/i.test(bare) && !/[#0?]/.test(bare)) return 'date'
  if (/[hs]/i.test(bare) && !/[#?]/.test(bare)) return 'time'
  return null
}

const MAX_STRINGS_SIZE = 384 * 2 ** 20

/** All shared strings, rich text flattened, phonetic hints left out. */
export async function readStrings(zip: Zip, part: string | null): Promise<string[]> {
  if (part === null || !zip.entries.has(part)) return []
  const strings: string[] = []
  const decoder = new TextDecoder()
  let rest = ''
  let prefix: string | undefined
  for await (const chunk of zip.chunks(part, MAX_STRINGS_SIZE)) {
    const text = rest + decoder.decode(chunk, { stream: true })
    if (prefix === undefined) {
      const root = /<([\w-]+:)?sst[\s>/]/.exec(text)
      if (!root) {
        rest = text
        continue
      }
      prefix = root[1] ?? ''
    }
    rest = text.slice(takeStrings(text, prefix, strings))
  }
  return strings
}

function takeStrings(text: string, prefix: string, strings: string[]): number {
  const [open, close] = [`<${prefix}si`, `</${prefix}si>`]
  let done = 0
  for (;;) {
    const start = text.indexOf(open, done)
    if (start < 0) return Math.max(done, text.length - open.length)
    const gt = text.indexOf('>', start)
    if (gt < 0) return start
    if (text.charCodeAt(gt - 1) === 47) {
      strings.push('')
      done = gt + 1
      continue
    }
    const end = text.indexOf(close, gt)
    if (end < 0) return start
    strings.push(textRuns(text.slice(gt + 1, end), prefix))
    done = end + close.length
  }
}

/** The text of `<t>` runs of a string item. */
export function textRuns(xml: string, prefix = ''): string {
  let out = ''
  const phonetic = xml.includes('rPh') ? xml.replace(/<(?:[\w-]+:)?rPh[\s>].*?<\/(?:[\w-]+:)?rPh>/gs, '') : xml
  const [open, close] = [`<${prefix}t`, `</${prefix}t>`]
  for (let at = 0; ;) {
    const start = phonetic.indexOf(open, at)
    if (start < 0) break
    const gt = phonetic.indexOf('>', start)
    const next = phonetic.charCodeAt(start + open.length)
    if (gt < 0) break
    at = gt + 1
    // `<t>` and `<t xml:space…>`, neither `<t/>` nor `<tag`.
    if (phonetic.charCodeAt(gt - 1) === 47 || (next !== 62 && next !== 32)) continue
    const end = phonetic.indexOf(close, gt)
    if (end < 0) break
    out += phonetic.slice(gt + 1, end)
    at = end
  }
  return unescapeCell(out)
}

/** XML entities, CDATA, and the `_x000D_` way in which Excel writes control characters. */
export function unescapeCell(raw: string): string {
  let text = raw
  if (text.includes('<![CDATA['))
    text = text.replace(/<!\[CDATA\[(.*?)\]\]>/gs, (_, inner: string) => inner.replaceAll('&', '&amp;'))
  text = decodeXml(text)
  if (text.includes('_x'))
    text = text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
  return text
}
