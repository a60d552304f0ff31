/** Repricing at once and price lists with an approver. Thousands of units are one statement. */
import { sql, type RawBuilder } from 'kysely'
import type { Id } from '#shared/kernel/id.ts'
import { AppError } from '#shared/rpc/errors.ts'
import type { inventory } from '#shared/modules/inventory/contract.ts'
import type { CommandBody, CommandContext, Tx } from '#main/engine/define.ts'
import { draftItems } from './price-drafts.ts'

type Inventory = typeof inventory

export const reprice: CommandBody<Inventory['reprice']> = async (
  tx,
  { unitIds, change, exceptionId, note },
  context,
) => {
  // Who writes a price of these units now is waited for: the change is one of the price that they leave.
  await sql`select from unit where id = any(${unitIds}::uuid[]) order by id for no key update`.execute(tx)
  const all = repriced(unitIds, change)
  const { rows: applied } = await sql`
    insert into unit_price (id, unit_id, price_minor, ppm_minor, from_at, source, factors_json, user_id, note)
    select gen_random_uuid(), r.id, r.price, r.ppm,
      greatest(${context.issuedAt}::timestamptz, (select c.from_at + interval '1 millisecond' from unit_current_price c where c.id = r.id)), 'manual', r.factors, ${context.actor.userId}::uuid, ${note}
    from (${all}) r where not r.frozen and not r.below and r.price is distinct from r.old returning 1`.execute(tx)
  const { rows: counts } = await sql<{ frozen: number; below: number }>`
    select count(*) filter (where r.frozen) as frozen, count(*) filter (where r.below and not r.frozen) as below from (${all}) r`.execute(
    tx,
  )
  const { frozen = 0, below = 0 } = counts[0] ?? {}
  if (below > 0) {
    await insertList(
      tx,
      {
        id: exceptionId,
        name: note ?? 'Below the least price',
        kind: 'exception',
        complexId: null,
        startsAt: context.issuedAt,
        note,
      },
      context,
    )
    await sql`
      insert into price_list_item (id, price_list_id, unit_id, price_minor, ppm_minor, min_minor, factors_json)
      select gen_random_uuid(), ${exceptionId}::uuid, r.id, r.price, r.ppm, r.min, r.factors from (${all}) r where r.below and not r.frozen`.execute(
      tx,
    )
    await submit(tx, exceptionId)
  }
  return { applied: applied.length, toApprove: below, frozen }
}

export const draftPriceList: CommandBody<Inventory['draftPriceList']> = async (tx, args, context) => {
  const before = await tx
    .selectFrom('price_list')
    .select(['state', 'author_id'])
    .where('id', '=', args.priceListId)
    .executeTakeFirst()
  if (before && before.state !== 'draft') throw wrongStep(args.priceListId, before.state)
  if (before) {
    await tx
      .updateTable('price_list')
      .set({ name: args.name, starts_at: args.startsAt, note: args.note, complex_id: args.complexId })
      .where('id', '=', args.priceListId)
      .execute()
    await tx.deleteFrom('price_list_item').where('price_list_id', '=', args.priceListId).execute()
  } else {
    await insertList(
      tx,
      {
        id: args.priceListId,
        name: args.name,
        kind: 'list',
        complexId: args.complexId,
        startsAt: args.startsAt,
        note: args.note,
      },
      context,
    )
  }
  const { items, withoutRule } = await draftItems(tx, args)
  await sql`
    insert into price_list_item (id, price_list_id, unit_id, price_minor, ppm_minor, min_minor, factors_json)
    select gen_random_uuid(), ${args.priceListId}::uuid, i.unit_id, i.price_minor, i.ppm_minor, i.min_minor, i.factors_json
    from jsonb_to_recordset(${JSON.stringify(items)}::jsonb) as i (unit_id uuid, price_minor bigint, ppm_minor bigint, min_minor bigint, factors_json jsonb)`.execute(
    tx,
  )
  return {
    items: items.length,
    belowMin: items.filter((item) => item.min_minor !== null && item.price_minor < item.min_minor).length,
    withoutRule,
  }
}

