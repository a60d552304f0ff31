/** The hash of an export: which rows it held and in which versions, whatever their order, so that a sort in Excel does not break it. */
export interface Seal {
  add(id: string, stamp: string): void
  value(): string
}

/** Not against malice: a workbook can be forged anyway, and what it says is checked like any other. It tells honest people what went missing. */
export function createSeal(): Seal {
  let rows = 0
  let [low, high] = [0, 0]
  return {
    add(id, stamp) {
      rows++
      let [a, b] = [0x811c9dc5, 0x01000193]
      const text = id + stamp
      for (let at = 0; at < text.length; at++) {
        const code = text.charCodeAt(at)
        a = Math.imul(a ^ code, 0x01000193)
        b = Math.imul(b + code, 0x85ebca6b) ^ (b >>> 13)
      }
      low = (low + (a >>> 0)) >>> 0
      high = (high + (b >>> 0)) >>> 0
    },
    value: () => `${rows}-${low.toString(16).padStart(8, '0')}${high.toString(16).padStart(8, '0')}`,
  }
}

export const rowsOfSeal = (seal: string): number => Number(seal.split('-')[0])
