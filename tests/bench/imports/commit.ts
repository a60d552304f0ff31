/** Commit of changed rows on a local PostgreSQL: the command's own transaction, as the engine runs it. */
import { newId } from '#shared/kernel/id.ts'
import { toInstant } from '#shared/kernel/instant.ts'
import { imports as contract } from '#shared/modules/imports/contract.ts'
import { imports } from '#main/modules/imports/index.ts'
import type { Actor } from '#shared/modules/engine/model.ts'
import { freshCentre, type TestCentre } from '../../support/central.ts'

/** Milliseconds for one transaction that changes the price and the note of `count` units and keeps the protocol of it. */
export async function timeCommit(
  count: number,
  onCentre: () => Promise<TestCentre> = () => freshCentre('postgres'),
): Promise<number> {
  const centre = await onCentre()
  const [complex, building, section] = [newId(), newId(), newId()]
  const developer = await centre.addCompany('developer')
  const user = await centre.addUser('boss', ['administrator'], developer)
  await centre.sql("insert into app.complex (id, name, region, city) values ($1, 'A', '', '')", [complex])
  await centre.sql("insert into app.building (id, complex_id, name, stage) values ($1, $2, '1', 'frame')", [
    building,
    complex,
  ])
  await centre.sql("insert into app.section (id, building_id, name) values ($1, $2, '1')", [section, building])
  await centre.sql(
    'insert into app.floor (id, section_id, floor) select gen_random_uuid(), $1, n from generate_series(1, 190) n',
    [section],
  )
  await centre.sql(
    `insert into app.unit (id, section_id, kind, number, floor, riser, area_cm2, note)
     select gen_random_uuid(), $1, 'flat', n::text, n % 190 + 1, n / 190 + 1, 450000, 'old' from generate_series(0, $2::int - 1) n`,
    [section, count],
  )
  await centre.sql(
    `insert into app.unit_price (id, unit_id, price_minor, ppm_minor, from_at, source, factors_json)
     select gen_random_uuid(), id, 900000000, 20000000, '2026-01-01T00:00:00Z', 'manual', '{}' from app.unit`,
  )
  await centre.sql('analyze')
  await centre.sql('update app.import_limit set price_change_bp = null, sensitive_rows = null')
  const units = await centre.sql<{ id: string; number: string }>('select id, number from app.unit')
  const central = await centre.as(user)
  const [row] = await central.rows('select sync.actor()::text')
  const actor = JSON.parse(String(row?.[0])) as Actor
  const given = {
    batchId: newId(),
    kind: 'units',
    fileName: 'price.xlsx',
    fileHash: 'x',
    sheet: 'A',
    mapping: { columns: [], constants: {} },
    counts: { insert: 0, update: count, unchanged: 0, conflict: 0, error: 0, warning: 0, skipped: 0 },
    rows: units.map(({ id, number }, index) => ({
      id: newId(),
      row: index + 2,
      action: 'update' as const,
      target_id: id,
      label: number,
      changes: { note: ['old', 'new'] as [string, string], price_minor: [900000000, 910000000] as [number, number] },
      before: { note: 'old' },
      after: { note: 'new' },
      warnings: [],
    })),
    places: { complexes: [], buildings: [], sections: [], entrances: [] },
    note: null,
    passMoved: false,
  }
  const startedAt = performance.now()
  await central.transaction({ settings: { command_id: given.batchId, command: 'imports.submit' } }, async (tx) => {
    const args = contract.submit.args.parse(given)
    const context = { place: 'central' as const, actor, issuedAt: toInstant(Date.now()), commandId: given.batchId }
    const result = await imports.bodies.submit(tx.db, args, context)
    if (result.state !== 'committed' || result.updated !== count)
      throw new Error(`Not written: ${JSON.stringify(result)}`)
    await tx.run('set constraints all immediate')
  })
  const elapsed = performance.now() - startedAt
  await central.close()
  await centre.close()
  return elapsed
}
