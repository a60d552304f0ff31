/** Contracts that were assembled of a clause or a template: they keep the versions that they pin, whatever is approved since. */
import { sql } from 'kysely'
import type { ContractUses, VersionKind, libraryCalls } from '#shared/modules/contracts/library-contract.ts'
import { contractName } from '#shared/modules/contracts/contract-model.ts'
import type { Db, QueryBody } from '#main/engine/define.ts'

export const USES_PAGE = 200

export async function contractsWith(
  cache: Db,
  kind: VersionKind,
  key: string,
  { offset, limit }: { offset: number; limit: number },
): Promise<ContractUses> {
  const holds =
    kind === 'template'
      ? sql<boolean>`template_key = ${key}`
      : // The text of the pins is searched first: eleven thousand of them are not taken apart for one clause.
        sql<boolean>`instr(pins_json, ${`"${key}"`}) > 0
          and exists (select 1 from json_each(pins_json) as pin where json_extract(pin.value, '$.clause') = ${key})`
  const { total } = await cache
    .selectFrom('contract')
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .where(holds)
    .where('state', '<>', 'annulled')
    .executeTakeFirstOrThrow()
  const rows = await cache
    .selectFrom('contract')
    .select(['id', 'number', 'kind', 'title', 'client_name', 'state', 'contract_on', 'template_version', 'pins_json'])
    .where(holds)
    .where('state', '<>', 'annulled')
    .orderBy('contract_on', 'desc')
    .orderBy('id')
    .offset(offset)
    .limit(limit)
    .execute()
  return {
    total,
    rows: rows.map((row) => ({
      id: row.id,
      number: row.number === null ? null : contractName(row.kind, row.number),
      title: row.title,
      client: row.client_name,
      state: row.state,
      on: row.contract_on,
      version:
        (kind === 'template' ? undefined : row.pins_json.find(({ clause }) => clause === key)?.version) ??
        row.template_version,
    })),
  }
}

export const contractUses: QueryBody<(typeof libraryCalls)['contractUses']> = (db, { kind, key, ...page }) =>
  contractsWith(db, kind, key, page)
