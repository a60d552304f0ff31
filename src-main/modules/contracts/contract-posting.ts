/** What a contract owes the ledger (C19): a buyer's debt from its registration on, taken back when its end is registered. */
import type { Day } from '#shared/kernel/day.ts'
import type { Id } from '#shared/kernel/id.ts'
import { lineId } from '#shared/modules/ledger/model.ts'
import type { CommandContext, Tx } from '#main/engine/define.ts'
import * as ledger from '#main/modules/ledger/api.ts'

/** By these the buyer owes the house; an assignment is paid to the one who assigns, a lease by the month. */
const SOLD_BY: readonly string[] = ['participation', 'sale']

/**
 * Posts a contract that was registered on a day, under the id of its step. A registered amendment with another price posts the
 * contract anew: the mirror of what stood, then the new sum.
 */
export async function postRegistered(
  tx: Tx,
  context: CommandContext,
  contractId: Id,
  { stepId, on }: { stepId: Id; on: Day },
): Promise<void> {
  const own = await paperOf(tx, contractId)
  const main = own?.kind === 'amendment' && own.base_id !== null ? await paperOf(tx, own.base_id) : own
  if (!own || !main || main.deal_id === null || !SOLD_BY.includes(main.kind)) return
  const amount = own.price_minor ?? (await dealPrice(tx, main.deal_id))
  if (amount === null || amount <= 0) return
  const standing = await standingOf(tx, main.id)
  if (standing?.amount === amount) return
  const bookedOn = await ledger.openDay(tx, main.company_id, on)
  if (standing) await takeBack(tx, context, standing, lineId(stepId, 1), bookedOn, 'Изменена цена договора')
  const ref = { kind: 'deal' as const, id: main.deal_id }
  await ledger.post(tx, context, {
    batchId: stepId,
    event: 'contract_registered',
    companyId: main.company_id,
    bookedOn,
    reference: { kind: 'contract', id: main.id },
    lines: [
      { account: 'buyer_receivable', side: 'debit', amount, ref },
      { account: 'contract_obligation', side: 'credit', amount, ref },
    ],
  })
}

/** Takes back what stands for a contract that has come to its end before its time; nothing where nothing was posted. */
export async function unpost(
  tx: Tx,
  context: CommandContext,
  contractId: Id,
  { on, reason }: { on: Day; reason: string },
): Promise<void> {
  const main = await paperOf(tx, contractId)
  const standing = main && (await standingOf(tx, contractId))
  if (!standing) return
  const bookedOn = await ledger.openDay(tx, main.company_id, on < standing.bookedOn ? standing.bookedOn : on)
  await takeBack(tx, context, standing, lineId(context.commandId, 1), bookedOn, reason)
}

async function takeBack(tx: Tx, context: CommandContext, standing: Standing, id: Id, on: Day, reason: string) {
  const bookedOn = on < standing.bookedOn ? standing.bookedOn : on
  await ledger.reverse(tx, context, { batchId: standing.batchId, newBatchId: id, bookedOn, reason })
}

async function paperOf(tx: Tx, id: Id) {
  return tx
    .selectFrom('contract')
    .select(['id', 'kind', 'deal_id', 'base_id', 'company_id', 'price_minor'])
    .where('id', '=', id)
    .executeTakeFirst()
}

async function dealPrice(tx: Tx, dealId: Id): Promise<number | null> {
  const deal = await tx.selectFrom('deal').select('price_minor').where('id', '=', dealId).executeTakeFirst()
  return deal?.price_minor ?? null
}

interface Standing {
  batchId: Id
  bookedOn: Day
  amount: number
}

/** The posting of a contract that was not taken back. */
async function standingOf(tx: Tx, contractId: Id): Promise<Standing | undefined> {
  return tx
    .selectFrom('ledger_batch as b')
    .innerJoin('ledger_entry as e', 'e.batch_id', 'b.id')
    .select(['b.id as batchId', 'b.booked_on as bookedOn', 'e.debit_minor as amount'])
    .where('b.document_kind', '=', 'contract')
    .where('b.document_id', '=', contractId)
    .where('b.event', '=', 'contract_registered')
    .where('b.reverses_id', 'is', null)
    .where('e.debit_minor', '>', 0)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('ledger_batch as m').select('m.id').whereRef('m.reverses_id', '=', 'b.id'))),
    )
    .executeTakeFirst()
}
