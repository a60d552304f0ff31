/** Code 128: bars of a label that any scanner reads, from the standard's own table (ISO/IEC 15417), digits packed in pairs. */

/** Widths of bar, space, bar, space, bar, space for each of the 106 codes; the stop has seven. */
const PATTERNS =
  '212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112'.split(
    ' ',
  )
const [START_B, START_C, TO_C, TO_B, STOP] = [104, 105, 99, 100, 106]

/** Widths of bars and spaces in turn, beginning with a bar. Refuses what is not printable ASCII. */
export function code128(text: string): number[] {
  if (!/^[\x20-\x7e]{1,80}$/.test(text)) throw new RangeError('Code 128 takes printable ASCII')
  const codes = codesOf(text)
  const check = codes.reduce((sum, code, at) => sum + code * Math.max(1, at), 0) % 103
  return [...codes, check, STOP].flatMap((code) => [...(PATTERNS[code] ?? '')].map(Number))
}

function codesOf(text: string): number[] {
  const codes: number[] = []
  let isPaired = /^\d{4}/.test(text) || /^\d\d$/.test(text)
  codes.push(isPaired ? START_C : START_B)
  for (let at = 0; at < text.length;) {
    const digits = /^\d+/.exec(text.slice(at))?.[0].length ?? 0
    if (isPaired && digits >= 2) {
      codes.push(Number(text.slice(at, at + 2)))
      at += 2
    } else if (isPaired) {
      codes.push(TO_B)
      isPaired = false
    } else if (digits >= 4 && digits % 2 === 0) {
      codes.push(TO_C)
      isPaired = true
    } else {
      codes.push(text.charCodeAt(at) - 32)
      at += 1
    }
  }
  return codes
}
