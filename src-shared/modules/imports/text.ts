/** Text of other people's cells: invisible characters, Latin look-alikes, and the form in which two names are the same name. */

/** No-break and typographic spaces, zero-width characters, soft hyphens, byte-order marks, line breaks. */
const ODD_SPACE = /[\s\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/g
const NEEDS_CLEANING = /[\u0000-\u001f\u00a0\u00ad\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff]|^ | $| {2}/

/** Spaces collapsed, edges trimmed, what cannot be seen removed. */
export function cleanText(text: string): string {
  return NEEDS_CLEANING.test(text) ? text.replace(INVISIBLE, '').replace(ODD_SPACE, ' ').trim() : text
}

/** Keeps line breaks: for notes. */
export function cleanLines(text: string): string {
  return NEEDS_CLEANING.test(text)
    ? text
        .replace(INVISIBLE, '')
        .split(/\r\n|[\n\r\u2028\u2029]/)
        .map((line) => line.replace(ODD_SPACE, ' ').trim())
        .join('\n')
        .trim()
    : text
}

const CYRILLIC_OF: Record<string, string> = {
  a: 'а',
  b: 'в',
  c: 'с',
  e: 'е',
  h: 'н',
  k: 'к',
  m: 'м',
  o: 'о',
  p: 'р',
  t: 'т',
  x: 'х',
  y: 'у',
  ё: 'е',
}

/** Lower case, ё as е, Latin letters that look like Cyrillic ones taken for them: `12A` and `12А` are one number. */
export function sameText(text: string): string {
  return cleanText(text)
    .toLowerCase()
    .replace(/[abcehkmoptxyё]/g, (letter) => CYRILLIC_OF[letter] ?? letter)
    .replace(/[«»"'`„“”’]/g, '')
}

const KIND_WORDS =
  /^(?:жилой комплекс|жк|корпус|корп|дом|строение|стр|секция|секц|сек|подъезд|под|литера?|лит|блок|очередь|этаж|эт|квартира|кв|помещение|пом|машиноместо|машино-место|м\/м|мм|апартаменты|building|bldg|house|section|block|entrance|floor|unit|flat|no|№|#)\.?(?=[\s\d№#.\-]|$)[\s.\-№#]*/

/** The name under which complexes, buildings, sections and numbers are compared: `Корпус № 1`, `корп.1` and `1` are one. */
export function keyName(text: string): string {
  const plain = cleanText(text).toLowerCase()
  let bare = plain
  for (let n = 0; n < 3; n++) bare = bare.replace(KIND_WORDS, '')
  return sameText(bare === '' ? plain : bare).replace(/[\s.,;:_]+/g, '')
}

/** Words of a header, for comparison: no line breaks, no asterisks, no units. */
export function headerText(text: string): string {
  return cleanText(text)
    .toLowerCase()
    .replace(/ё/g, 'е')
    .replace(/м²|кв\. ?м\.?|m²/g, 'м2')
    .replace(/[^\p{L}\p{N}%]+/gu, ' ')
    .trim()
}

/** Cells that say "nothing". */
const BLANKS = new Set([
  '',
  '-',
  '–',
  '—',
  '−',
  'нет данных',
  'н/д',
  'н.д.',
  'нд',
  'n/a',
  'na',
  'null',
  'none',
  'nan',
  'не указано',
  'не указан',
  'отсутствует',
  '?',
  '...',
  '…',
])

export function isBlankText(text: string): boolean {
  return text.length <= 14 && BLANKS.has(text.toLowerCase())
}
