/** Which addresses are the page's own, and which may be handed to the system's browser, mail or telephone program. */
export function isSafeOutside(url: string): boolean {
  return URL.canParse(url) && ['https:', 'mailto:', 'tel:'].includes(new URL(url).protocol)
}

export function isInside(url: string, origin: string): boolean {
  return URL.canParse(url) && url.startsWith(`${origin}/`)
}

/** What our own page may ask of the browser: to put text on the clipboard, which a table copied as Excel does needs, and nothing else. */
export function isPermitted(permission: string, url: string, origin: string): boolean {
  return permission === 'clipboard-sanitized-write' && URL.canParse(url) && isInside(new URL('/', url).href, origin)
}

/** Chromium's own viewer of PDFs; its id never changes. */
const PDF_VIEWER = 'chrome-extension://mhjfbmdgcfjbbpaeojofohoefgiehjai/'

/** A frame within the page: what the page made itself to print or to show it, and the viewer that Chromium puts into such a frame. */
export function isOwnFrame(url: string, origin: string): boolean {
  if (url.startsWith(PDF_VIEWER)) return true
  return isInside(url, origin) || url.startsWith(`blob:${origin}/`) || url === 'about:blank' || url === 'about:srcdoc'
}
