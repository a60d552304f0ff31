/** Contracts that were assembled of a clause or a template: they keep the versions that they pin, whatever is approved since. */
import { sql } from 'kysely'
import type { z } from 'zod'
import type { ContractUse, VersionKind } from '#shared/modules/contracts/library-contract.ts'
import type { Db } from '#main/engine/define.ts'

/** More than these are counted by nobody at a glance. */
const MOST = 500

export async function contractsWith(cache: Db, kind: VersionKind, key: string): Promise<z.infer<typeof ContractUse>[]> {
  const rows = await cache
    .selectFrom('contract')
    .select(['id', 'number', 'title', 'client_name', 'state', 'contract_on', 'template_version', 'pins_json'])
    .where(
      kind === 'template'
        ? sql<boolean>`template_key = ${key}`
        : // The text of the pins is searched first: eleven thousand of them are not taken apart for one clause.
          sql<boolean>`instr(pins_json, ${`"${key}"`}) > 0`,
    )
    .where('state', '<>', 'annulled')
    .orderBy('contract_on', 'desc')
    .orderBy('id')
    .limit(MOST)
    .execute()
  return rows.flatMap((row) => {
    const version =
      kind === 'template' ? row.template_version : row.pins_json.find(({ clause }) => clause === key)?.version
    if (version === undefined) return []
    return [
      {
        id: row.id,
        number: row.number === null ? null : String(row.number),
        title: row.title,
        client: row.client_name,
        state: row.state,
        on: row.contract_on,
        version,
      },
    ]
  })
}
