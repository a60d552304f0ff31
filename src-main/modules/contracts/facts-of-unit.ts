/** What the register says of a unit, its building and its complex, and what is written down once for them and for the house. */
import type { Id } from '#shared/kernel/id.ts'
import type { ValueSource } from '#shared/modules/contracts/contract-model.ts'
import type { UnitKind } from '#shared/modules/inventory/model.ts'
import { AppError } from '#shared/rpc/errors.ts'
import { type Gathered, type Gathering, type Put, record } from './facts-gather.ts'

const OBJECT_KINDS: Record<UnitKind, string> = {
  flat: 'flat',
  apartment: 'apartment',
  office: 'commercial',
  parking: 'parking',
  storage: 'storage',
  villa: 'flat',
  equipment: 'commercial',
}
const FINISHINGS: Record<string, string> = {
  none: 'none',
  rough: 'rough',
  prefinish: 'rough',
  finish: 'full',
  furnished: 'full',
}
const VIEWS: Record<string, string> = {
  courtyard: 'во двор',
  street: 'на улицу',
  city: 'на город',
  park: 'на парк',
  river: 'на реку',
  sea: 'на море',
  mountains: 'на горы',
}

export async function putUnit(
  work: Gathering,
  all: Gathered & { put: Put },
  unitId: Id,
  isSale: boolean,
): Promise<void> {
  const { db } = work
  const unit = await db
    .selectFrom('unit')
    .innerJoin('building', 'building.id', 'unit.building_id')
    .innerJoin('complex', 'complex.id', 'unit.complex_id')
    .innerJoin('section', 'section.id', 'unit.section_id')
    .select([
      'unit.id',
      'unit.kind',
      'unit.number',
      'unit.floor',
      'unit.rooms',
      'unit.area_cm2',
      'unit.living_cm2',
      'unit.kitchen_cm2',
      'unit.balcony_cm2',
      'unit.balcony_bp',
      'unit.project_cm2',
      'unit.bti_cm2',
      'unit.finishing',
      'unit.view',
      'unit.ceiling_cm',
      'unit.layout',
      'unit.cadastral_number',
      'unit.created_at',
      'unit.section_id',
      'building.id as building_id',
      'building.name as building',
      'building.address as building_address',
      'building.stage',
      'building.ready_on',
      'building.cadastral_number as building_cadastral',
      'complex.id as complex_id',
      'complex.name as complex',
      'complex.address as complex_address',
      'complex.city',
      'complex.region',
      'section.name as section',
    ])
    .where('unit.id', '=', unitId)
    .executeTakeFirst()
  if (!unit) throw new AppError('not-found', 'No such unit', { reason: 'contracts.no-source' })
  await putDefaults(work, all, unit.complex_id, unit.building_id)
  all.unitId = unitId
  const [{ highest } = { highest: null }] = await db
    .selectFrom('floor')
    .select(({ fn }) => fn.max('floor').as('highest'))
    .where('section_id', '=', unit.section_id)
    .execute()
  const at = (kind: string, id: Id, label: string) =>
    record(kind, id, label, `/inventory/board?unit=${unitId}`, kind === 'unit' ? unit.created_at : null)
  const own = at('unit', unitId, `${unit.building}, ${unit.number}`)
  const house = at('building', unit.building_id, unit.building)
  const place = at('complex', unit.complex_id, unit.complex)
  const values: [string, unknown, ValueSource][] = [
    ['object.kind', OBJECT_KINDS[unit.kind], own],
    ['object.number', unit.number, own],
    ['object.conditional', unit.number, own],
    ['object.floor', unit.floor, own],
    ['object.floors', highest, house],
    ['object.section', unit.section.replace(/^секция\s+/i, ''), own],
    // Texts say «корпус» themselves.
    ['object.building', unit.building.replace(/^корпус\s+/i, ''), house],
    ['object.complex', unit.complex, place],
    ['object.region', unit.region, place],
    ['object.cadastral', unit.cadastral_number, own],
    ['object.area', unit.area_cm2, own],
    ['object.living', unit.living_cm2, own],
    ['object.summer', unit.balcony_cm2, own],
    // The area that is paid for: rooms and what the coefficient leaves of balconies (C2.5).
    [
      'object.priced',
      unit.project_cm2 ?? unit.area_cm2 + Math.round(((unit.balcony_cm2 ?? 0) * (unit.balcony_bp ?? 0)) / 10_000),
      own,
    ],
    [
      'object.height',
      unit.ceiling_cm === null ? null : `${(unit.ceiling_cm / 100).toString().replace('.', ',')} м`,
      own,
    ],
    ['object.finishing', unit.finishing === null ? null : FINISHINGS[unit.finishing], own],
    ['object.view', unit.view === null ? null : VIEWS[unit.view], own],
    ['object.plan', unit.layout, own],
    ['measure.area', unit.bti_cm2, own],
  ]
  if (OBJECT_KINDS[unit.kind] === 'flat' || OBJECT_KINDS[unit.kind] === 'apartment')
    values.push(['object.rooms', unit.rooms, own])
  const street = unit.building_address === '' ? unit.complex_address : unit.building_address
  const address = street.includes(unit.city) ? street : [unit.city, street].filter(Boolean).join(', ')
  values.push([unit.stage === 'commissioned' ? 'object.address' : 'object.siteAddress', address, house])
  if (all.facts['object.address'] === undefined) values.push(['object.address', address, house])
  if (all.facts['contract.city'] === undefined)
    values.push(['contract.city', unit.city === '' ? null : `г. ${unit.city}`, place])
  if (all.facts['terms.handoverOn'] === undefined) values.push(['terms.handoverOn', unit.ready_on, house])
  for (const [path, value, source] of values) all.put(path, value, source)
  const rooms = roomsOf(unit)
  if (rooms.length > 0) {
    all.put('rooms', rooms, own)
    for (const index of rooms.keys()) for (const field of ['name', 'area']) all.sources[`rooms.${index}.${field}`] = own
  }
  if (isSale && all.kind === null) {
    all.kind = unit.stage === 'commissioned' ? 'sale' : 'participation'
    all.why = unit.stage === 'commissioned' ? 'commissioned' : 'building'
    // Money for a house that is being built lies on escrow unless the house says otherwise (C3).
    if (all.facts['escrow.isUsed'] === undefined) all.put('escrow.isUsed', all.kind === 'participation', house)
  }
}

