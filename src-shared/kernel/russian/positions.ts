/** Posts in the six cases: «в лице генерального директора». Adjectives and the first noun are declined, what hangs on it is not. */
import { CASES, type Case } from './numerals.ts'

const HARD = ['', 'а', 'у', 'а', 'ом', 'е']
const SOFT = ['ь', 'я', 'ю', 'я', 'ем', 'е']
const ADJECTIVE = ['ый', 'ого', 'ому', 'ого', 'ым', 'ом']
const VELAR = ['ий', 'ого', 'ому', 'ого', 'им', 'ом']
const HUSHING = ['ий', 'его', 'ему', 'его', 'им', 'ем']

const NOUNS: Readonly<Record<string, readonly string[]>> = {
  директор: HARD,
  президент: HARD,
  'вице-президент': HARD,
  бухгалтер: HARD,
  юрист: HARD,
  юрисконсульт: HARD,
  менеджер: HARD,
  инженер: HARD,
  секретарь: SOFT,
  председатель: SOFT,
  заместитель: SOFT,
  руководитель: SOFT,
  представитель: SOFT,
  учредитель: SOFT,
  предприниматель: SOFT,
  начальник: HARD,
  управляющий: HUSHING,
}

/** A post that begins with an unknown word stays as it was written: it may be declined already. */
export function positionInCase(position: string, grammaticalCase: Case): string {
  const at = CASES.indexOf(grammaticalCase)
  const words = position.split(/(\s+)/)
  const declined: string[] = []
  for (const [index, word] of words.entries()) {
    const lower = word.toLowerCase()
    const endings = NOUNS[lower] ?? adjectiveEndings(lower)
    if (/^\s*$/.test(word)) declined.push(word)
    else if (!endings) return position
    else {
      const [nominative = ''] = endings
      declined.push(word.slice(0, word.length - nominative.length) + (endings[at] ?? nominative))
      if (NOUNS[lower]) return [...declined, ...words.slice(index + 1)].join('')
    }
  }
  return position
}

function adjectiveEndings(word: string): readonly string[] | undefined {
  if (/[а-яё]{2}ый$/u.test(word)) return ADJECTIVE
  if (/[кгх]ий$/u.test(word)) return VELAR
  return /[жшчщ]ий$/u.test(word) ? HUSHING : undefined
}
