/** Russian numerals in words: cardinals in every case and gender, ordinals for dates and clauses. */
import { pluralIndex } from './plural.ts'

export const CASES = ['nominative', 'genitive', 'dative', 'accusative', 'instrumental', 'prepositional'] as const
export type Case = (typeof CASES)[number]
export type Gender = 'male' | 'female' | 'neuter'

type SixForms = readonly [string, string, string, string, string, string]

const ZERO: SixForms = ['ноль', 'ноля', 'нолю', 'ноль', 'нолём', 'ноле']
const ONE: Record<Gender, SixForms> = {
  male: ['один', 'одного', 'одному', 'один', 'одним', 'одном'],
  female: ['одна', 'одной', 'одной', 'одну', 'одной', 'одной'],
  neuter: ['одно', 'одного', 'одному', 'одно', 'одним', 'одном'],
}
const TWO: Record<Gender, SixForms> = {
  male: ['два', 'двух', 'двум', 'два', 'двумя', 'двух'],
  female: ['две', 'двух', 'двум', 'две', 'двумя', 'двух'],
  neuter: ['два', 'двух', 'двум', 'два', 'двумя', 'двух'],
}
const soft = (stem: string): SixForms => [`${stem}ь`, `${stem}и`, `${stem}и`, `${stem}ь`, `${stem}ью`, `${stem}и`]
const UNITS: readonly SixForms[] = [
  ['три', 'трёх', 'трём', 'три', 'тремя', 'трёх'],
  ['четыре', 'четырёх', 'четырём', 'четыре', 'четырьмя', 'четырёх'],
  soft('пят'),
  soft('шест'),
  soft('сем'),
  ['восемь', 'восьми', 'восьми', 'восемь', 'восемью', 'восьми'],
  soft('девят'),
]
const TEENS: readonly SixForms[] = [
  'десят',
  'одиннадцат',
  'двенадцат',
  'тринадцат',
  'четырнадцат',
  'пятнадцат',
  'шестнадцат',
  'семнадцат',
  'восемнадцат',
  'девятнадцат',
].map(soft)
const TENS: readonly SixForms[] = [
  soft('двадцат'),
  soft('тридцат'),
  ['сорок', 'сорока', 'сорока', 'сорок', 'сорока', 'сорока'],
  ['пятьдесят', 'пятидесяти', 'пятидесяти', 'пятьдесят', 'пятьюдесятью', 'пятидесяти'],
  ['шестьдесят', 'шестидесяти', 'шестидесяти', 'шестьдесят', 'шестьюдесятью', 'шестидесяти'],
  ['семьдесят', 'семидесяти', 'семидесяти', 'семьдесят', 'семьюдесятью', 'семидесяти'],
  ['восемьдесят', 'восьмидесяти', 'восьмидесяти', 'восемьдесят', 'восемьюдесятью', 'восьмидесяти'],
  ['девяносто', 'девяноста', 'девяноста', 'девяносто', 'девяноста', 'девяноста'],
]
const hundredsOf = (stem: string, from: readonly [string, string, string, string]): SixForms => [
  `${stem}сот`,
  `${from[0]}сот`,
  `${from[1]}стам`,
  `${stem}сот`,
  `${from[2]}стами`,
  `${from[3]}стах`,
]
const five = (nominative: string, oblique: string, instrumental: string): SixForms =>
  hundredsOf(nominative, [oblique, oblique, instrumental, oblique])
const HUNDREDS: readonly SixForms[] = [
  ['сто', 'ста', 'ста', 'сто', 'ста', 'ста'],
  ['двести', 'двухсот', 'двумстам', 'двести', 'двумястами', 'двухстах'],
  ['триста', 'трёхсот', 'трёмстам', 'триста', 'тремястами', 'трёхстах'],
  ['четыреста', 'четырёхсот', 'четырёмстам', 'четыреста', 'четырьмястами', 'четырёхстах'],
  five('пять', 'пяти', 'пятью'),
  five('шесть', 'шести', 'шестью'),
  five('семь', 'семи', 'семью'),
  five('восемь', 'восьми', 'восемью'),
  five('девять', 'девяти', 'девятью'),
]

interface Scale {
  gender: Gender
  singular: SixForms
  plural: SixForms
  /** The form after 5 where the number itself is nominative. */
  many: string
}
const masculineScale = (stem: string): Scale => ({
  gender: 'male',
  singular: [stem, `${stem}а`, `${stem}у`, stem, `${stem}ом`, `${stem}е`],
  plural: [`${stem}ы`, `${stem}ов`, `${stem}ам`, `${stem}ы`, `${stem}ами`, `${stem}ах`],
  many: `${stem}ов`,
})
const SCALES: readonly Scale[] = [
  {
    gender: 'female',
    singular: ['тысяча', 'тысячи', 'тысяче', 'тысячу', 'тысячей', 'тысяче'],
    plural: ['тысячи', 'тысяч', 'тысячам', 'тысячи', 'тысячами', 'тысячах'],
    many: 'тысяч',
  },
  masculineScale('миллион'),
  masculineScale('миллиард'),
  masculineScale('триллион'),
]
const LARGEST = 10n ** 15n

/** `cardinal(21, 'genitive', 'female')` is «двадцати одной». Accusative is that of things, not of living beings. */
export function cardinal(
  count: number | bigint,
  grammaticalCase: Case = 'nominative',
  gender: Gender = 'male',
): string {
  const value = BigInt(count)
  if (value < 0n) return `минус ${cardinal(-value, grammaticalCase, gender)}`
  if (value >= LARGEST) throw new RangeError('The number is too large to be written in words')
  const at = CASES.indexOf(grammaticalCase)
  if (value === 0n) return form(ZERO, at)
  const words: string[] = []
  for (let level = 4; level >= 0; level--) {
    const group = Number((value / 1000n ** BigInt(level)) % 1000n)
    if (group === 0) continue
    const scale = SCALES[level - 1]
    words.push(...threeDigits(group, at, scale ? scale.gender : gender))
    if (scale) words.push(scaleWord(scale, group, at))
  }
  return words.join(' ')
}

function threeDigits(group: number, at: number, gender: Gender): string[] {
  const words: string[] = []
  const hundreds = Math.floor(group / 100)
  const tens = Math.floor((group % 100) / 10)
  const ones = group % 10
  if (hundreds > 0) words.push(form(HUNDREDS[hundreds - 1], at))
  if (tens === 1) return [...words, form(TEENS[ones], at)]
  if (tens > 1) words.push(form(TENS[tens - 2], at))
  if (ones === 1) words.push(form(ONE[gender], at))
  else if (ones === 2) words.push(form(TWO[gender], at))
  else if (ones > 2) words.push(form(UNITS[ones - 3], at))
  return words
}

function scaleWord(scale: Scale, group: number, at: number): string {
  const index = pluralIndex(group)
  const isDirect = CASES[at] === 'nominative' || CASES[at] === 'accusative'
  if (index === 0) return form(scale.singular, at)
  if (!isDirect) return form(scale.plural, at)
  return index === 1 ? form(scale.singular, 1) : scale.many
}

function form(forms: SixForms | undefined, at: number): string {
  return forms?.[at] ?? ''
}