interface Areas {
  area_cm2: number
  living_cm2: number | null
  kitchen_cm2: number | null
  balcony_cm2: number | null
}

/** The parts of the area that the register knows; what is left over is the rest, so that the table adds up. */
function roomsOf({ area_cm2, living_cm2, kitchen_cm2, balcony_cm2 }: Areas): { name: string; area: number }[] {
  const rest = area_cm2 - (living_cm2 ?? 0) - (kitchen_cm2 ?? 0)
  const parts: [string, number | null][] = [
    ['Жилые комнаты', living_cm2],
    ['Кухня', kitchen_cm2],
    [living_cm2 === null && kitchen_cm2 === null ? 'Помещение' : 'Прочие помещения', rest > 0 ? rest : null],
    ['Балкон, лоджия', balcony_cm2],
  ]
  return parts.flatMap(([name, area]) => (area === null || area <= 0 ? [] : [{ name, area }]))
}

/** Requisites, permits and terms written down once: of the house, then of the complex, then of the building. */
export async function putDefaults(
  { db }: Gathering,
  all: { put: Put },
  complexId: Id | null,
  buildingId: Id | null,
): Promise<void> {
  const company = await db
    .selectFrom('company')
    .select(['id', 'name', 'tax_id', 'created_at'])
    .where('kind', '=', 'developer')
    .orderBy('created_at')
    .orderBy('id')
    .executeTakeFirst()
  const scopes = [company?.id, complexId, buildingId].filter((id) => id !== null && id !== undefined)
  if (company) {
    const source = record('company', company.id, company.name, '/contracts/requisites', company.created_at)
    all.put('company.name', { name: company.name }, source)
    all.put('company.inn', company.tax_id, source)
  }
  const rows = await db
    .selectFrom('fact_default')
    .leftJoin('app_user', 'app_user.id', 'fact_default.user_id')
    .select([
      'fact_default.id',
      'fact_default.scope',
      'fact_default.scope_id',
      'fact_default.path',
      'fact_default.value_json',
      'fact_default.changed_at',
      'app_user.name as user_name',
    ])
    .where('fact_default.scope_id', 'in', scopes)
    .execute()
  for (const row of rows.toSorted((a, b) => scopes.indexOf(a.scope_id) - scopes.indexOf(b.scope_id)))
    all.put(
      row.path,
      row.value_json,
      record(
        'requisite',
        row.id,
        row.path,
        `/contracts/requisites?scope=${row.scope}&id=${row.scope_id}`,
        row.changed_at,
        row.user_name,
      ),
    )
}
