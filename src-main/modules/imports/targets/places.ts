/** Complexes, buildings and sections by name: read once from the cache, and made where a file brings new ones. */
import { sql } from 'kysely'
import type { Id } from '#shared/kernel/id.ts'
import type { Reference, Value, Values } from '#shared/modules/imports/kind.ts'
import type { NewPlaces } from '#shared/modules/imports/model.ts'
import { referenceIndex } from '#shared/modules/imports/references.ts'
import { keyName } from '#shared/modules/imports/text.ts'
import { AppError } from '#shared/rpc/errors.ts'
import type { Db, Tx } from '#main/engine/define.ts'

export interface Place {
  complex: string
  building: string
  section: string
}

export interface Structure {
  references: Record<string, Reference[]>
  /** Names by section. */
  sections: Map<Id, Place & { building_id: Id; complex_id: Id }>
}

export async function readStructure(cache: Db): Promise<Structure> {
  const complexes = await cache.selectFrom('complex').select(['id', 'name']).execute()
  const buildings = await cache.selectFrom('building').select(['id', 'complex_id', 'name']).execute()
  const sections = await cache.selectFrom('section').select(['id', 'building_id', 'complex_id', 'name']).execute()
  const floors = await cache
    .selectFrom('floor')
    .select((eb) => ['building_id', eb.fn.min('floor').as('from'), eb.fn.max('floor').as('to')])
    .groupBy('building_id')
    .execute()
  const complexNames = new Map(complexes.map(({ id, name }) => [id, name]))
  const buildingNames = new Map(buildings.map(({ id, name }) => [id, name]))
  const heights = new Map(
    floors.map(({ building_id, from, to }) => [building_id, { floor_from: Number(from), floor_to: Number(to) }]),
  )
  const reference = (id: Id, names: (string | undefined)[], facts: Values = {}): Reference => ({
    id,
    parts: names.map((name) => keyName(name ?? '')),
    facts,
  })
  return {
    references: {
      complex: complexes.map(({ id, name }) => reference(id, [name])),
      building: buildings.map(({ id, complex_id, name }) =>
        reference(id, [complexNames.get(complex_id), name], heights.get(id) ?? {}),
      ),
      section: sections.map(({ id, complex_id, building_id, name }) =>
        reference(id, [complexNames.get(complex_id), buildingNames.get(building_id), name]),
      ),
    },
    sections: new Map(
      sections.map(({ id, building_id, complex_id, name }) => [
        id,
        {
          complex: complexNames.get(complex_id) ?? '',
          building: buildingNames.get(building_id) ?? '',
          section: name,
          building_id,
          complex_id,
        },
      ]),
    ),
  }
}

/** Finds the section that a new row stands in, making what is missing on the way. A building of one section needs no name for it. */
export function placeFinder({ references, sections }: Structure, newId: () => Id) {
  const places: NewPlaces = { complexes: [], buildings: [], sections: [], entrances: [] }
  const find = referenceIndex(references)
  const made = new Map<string, Id>()
  const oneSection = new Map<Id, Id | null>()
  for (const [id, { building_id }] of sections) oneSection.set(building_id, oneSection.has(building_id) ? null : id)

  function make(table: string, parts: (Value | undefined)[], add: (id: Id) => void): Id {
    const key = [table, ...parts.map((part) => keyName(String(part ?? '')))].join('\u0001')
    let id = made.get(key)
    if (id === undefined) {
      made.set(key, (id = newId()))
      add(id)
    }
    return id
  }

  function found(table: string, ...names: (Value | undefined)[]): Id | null {
    const reference = find(table, ...names)
    return reference && reference !== 'many' ? reference.id : null
  }

  function section({ complex, building, section: name }: Values): Id {
    const buildingId =
      found('building', complex, building) ??
      make('building', [complex, building], (id) => {
        const complexId =
          found('complex', complex) ??
          make('complex', [complex], (made_) => places.complexes.push({ id: made_, name: String(complex ?? '—') }))
        places.buildings.push({ id, complex_id: complexId, name: String(building ?? '') })
      })
    if (name === null || name === undefined) {
      const only = oneSection.get(buildingId)
      if (only) return only
    }
    return (
      found('section', complex, building, name) ??
      make('section', [complex, building, name ?? '1'], (id) =>
        places.sections.push({ id, building_id: buildingId, name: String(name ?? 'Секция 1') }),
      )
    )
  }

  function entrance(sectionId: Id, name: string, known: Map<string, Id>): Id {
    const key = `${sectionId}/${keyName(name)}`
    const there = known.get(key)
    if (there !== undefined) return there
    const id = newId()
    known.set(key, id)
    places.entrances.push({ id, section_id: sectionId, name })
    return id
  }

  return { places, section, entrance }
}

export async function makePlaces(tx: Tx, { complexes, buildings, sections, entrances }: NewPlaces): Promise<void> {
  if (complexes.some(({ name }) => name === ''))
    throw new AppError('invalid', 'A complex needs a name', { reason: 'imports.no-place' })
  await sql`
    insert into complex (id, name, region, city) select c.id, c.name, '', '' from jsonb_to_recordset(${JSON.stringify(complexes)}::jsonb) as c (id uuid, name text)`.execute(
    tx,
  )
  await sql`
    insert into building (id, complex_id, name, stage)
    select b.id, b.complex_id, b.name, 'planned' from jsonb_to_recordset(${JSON.stringify(buildings)}::jsonb) as b (id uuid, complex_id uuid, name text)`.execute(
    tx,
  )
  await sql`
    insert into section (id, building_id, name)
    select s.id, s.building_id, s.name from jsonb_to_recordset(${JSON.stringify(sections)}::jsonb) as s (id uuid, building_id uuid, name text)`.execute(
    tx,
  )
  await sql`
    insert into entrance (id, section_id, name)
    select e.id, e.section_id, e.name from jsonb_to_recordset(${JSON.stringify(entrances)}::jsonb) as e (id uuid, section_id uuid, name text)`.execute(
    tx,
  )
}
