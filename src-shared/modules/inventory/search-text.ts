/** What a booking is found by: SQLite knows no small Cyrillic letters, so both sides of the comparison are made small here. */

/** Name in small letters, then the phone's digits. */
export function searchText(name: string, phone: string): string {
  return `${foldWords(name)} ${digitsOf(phone)}`.trim()
}

/** Small letters, ё as е, single spaces. */
export function foldWords(text: string): string {
  return text.trim().toLowerCase().replaceAll('ё', 'е').replace(/\s+/g, ' ')
}

/** Digits of a phone with 8 as the first of eleven read as 7. */
export function digitsOf(phone: string): string {
  const digits = phone.replace(/\D/g, '')
  return digits.length === 11 && digits.startsWith('8') ? `7${digits.slice(1)}` : digits
}
