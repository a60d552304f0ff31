/** Whether a text answers what was typed: every word of it somewhere, in either keyboard layout. */
const RU = 'йцукенгшщзхъфывапролджэячсмитьбю'
const EN = "qwertyuiop[]asdfghjkl;'zxcvbnm,."

function swap(text: string, from: string, to: string): string {
  return Array.from(text, (letter) => {
    const at = from.indexOf(letter)
    return at < 0 ? letter : (to[at] ?? letter)
  }).join('')
}

function fold(text: string): string {
  return text.toLowerCase().replaceAll('ё', 'е')
}

export function matchesText(typed: string, text: string): boolean {
  const target = fold(text)
  const plain = fold(typed.trim())
  const hasAll = (query: string) => query.split(/\s+/).every((word) => target.includes(word))
  return plain === '' || hasAll(plain) || hasAll(swap(plain, EN, RU)) || hasAll(swap(plain, RU, EN))
}