export const submitPriceList: CommandBody<Inventory['submitPriceList']> = async (tx, { priceListId }) => {
  await submit(tx, priceListId)
  return { count: 1 }
}

export const approvePriceList: CommandBody<Inventory['approvePriceList']> = async (tx, { priceListId }, context) => {
  const [row] = await tx
    .updateTable('price_list')
    .set({ state: 'approved', approved_at: context.issuedAt })
    .where('id', '=', priceListId)
    .where('state', '=', 'submitted')
    .returning(['starts_at'])
    .execute()
  if (!row) throw await whyNot(tx, priceListId)
  if (row.starts_at > context.issuedAt) {
    await sql`select sync.schedule(${`price-list:${priceListId}`}, ${row.starts_at}::timestamptz, 'inventory.activateDuePriceLists', ${JSON.stringify({ priceListId })}::jsonb)`.execute(
      tx,
    )
    return { count: 0 }
  }
  return { count: await activate(tx, priceListId, context) }
}

export const rejectPriceList: CommandBody<Inventory['rejectPriceList']> = async (tx, { priceListId, note }) => {
  const { numUpdatedRows } = await tx
    .updateTable('price_list')
    .set({ state: 'rejected', note })
    .where('id', '=', priceListId)
    .where('state', '=', 'submitted')
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw await whyNot(tx, priceListId)
  return { count: 1 }
}

export const cancelPriceList: CommandBody<Inventory['cancelPriceList']> = async (tx, { priceListId }) => {
  const { numUpdatedRows } = await tx
    .updateTable('price_list')
    .set({ state: 'cancelled' })
    .where('id', '=', priceListId)
    .where('state', 'in', ['draft', 'submitted', 'approved', 'rejected'])
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw await whyNot(tx, priceListId)
  await sql`select sync.unschedule(${`price-list:${priceListId}`})`.execute(tx)
  return { count: 1 }
}

/** Brings into force what is due and nothing else. */
export const activateDuePriceLists: CommandBody<Inventory['activateDuePriceLists']> = async (
  tx,
  { priceListId },
  context,
) => {
  return { count: await activate(tx, priceListId, context) }
}

async function activate(tx: Tx, priceListId: Id | undefined, { issuedAt, actor }: CommandContext): Promise<number> {
  const lists = await tx
    .updateTable('price_list')
    .set({ state: 'active', activated_at: issuedAt })
    .where('state', '=', 'approved')
    .where('starts_at', '<=', issuedAt)
    .$if(priceListId !== undefined, (query) => query.where('id', '=', priceListId ?? ''))
    .returning('id')
    .execute()
  if (lists.length === 0) return 0
  // Of two lists that begin at once the one with the later id wins, as it does for units whose price waits (guards).
  const { rows } = await sql`
    insert into unit_price (id, unit_id, price_minor, ppm_minor, from_at, source, price_list_id, rule_id, factors_json, user_id)
    select distinct on (i.unit_id) gen_random_uuid(), i.unit_id, i.price_minor, i.ppm_minor, ${issuedAt}::timestamptz, 'list', i.price_list_id, (i.factors_json ->> 'rule_id')::uuid, i.factors_json, ${actor.userId}::uuid
    from price_list_item i left join unit_current_price p on p.id = i.unit_id
    where i.price_list_id = any(${lists.map(({ id }) => id)}::uuid[])
      and i.price_minor is distinct from p.price_minor
      and not exists (select from unit_claim c where c.unit_id = i.unit_id and c.ended_at is null and c.is_exclusive)
    order by i.unit_id, i.price_list_id desc returning 1`.execute(tx)
  return rows.length
}

