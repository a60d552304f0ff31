/** Price and price per metre are one thing said twice: the typed one is master, the other follows and shows its rounding (C18.4). */
export interface Linked {
  price_minor: number
  ppm_minor: number
  /** What is left over: price − round(ppm × area); never hidden. */
  gap_minor: number
}

const CM2_IN_M2 = 10_000

export function fromPrice(price_minor: number, area_cm2: number): Linked {
  const ppm_minor = area_cm2 === 0 ? 0 : Math.round((price_minor / area_cm2) * CM2_IN_M2)
  return { price_minor, ppm_minor, gap_minor: price_minor - wholePrice(ppm_minor, area_cm2) }
}

export function fromPpm(ppm_minor: number, area_cm2: number): Linked {
  return { price_minor: wholePrice(ppm_minor, area_cm2), ppm_minor, gap_minor: 0 }
}

function wholePrice(ppm_minor: number, area_cm2: number): number {
  return Math.round((ppm_minor * area_cm2) / CM2_IN_M2)
}
