/** The Cyrillic faces that go into a PDF, loaded once, and jsPDF's inner parts that a fast text writer needs. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { jsPDF } from 'jspdf'

export const FACES = ['regular', 'bold', 'italic', 'bolditalic'] as const
export type Face = (typeof FACES)[number]

/** The font files as binary text, which jsPDF parses without decoding them first. */
export type FontFiles = Readonly<Record<Face, string>>

const FAMILY = 'serif'
const STYLES: Readonly<Record<Face, string>> = {
  regular: 'normal',
  bold: 'bold',
  italic: 'italic',
  bolditalic: 'bolditalic',
}

let loaded: Promise<FontFiles> | undefined

/** Reads the faces on the first call; call it at start so that the first click does not wait for it. */
export function loadFonts(folder = fontsFolder()): Promise<FontFiles> {
  loaded ??= Promise.all(
    FACES.map((face) => readFile(path.join(folder, `liberation-serif-${face}.ttf`), 'latin1')),
  ).then(([regular = '', bold = '', italic = '', bolditalic = '']) => ({ regular, bold, italic, bolditalic }))
  return loaded
}

/** `resources/fonts` beside the sources or beside the built program, wherever this file was bundled to. */
function fontsFolder(): string {
  for (let folder = import.meta.dirname; ; folder = path.dirname(folder)) {
    const candidate = path.join(folder, 'resources', 'fonts')
    if (existsSync(candidate)) return candidate
    if (folder === path.dirname(folder)) throw new Error('Broken invariant: resources/fonts is missing')
  }
}

/** What jsPDF keeps of a parsed font; the version is pinned, and the tests of pdf.ts would notice a change. */
interface Metadata {
  characterToGlyph(code: number): number
  widthOfGlyph(glyph: number): number
  glyIdsUsed: number[]
  toUnicode: Record<number, number>
  Unicode: { widths: (number | number[])[] }
}
interface Internals {
  getFont(name: string, style: string): { id: string; metadata: Metadata }
  write(operators: string): void
}

export function internalsOf(pdf: jsPDF): Internals {
  return pdf.internal as unknown as Internals
}

/** Widths in thousandths of the size, by character, the same for every document. */
const WIDTHS: Record<Face, Float64Array> = {
  regular: unknownWidths(),
  bold: unknownWidths(),
  italic: unknownWidths(),
  bolditalic: unknownWidths(),
}

/** A face in one document: measures, and writes glyphs while noting them for the subset. */
export interface FaceInUse {
  id: string
  widthOf(text: string): number
  encode(text: string): string
}

export function makeFaces(pdf: jsPDF, files: FontFiles): (face: Face) => FaceInUse {
  const used = new Map<Face, FaceInUse>()
  return (face) => {
    const known = used.get(face)
    if (known) return known
    pdf.addFileToVFS(`${face}.ttf`, files[face])
    pdf.addFont(`${face}.ttf`, FAMILY, STYLES[face], undefined, 'Identity-H')
    // jsPDF writes only the fonts that its own text() has named; ours is written past it.
    pdf.setFont(FAMILY, STYLES[face]).text(' ', 0, 0)
    const made = makeFace(internalsOf(pdf).getFont(FAMILY, STYLES[face]), WIDTHS[face])
    used.set(face, made)
    return made
  }
}

function makeFace(font: { id: string; metadata: Metadata }, widths: Float64Array): FaceInUse {
  const { metadata } = font
  const codes = new Map<number, string>()
  const widthOfCode = (code: number): number => {
    let width = widths[code] ?? 0
    if (Number.isNaN(width)) {
      width = Math.trunc(
        metadata.widthOfGlyph(metadata.characterToGlyph(code) || metadata.characterToGlyph(REPLACEMENT)),
      )
      widths[code] = width
    }
    return width
  }
  const encodeCode = (code: number): string => {
    // A character that the face does not have shows as a box rather than cutting the line short.
    const glyph = metadata.characterToGlyph(code) || metadata.characterToGlyph(REPLACEMENT)
    metadata.glyIdsUsed.push(glyph)
    metadata.toUnicode[glyph] = code
    metadata.Unicode.widths.push(glyph, [widthOfCode(code)])
    const hex = glyph.toString(16).padStart(4, '0')
    codes.set(code, hex)
    return hex
  }
  return {
    id: font.id,
    widthOf(text) {
      let width = 0
      for (let index = 0; index < text.length; index++) width += widthOfCode(text.charCodeAt(index))
      return width
    },
    encode(text) {
      let hex = ''
      for (let index = 0; index < text.length; index++) {
        const code = text.charCodeAt(index)
        hex += codes.get(code) ?? encodeCode(code)
      }
      return hex
    },
  }
}

const REPLACEMENT = 0x25a1

function unknownWidths(): Float64Array {
  return new Float64Array(65_536).fill(Number.NaN)
}
