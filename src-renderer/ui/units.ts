/** Units of the data, as the tables keep them. */
export const CM2_IN_M2 = 10_000

/** Kopecks, cents: money is never a fraction. */
export type Minor = number
