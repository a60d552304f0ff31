/** Contracts that were assembled of a clause or a template: they keep the versions that they pin, whatever is approved since. */
import { sql } from 'kysely'
import type { ContractUse, VersionKind } from '#shared/modules/contracts/library-contract.ts'
import type { Id } from '#shared/kernel/id.ts'
import type { z } from 'zod'
import type { Db } from '#main/engine/define.ts'

/** More than these are counted by nobody at a glance. */
const MOST = 500

export async function contractsWith(db: Db, kind: VersionKind, key: string): Promise<z.infer<typeof ContractUse>[]> {
  const { rows: tables } =
    await sql`select name from sqlite_master where name in ('contract', 'contract_body')`.execute(db)
  if (tables.length < 2) return []
  // The text of the pins is searched first: eleven thousand of them are not taken apart for one clause.
  const { rows } = await sql<{
    id: Id
    number: number | null
    state: string
    contract_on: string | null
    template_key: string
    template_version: number
    pins_json: { clause: string; version: number }[]
  }>`
    select c.id, c.number, c.state, c.contract_on, c.template_key, c.template_version, b.pins_json
    from contract c join contract_body b on b.id = c.id
    where ${kind === 'template' ? sql`c.template_key = ${key}` : sql`instr(b.pins_json, ${`"${key}"`}) > 0`}
    order by c.contract_on desc, c.id limit ${MOST}`.execute(db)
  return rows.flatMap((row) => {
    const version =
      kind === 'template' ? row.template_version : row.pins_json.find(({ clause }) => clause === key)?.version
    if (version === undefined) return []
    const number = row.number === null ? null : String(row.number)
    return [{ id: row.id, number, state: row.state, on: row.contract_on, version }]
  })
}
