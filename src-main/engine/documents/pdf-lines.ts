/** Breaks the runs of a paragraph into lines of a given width: at spaces, and inside a word only when it is wider than a line. */
import { type PrintRun, printable } from '#shared/kernel/document.ts'
import type { Face, FaceInUse } from './pdf-fonts.ts'

export interface Piece {
  text: string
  face: Face
  /** Thousandths of the font size. */
  width: number
  run: PrintRun
}

/** A word may be made of several runs: nothing breaks between `№ 45` and the full stop after it. */
interface Word {
  pieces: Piece[]
  width: number
  /** The space before it, zero at the beginning of a line. */
  space: number
}

export interface Line {
  words: Word[]
  width: number
  /** The last line of a paragraph, or one that ends in a break, is not stretched. */
  isLast: boolean
}

export type Faces = (face: Face) => FaceInUse

export function faceOf(run: PrintRun, isBold: boolean): Face {
  const bold = run.bold === true || isBold
  return run.italic ? (bold ? 'bolditalic' : 'italic') : bold ? 'bold' : 'regular'
}

/** `firstIndent` narrows the first line; widths are in thousandths of the font size. */
export function breakLines(
  runs: readonly PrintRun[],
  width: number,
  firstIndent: number,
  isBold: boolean,
  faces: Faces,
): Line[] {
  const lines: Line[] = []
  let line: Line = { words: [], width: 0, isLast: false }
  const limit = () => width - (lines.length === 0 ? firstIndent : 0)
  const endLine = (isLast: boolean) => {
    line.isLast = isLast
    lines.push(line)
    line = { words: [], width: 0, isLast: false }
  }
  for (const word of wordsOf(runs, isBold, faces)) {
    if (word === 'break') {
      endLine(true)
      continue
    }
    const space = line.words.length === 0 ? 0 : word.space
    if (line.words.length > 0 && line.width + space + word.width > limit()) endLine(false)
    for (const part of word.width > limit() ? splitWord(word, limit(), width, faces) : [word]) {
      if (line.words.length > 0 && line.width + part.space + part.width > limit()) endLine(false)
      const before = line.words.length === 0 ? 0 : part.space
      line.words.push({ ...part, space: before })
      line.width += before + part.width
    }
  }
  endLine(true)
  return lines
}

function* wordsOf(runs: readonly PrintRun[], isBold: boolean, faces: Faces): Generator<Word | 'break'> {
  let word: Word = { pieces: [], width: 0, space: 0 }
  const reset = (space: number) => {
    word = { pieces: [], width: 0, space }
  }
  for (const run of runs) {
    const face = faceOf(run, isBold)
    const measure = faces(face)
    const text = (run.breakBefore ? '\n' : '') + printable(run.text)
    for (const token of text.split(/( +|\n)/)) {
      if (token === '') continue
      if (token === '\n') {
        if (word.pieces.length > 0) yield word
        yield 'break'
        reset(0)
      } else if (token.charCodeAt(0) === 32) {
        if (word.pieces.length > 0) yield word
        reset(measure.widthOf(token))
      } else {
        const width = measure.widthOf(token)
        word.pieces.push({ text: token, face, width, run })
        word.width += width
      }
    }
  }
  if (word.pieces.length > 0) yield word
}

/** A word wider than the line is cut wherever the line ends. */
function splitWord(word: Word, first: number, width: number, faces: Faces): Word[] {
  const parts: Word[] = []
  let part: Word = { pieces: [], width: 0, space: word.space }
  for (const piece of word.pieces) {
    const measure = faces(piece.face)
    let text = ''
    let textWidth = 0
    const endPiece = () => {
      if (text !== '') part.pieces.push({ ...piece, text, width: textWidth })
      part.width += textWidth
      text = ''
      textWidth = 0
    }
    for (const character of piece.text) {
      const characterWidth = measure.widthOf(character)
      if (
        part.width + textWidth + characterWidth > (parts.length === 0 ? first : width) &&
        (text !== '' || part.pieces.length > 0)
      ) {
        endPiece()
        parts.push(part)
        part = { pieces: [], width: 0, space: 0 }
      }
      text += character
      textWidth += characterWidth
    }
    endPiece()
  }
  return [...parts, part]
}
