/** What other modules compute under a rule pack is kept here with its inputs, and can be computed again at any time (C0.3). */
import type { Id } from '#shared/kernel/id.ts'
import { recompute, type Computed, type Rule } from '#shared/kernel/rule-pack.ts'
import { AppError } from '#shared/rpc/errors.ts'
import type { Reference } from '#shared/modules/ledger/model.ts'
import type { CommandContext, Db, Tx } from '#main/engine/define.ts'

export interface KeptComputed {
  id: Id
  document: Reference
  computed: Computed<unknown, unknown>
}

/** Keeps one result for a document. The pack must be published; the row is never changed, a new result is a new row. */
export const keepComputed = (tx: Tx, context: CommandContext, kept: KeptComputed): Promise<void> =>
  keepAllComputed(tx, context, [kept])

/** The same for many at once. */
export async function keepAllComputed(
  tx: Tx,
  { actor, issuedAt }: CommandContext,
  kept: readonly KeptComputed[],
): Promise<void> {
  if (kept.length === 0) return
  const packs = await tx.selectFrom('rule_pack').select(['id', 'code', 'rule']).execute()
  await tx
    .insertInto('computed')
    .values(
      kept.map(({ id, document, computed }) => {
        const pack = packs.find(({ code, rule }) => code === computed.packId && rule === computed.rule)
        if (!pack)
          throw new AppError('conflict', `${computed.packId} is not published`, {
            reason: 'ledger.no-pack',
            pack: computed.packId,
          })
        return {
          id,
          document_kind: document.kind,
          document_id: document.id,
          pack_id: pack.id,
          inputs_json: JSON.stringify(computed.inputs),
          result_json: JSON.stringify(computed.result),
          computed_at: issuedAt,
          created_by_id: actor.userId,
        }
      }),
    )
    .execute()
}

/** Everything computed by `rule` for a document, each run again under its own pack with its own inputs. */
export async function recomputeDocument<P, I, R>(
  db: Db,
  rule: Rule<P, I, R>,
  document: Reference,
): Promise<{ stored: Computed<I, R>; result: R; isSame: boolean }[]> {
  const rows = await db
    .selectFrom('computed as c')
    .innerJoin('rule_pack as p', 'p.id', 'c.pack_id')
    .select(['p.rule', 'p.code', 'p.act', 'p.edition', 'c.inputs_json', 'c.result_json'])
    .where('p.rule', '=', rule.id)
    .where('c.document_kind', '=', document.kind)
    .where('c.document_id', '=', document.id)
    .orderBy('c.computed_at')
    .orderBy('c.id')
    .execute()
  return rows.map((row) => {
    const stored: Computed<I, R> = {
      rule: row.rule,
      packId: row.code,
      act: row.act,
      edition: row.edition,
      inputs: parsed(row.inputs_json) as I,
      result: parsed(row.result_json) as R,
    }
    const { result } = recompute(rule, stored)
    return { stored, result, isSame: ordered(result) === ordered(stored.result) }
  })
}

const parsed = (value: unknown): unknown => (typeof value === 'string' ? JSON.parse(value) : value)

/** Databases keep the keys of json in an order of their own. */
function ordered(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
