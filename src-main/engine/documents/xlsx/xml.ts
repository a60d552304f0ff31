/** The little of XML that office formats use: attributes, entities, text between tags. Declared entities are never expanded. */

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

export function decodeXml(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(#x[0-9a-fA-F]+|#\d+|[a-z]+);/g, (whole, body: string) => {
    if (!body.startsWith('#')) return NAMED[body] ?? whole
    const code = body[1] === 'x' ? parseInt(body.slice(2), 16) : parseInt(body.slice(1), 10)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#13;' }
const CANNOT_STAND = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

/** Text for XML 1.0: what it cannot carry (control characters, lone surrogates) is dropped. */
export function encodeXml(text: string): string {
  if (!/[&<>"\u0000-\u0008\u000b-\u001f\ud800-\udfff\ufffe\uffff]/.test(text)) return text
  return text
    .toWellFormed()
    .replace(CANNOT_STAND, '')
    .replace(/[&<>"\r]/g, (sign) => ESCAPES[sign] ?? sign)
}

/** The attributes of one tag, given as its text with or without the angle brackets; names lose their prefix. */
export function attributes(tag: string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const match of tag.matchAll(/([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
    const name = match[1] ?? ''
    found[name.slice(name.indexOf(':') + 1)] = decodeXml(match[2] ?? match[3] ?? '')
  }
  return found
}

/** Every opening tag of this local name, whatever its prefix, as attributes. */
export function tags(xml: string, name: string): Record<string, string>[] {
  return Array.from(xml.matchAll(new RegExp(`<(?:[\\w-]+:)?${name}(?=[\\s/>])[^>]*>`, 'g')), (match) =>
    attributes(match[0]),
  )
}

/** The inside of the first element of this local name, or ''. */
export function inside(xml: string, name: string): string {
  const open = new RegExp(`<((?:[\\w-]+:)?${name})(?=[\\s>])[^>]*>`).exec(xml)
  if (!open || open[0].endsWith('/>')) return ''
  const from = open.index + open[0].length
  const end = xml.indexOf(`</${open[1]}>`, from)
  return end < 0 ? '' : xml.slice(from, end)
}
