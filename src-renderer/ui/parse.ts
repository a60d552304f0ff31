/** Numbers and days as people type and paste them, in Russian and in English habits. */

/** `1 234 567,89`, `1,234,567.89`, `1234.5`, `−5 ₽`; undefined when it is no number. */
export function parseNumber(text: string): number | undefined {
  let clean = text
    .replace(/[\s\u00A0\u202F'₽$€]/g, '')
    .replace(/[−–]/g, '-')
    .replace(/(руб\.?|м²|m²|кв\.?м\.?)$/i, '')
  const [comma, dot] = [clean.lastIndexOf(','), clean.lastIndexOf('.')]
  if (comma >= 0 && dot >= 0)
    clean = comma > dot ? clean.replaceAll('.', '').replace(',', '.') : clean.replaceAll(',', '')
  else if (comma >= 0) clean = clean.indexOf(',') === comma ? clean.replace(',', '.') : clean.replaceAll(',', '')
  return /^-?(\d+(\.\d*)?|\.\d+)$/.test(clean) ? Number(clean) : undefined
}

/** `22.08.2026`, `22.8.26`, `22/08/2026`, `2026-08-22` as `2026-08-22`; undefined when there is no such day. */
export function parseDay(text: string): string | undefined {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})/.exec(text)
  const local = /^(\d{1,2})[./](\d{1,2})[./](\d{4}|\d{2})$/.exec(text)
  const [year, month, day] = iso
    ? [Number(iso[1]), Number(iso[2]), Number(iso[3])]
    : local
      ? [Number(local[3]) + (local[3]?.length === 2 ? 2000 : 0), Number(local[2]), Number(local[1])]
      : [0, 0, 0]
  const made = new Date(Date.UTC(year, month - 1, day))
  const isReal = year > 0 && made.getUTCMonth() === month - 1 && made.getUTCDate() === day
  return isReal ? made.toISOString().slice(0, 10) : undefined
}
