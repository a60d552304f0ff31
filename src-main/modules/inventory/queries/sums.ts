/** Count, area, money and ₽/m² of units: the totals of a list, a group or a selection. */
import { sql } from 'kysely'
import { SQUARE_METRE } from '#shared/kernel/area.ts'
import { scale } from '#shared/kernel/money.ts'
import type { Sums } from '#shared/modules/inventory/model.ts'
import type { Db } from '#main/engine/define.ts'
import type { Source, Sql } from './source.ts'

export interface SumRow {
  count: number
  area_cm2: number
  price_minor: number
  /** Area of the units that have a price. */
  priced_cm2: number
}
export const NO_SUMS: SumRow = { count: 0, area_cm2: 0, price_minor: 0, priced_cm2: 0 }

export const sumColumns = ({ price }: Source): Sql => sql`count(*) as count, coalesce(sum(u.area_cm2), 0) as area_cm2,
  coalesce(sum(${price}), 0) as price_minor, coalesce(sum(case when ${price} is not null then u.area_cm2 end), 0) as priced_cm2`

export async function sumsOf(db: Db, source: Source, condition: Sql): Promise<Sums> {
  const { rows } = await sql<SumRow>`select ${sumColumns(source)} from ${source.from} where ${condition}`.execute(db)
  return toSums(rows[0] ?? NO_SUMS)
}

/** ₽/m² of a group is Σ₽ ÷ Σm², never the mean of means (C16.2). */
export function toSums({ count, area_cm2, price_minor, priced_cm2 }: SumRow): Sums {
  return {
    count,
    area_cm2,
    price_minor,
    ppm_minor: priced_cm2 === 0 ? null : scale(price_minor, SQUARE_METRE, priced_cm2),
  }
}

export function addUp(rows: Iterable<SumRow>): SumRow {
  const all = { ...NO_SUMS }
  for (const row of rows) {
    all.count += row.count
    all.area_cm2 += row.area_cm2
    all.price_minor += row.price_minor
    all.priced_cm2 += row.priced_cm2
  }
  return all
}
