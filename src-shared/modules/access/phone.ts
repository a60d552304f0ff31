/** Phones are kept as E.164 (`+79161234567`), so that one person typed two ways is found as one. */

/**
 * The E.164 form of what somebody typed, or null when it cannot be a phone. A Russian trunk prefix (8 916 …) and a bare
 * ten-digit number become +7; other countries need their plus sign (or 00). An extension after the number is dropped.
 */
export function normalizePhone(text: string): string | null {
  const main = text.split(/доб|ext|#|;|,/i)[0] ?? ''
  if (/[^\d\s()+\-.–—/]/.test(main.replace(/^\s*(тел|моб|tel|ph)\.?:?/i, ''))) return null
  const isForeign = /^\s*(тел\.?:?\s*)?(\+|00)/i.test(main)
  const digits = main.replace(/\D/g, '').replace(/^00/, '')
  if (isForeign) return isLength(digits, 8, 15) ? `+${digits}` : null
  if (digits.length === 10 && /^[3489]/.test(digits)) return `+7${digits}`
  if (digits.length === 11 && /^[78]/.test(digits)) return `+7${digits.slice(1)}`
  return null
}

function isLength(digits: string, least: number, most: number): boolean {
  return digits.length >= least && digits.length <= most
}

/** `+7 916 123-45-67` for a Russian number, the plain form for the rest. */
export function formatPhone(phone: string): string {
  const match = /^\+7(\d{3})(\d{3})(\d{2})(\d{2})$/.exec(phone)
  return match ? `+7 ${match[1]} ${match[2]}-${match[3]}-${match[4]}` : phone
}
