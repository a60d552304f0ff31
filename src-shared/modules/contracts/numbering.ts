/** Continuous numbering of a document: points on four levels, lettered and dashed lists, annexes. Inserting a clause renumbers what follows. */
import type { PrintNumber } from '../../kernel/document.ts'

const LETTERS = 'абвгдежзиклмнопрстуфхцчшщэюя'

export interface NumberingState {
  levels: number[]
  list: number
  /** Word's id of the run of numbering; a number never used before for each new run. */
  lists: number
  letter: number
  letterList: number
  annex: number
}

export function startNumbering(): NumberingState {
  return { levels: [0, 0, 0, 0], list: 1, lists: 1, letter: 0, letterList: 0, annex: 0 }
}

/** The next point of a level from 1 to 4, or undefined when a level above it has no number yet (1.1.1 without a 1.1). */
export function nextPoint(state: NumberingState, level: number): PrintNumber | undefined {
  state.letter = 0
  if (state.levels.slice(0, level - 1).includes(0)) return undefined
  state.levels[level - 1] = (state.levels[level - 1] ?? 0) + 1
  state.levels.fill(0, level)
  return { kind: 'decimal', list: state.list, level: level - 1, text: `${state.levels.slice(0, level).join('.')}.` }
}

export function nextLetter(state: NumberingState): PrintNumber {
  if (state.letter === 0) {
    state.lists += 1
    state.letterList = state.lists
  }
  state.letter += 1
  const index = state.letter - 1
  // After я comes аа, as in Word.
  const text = (LETTERS[index % LETTERS.length] ?? '').repeat(Math.floor(index / LETTERS.length) + 1)
  return { kind: 'letter', list: state.letterList, level: 0, text: `${text})` }
}

export function dash(): PrintNumber {
  return { kind: 'dash', list: 0, level: 0, text: '–' }
}

/** An unnumbered paragraph ends a lettered list: the next one begins with а). */
export function endList(state: NumberingState): void {
  state.letter = 0
}

export function nextAnnex(state: NumberingState): number {
  state.annex += 1
  state.lists += 1
  state.list = state.lists
  state.levels = [0, 0, 0, 0]
  state.letter = 0
  return state.annex
}

/** How a paragraph is called in a reference: `4.2`, without the full stop at its end. */
export function referenceText(number: PrintNumber): string {
  return number.text.replace(/[.)]$/, '')
}
