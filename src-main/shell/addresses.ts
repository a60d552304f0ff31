/** Which addresses are the page's own, and which may be handed to the system's browser, mail or telephone program. */
export function isSafeOutside(url: string): boolean {
  return URL.canParse(url) && ['https:', 'mailto:', 'tel:'].includes(new URL(url).protocol)
}

export function isInside(url: string, origin: string): boolean {
  return URL.canParse(url) && url.startsWith(`${origin}/`)
}