async function submit(tx: Tx, priceListId: Id): Promise<void> {
  const { numUpdatedRows } = await tx
    .updateTable('price_list')
    .set({ state: 'submitted' })
    .where('id', '=', priceListId)
    .where('state', '=', 'draft')
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw await whyNot(tx, priceListId)
}

async function insertList(
  tx: Tx,
  list: {
    id: Id
    name: string
    kind: 'list' | 'exception'
    complexId: Id | null
    startsAt: string
    note: string | null
  },
  { actor, issuedAt }: CommandContext,
): Promise<void> {
  await tx
    .insertInto('price_list')
    .values({
      id: list.id,
      name: list.name,
      kind: list.kind,
      complex_id: list.complexId,
      state: 'draft',
      starts_at: list.startsAt,
      author_id: actor.userId,
      created_at: issuedAt,
      note: list.note,
    })
    .execute()
}

/** What each unit would cost: rounded to the kopeck, then to the ruble, as `replay` in the shared rules does it. */
function repriced(
  unitIds: Id[],
  { by, value }: { by: 'price' | 'ppm' | 'percent' | 'add'; value: number },
): RawBuilder<unknown> {
  const step = (name: string, amount: RawBuilder<unknown>, coef: RawBuilder<unknown> = sql`null::bigint`) =>
    sql`jsonb_build_object('step', ${sql.lit(name)}, 'value', '', 'coef', ${coef}, 'amount_minor', ${amount}, 'ppm_minor', null, 'price_minor', null)`
  const given = sql`${value}::bigint`
  const old = step('manual', sql`t.old`)
  const rounding = step('rounding', sql`100`)
  const terms = {
    price: { price: given, steps: step('manual', given) },
    ppm: {
      price: sql`round(round(${given}::numeric * t.area_cm2 / 10000) / 100)::bigint * 100`,
      steps: sql`${step('ppm', given)}, ${rounding}`,
    },
    percent: {
      price: sql`round(round(t.old::numeric * (10000 + ${given}) / 10000) / 100)::bigint * 100`,
      steps: sql`${old}, ${step('percent', sql`null::bigint`, sql`(10000 + ${given}) * 100`)}, ${rounding}`,
    },
    add: { price: sql`t.old + ${given}`, steps: sql`${old}, ${step('sum', given)}` },
  }[by]
  return sql`
    select p.id, p.old, p.price, p.min, p.frozen, p.min is not null and p.price < p.min as below,
      ${by === 'ppm' ? given : sql`case when p.area_cm2 = 0 then 0 else round(p.price::numeric * 10000 / p.area_cm2)::bigint end`} as ppm,
      jsonb_build_object('source', 'manual', 'rule_id', null, 'rule_version', null, 'area_cm2', p.area_cm2, 'min_minor', p.min, 'steps', p.steps) as factors
    from (
      select t.*, greatest(${terms.price}, 0) as price, jsonb_build_array(${terms.steps}) as steps
      from (
        select u.id, u.area_cm2, c.price_minor as old, app.min_price(u.complex_id, u.building_id, u.kind, u.area_cm2) as min,
          exists (select from unit_claim l where l.unit_id = u.id and l.ended_at is null and l.is_exclusive) as frozen
        from unit u left join unit_current_price c on c.id = u.id where u.id = any(${unitIds}::uuid[])
      ) t
    ) p where p.price is not null`
}

function wrongStep(priceListId: Id, state: string): AppError {
  return new AppError('conflict', 'The price list has moved on', {
    reason: 'inventory.price-list-step',
    priceListId,
    state,
  })
}

async function whyNot(tx: Tx, priceListId: Id): Promise<AppError> {
  const row = await tx.selectFrom('price_list').select('state').where('id', '=', priceListId).executeTakeFirst()
  return row
    ? wrongStep(priceListId, row.state)
    : new AppError('not-found', 'No such price list', { reason: 'inventory.no-price-list', priceListId })
}
