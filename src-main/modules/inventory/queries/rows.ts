/** A unit as a cell of the board and as a line of the registry. */
import { sql } from 'kysely'
import type { Id } from '#shared/kernel/id.ts'
import type { BoardUnit, RegistryUnit } from '#shared/modules/inventory/model.ts'
import type { Actor } from '#shared/modules/engine/model.ts'
import type { Db } from '#main/engine/define.ts'
import { HOLDS, STATUS, UNITS, type Sql } from './source.ts'

type Cell = Omit<BoardUnit, 'is_match'>

/** The booking that holds the unit, where this user may see it. */
const BOOKING = sql`left join reservation r on r.unit_id = u.id and ${HOLDS}`

const cell = (actor: Actor): Sql => sql`
  u.id, u.complex_id, u.building_id, u.section_id, u.floor, u.floor_span, u.riser, u.riser_span, u.number, u.kind, u.rooms, u.area_cm2,
  p.price_minor, p.ppm_minor, ${STATUS} as status, coalesce(s.since_at, r.from_at) as since_at, r.until_at, s.on_sale_at,
  (select count(*) from reservation q where q.unit_id = u.id and q.closed_at is null and q.state = 'queued') as queue,
  coalesce(r.user_id = ${actor.userId}, 1 = 0) as is_mine, coalesce(r.company_id = ${actor.companyId}, 1 = 0) as is_ours, lu.lot_id`

export async function boardRows(db: Db, actor: Actor, condition: Sql, match: Sql): Promise<BoardUnit[]> {
  const { rows } = await sql<BoardUnit>`
    select ${cell(actor)}, u.plan_x, u.plan_y, u.plan_w, u.plan_h, u.plan_picture, coalesce(${match}, 1 = 0) as is_match
    from ${UNITS} ${BOOKING} left join lot_unit lu on lu.unit_id = u.id
    where ${condition} order by u.building_id, u.section_id, u.floor, u.riser, u.id`.execute(db)
  return rows
}

/** Whole registry lines of these units, in their order. */
export async function registryRows(db: Db, actor: Actor, ids: readonly Id[]): Promise<RegistryUnit[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<RegistryUnit & Cell>`
    select ${cell(actor)}, c.name as complex, c.region, b.name as building, t.name as section,
      u.living_cm2, u.kitchen_cm2, u.balcony_cm2, u.project_cm2, u.bti_cm2, u.finishing, u.view, u.window_side, u.ceiling_cm, u.layout, u.cadastral_number,
      r.client_name as client, case when o.kind = 'agency' then o.name end as agency
    from ${UNITS} ${BOOKING} left join lot_unit lu on lu.unit_id = u.id left join company o on o.id = r.company_id
    join complex c on c.id = u.complex_id join building b on b.id = u.building_id join section t on t.id = u.section_id
    where u.id in (${sql.join(ids)})`.execute(db)
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}
