/** Ordinals in words, for years, days of a month and clauses: «две тысячи двадцать шестого», «двадцать второе». */
import { type Case, type Gender, CASES, cardinal } from './numerals.ts'

type Kind = 'hard' | 'stressed' | 'third'

const ONES: readonly [string, Kind][] = [
  ['перв', 'hard'],
  ['втор', 'stressed'],
  ['трет', 'third'],
  ['четвёрт', 'hard'],
  ['пят', 'hard'],
  ['шест', 'stressed'],
  ['седьм', 'stressed'],
  ['восьм', 'stressed'],
  ['девят', 'hard'],
  ['десят', 'hard'],
  ['одиннадцат', 'hard'],
  ['двенадцат', 'hard'],
  ['тринадцат', 'hard'],
  ['четырнадцат', 'hard'],
  ['пятнадцат', 'hard'],
  ['шестнадцат', 'hard'],
  ['семнадцат', 'hard'],
  ['восемнадцат', 'hard'],
  ['девятнадцат', 'hard'],
]
const TENS: readonly [string, Kind][] = [
  ['двадцат', 'hard'],
  ['тридцат', 'hard'],
  ['сороков', 'stressed'],
  ['пятидесят', 'hard'],
  ['шестидесят', 'hard'],
  ['семидесят', 'hard'],
  ['восьмидесят', 'hard'],
  ['девяност', 'hard'],
]
const HUNDREDS = ['сот', 'двухсот', 'трёхсот', 'четырёхсот', 'пятисот', 'шестисот', 'семисот', 'восьмисот', 'девятисот']
const THOUSANDS: Record<number, string> = { 1: 'тысячн', 2: 'двухтысячн', 3: 'трёхтысячн', 4: 'четырёхтысячн' }

const ENDINGS: Record<Gender, Record<Kind, readonly string[]>> = {
  male: {
    hard: ['ый', 'ого', 'ому', 'ый', 'ым', 'ом'],
    stressed: ['ой', 'ого', 'ому', 'ой', 'ым', 'ом'],
    third: ['ий', 'ьего', 'ьему', 'ий', 'ьим', 'ьем'],
  },
  female: {
    hard: ['ая', 'ой', 'ой', 'ую', 'ой', 'ой'],
    stressed: ['ая', 'ой', 'ой', 'ую', 'ой', 'ой'],
    third: ['ья', 'ьей', 'ьей', 'ью', 'ьей', 'ьей'],
  },
  neuter: {
    hard: ['ое', 'ого', 'ому', 'ое', 'ым', 'ом'],
    stressed: ['ое', 'ого', 'ому', 'ое', 'ым', 'ом'],
    third: ['ье', 'ьего', 'ьему', 'ье', 'ьим', 'ьем'],
  },
}

/** From 1 to 4999: only the last word is an ordinal, the ones before it are plain cardinals. */
export function ordinal(number: number, grammaticalCase: Case = 'nominative', gender: Gender = 'male'): string {
  if (!Number.isInteger(number) || number < 1 || number > 4999) throw new RangeError(`No ordinal for ${number}`)
  const [head, stem, kind] = lastWord(number)
  const ending = ENDINGS[gender][kind][CASES.indexOf(grammaticalCase)] ?? ''
  return (head > 0 ? `${cardinal(head)} ` : '') + stem + ending
}

function lastWord(number: number): [number, string, Kind] {
  const tail = number % 100
  if (tail > 0) {
    const [value, table, index] =
      tail < 20
        ? [tail, ONES, tail - 1]
        : tail % 10 > 0
          ? [tail % 10, ONES, (tail % 10) - 1]
          : [tail, TENS, tail / 10 - 2]
    const [stem, kind] = table[index] ?? ['', 'hard']
    return [number - value, stem, kind]
  }
  const hundreds = Math.floor(number / 100) % 10
  if (hundreds > 0) return [number - hundreds * 100, HUNDREDS[hundreds - 1] ?? '', 'hard']
  return [0, THOUSANDS[number / 1000] ?? '', 'hard']
}
