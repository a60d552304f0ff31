/** A contract kept, moved along its life, registered, approved. The centre's triggers judge again; here the refusals get names. */
import { dayAt } from '#shared/kernel/day.ts'
import { type Machine, transition } from '#shared/kernel/states.ts'
import {
  type ContractActor,
  type ContractState,
  type ContractStep,
  actorsOf,
  contractMachine,
} from '#shared/modules/contracts/contract-machine.ts'
import { contractName } from '#shared/modules/contracts/contract-model.ts'
import type { paperCalls } from '#shared/modules/contracts/paper-contract.ts'
import { searchText } from '#shared/modules/inventory/search-text.ts'
import type { Id } from '#shared/kernel/id.ts'
import { AppError, must } from '#shared/rpc/errors.ts'
import type { CommandBody, CommandContext, Tx } from '#main/engine/define.ts'
import { notify } from '#main/modules/notices/api.ts'
import { postRegistered, unpost } from './contract-posting.ts'
import { advanceDeal, noteOnDeal } from './deal-steps.ts'

type Calls = typeof paperCalls

export const savePinned: CommandBody<Calls['savePinned']> = async (tx, args, context) => {
  const { contractId, revision } = args
  const fields = {
    template_key: args.template,
    template_version: args.templateVersion,
    title: args.title,
    kind: args.kind,
    unit_id: args.unitId,
    contract_on: args.on,
    client_name: args.clientName,
    price_minor: args.priceMinor,
    is_registered_kind: args.isRegistered,
    pins_json: listJson(args.pins),
    changed_at: context.issuedAt,
  }
  if (revision === null) {
    await tx
      .insertInto('contract')
      .values({
        id: contractId,
        ...fields,
        search: searchText(args.clientName, ''),
        state: 'draft',
        state_since_at: context.issuedAt,
        source_kind: args.source.kind,
        source_id: args.source.id,
        deal_id: args.dealId,
        base_id: args.baseId,
        company_id: context.actor.companyId,
        user_id: context.actor.userId,
        currency: 'RUB',
        created_at: context.issuedAt,
        revision: 1,
      })
      .execute()
  } else {
    const { numUpdatedRows } = await tx
      .updateTable('contract')
      .set({ ...fields, search: searchText(args.clientName, ''), revision: revision + 1 })
      .where('id', '=', contractId)
      .where('state', '=', 'draft')
      .where('revision', '=', revision)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) throw await whyNot(tx, contractId, revision)
  }
  const body = {
    facts_json: args.facts,
    origins_json: args.origins,
    sources_json: args.sources,
    edits_json: listJson(args.edits),
    register_json: args.register,
    changed_by_id: context.actor.userId,
    changed_at: context.issuedAt,
  }
  if (revision === null)
    await tx
      .insertInto('contract_body')
      .values({ id: contractId, ...body })
      .execute()
  else await tx.updateTable('contract_body').set(body).where('id', '=', contractId).execute()
  const row = must(
    await tx
      .selectFrom('contract')
      .select(['number', 'kind', 'revision', 'deal_id'])
      .where('id', '=', contractId)
      .executeTakeFirst(),
    'the contract just written',
  )
  const number = contractName(row.kind, row.number)
  if (revision === null && row.deal_id !== null)
    await noteOnDeal(tx, context, row.deal_id, 'contracts.deal-created', { number })
  return { number, revision: row.revision }
}

/** pg sends an array as an array of SQL; a list in a json column has to be told that it is one. */
function listJson<T>(list: T[]): T[] {
  return JSON.stringify(list) as unknown as T[]
}

/** Names as somebody declined them by hand: from now on for every document of that person. */
export const saveForms: CommandBody<Calls['saveForms']> = async (tx, { people }, context) => {
  for (const { personId, name, forms } of people) {
    const row = { name, forms_json: forms, user_id: context.actor.userId, changed_at: context.issuedAt }
    await tx
      .insertInto('person_forms')
      .values({ id: personId, ...row })
      .onConflict((on) => on.column('id').doUpdateSet(row))
      .execute()
  }
  return {}
}

/** What the timeline of the deal is told. */
const TOLD: readonly ContractState[] = ['approved', 'signed', 'annulled', 'terminating']

export const step: CommandBody<Calls['step']> = async (tx, { contractId, step: name, from, on, note }, context) => {
  const row = await requireContract(tx, contractId)
  if (row.state !== from)
    throw new AppError('conflict', 'Somebody was faster', { reason: 'contracts.moved-on', state: row.state, from })
  const to = stateAfter(row.state, name, context.actor.rights)
  const isSigning = to === 'signed' || to === 'signed_by_buyer' || to === 'signed_by_developer'
  if (isSigning && on === null)
    throw new AppError('invalid', 'Signed on which day?', { reason: 'contracts.signed-on-missing' })
  const { numUpdatedRows } = await tx
    .updateTable('contract')
    .set({
      state: to,
      changed_at: context.issuedAt,
      ...(note === null ? {} : { state_note: note }),
      ...(isSigning ? { signed_on: on } : {}),
    })
    .where('id', '=', contractId)
    .where('state', '=', from)
    .executeTakeFirst()
  if (numUpdatedRows === 0n)
    throw new AppError('conflict', 'Somebody was faster', { reason: 'contracts.moved-on', state: row.state, from })
  const facts = { number: contractName(row.kind, row.number), state: to }
  await tell(tx, context, row, to, note)
  if (to === 'termination_registered')
    await unpost(tx, context, contractId, {
      on: on ?? dayAt(context.issuedAt, 'Europe/Moscow'),
      reason: note ?? 'Расторжение зарегистрировано',
    })
  if (row.deal_id !== null) {
    if (TOLD.includes(to))
      await noteOnDeal(tx, context, row.deal_id, `contracts.deal-${to.replaceAll('_', '-')}`, facts)
    if (to === 'approved' || isSigning) await advanceDeal(tx, context, row.deal_id, 'contract', row.contract_on)
  }
  return { state: to }
}

/** Whoever has to act next learns of it. */
async function tell(
  tx: Tx,
  context: CommandContext,
  row: Awaited<ReturnType<typeof requireContract>>,
  to: ContractState,
  note: string | null,
): Promise<void> {
  const kind =
    to === 'legal_check'
      ? 'contracts.toCheck'
      : to === 'approved'
        ? 'contracts.approved'
        : to === 'draft'
          ? 'contracts.returned'
          : null
  if (kind === null) return
  await notify(tx, context, {
    to: to === 'legal_check' ? { role: 'lawyer' } : [row.user_id],
    kind,
    facts: {
      number: contractName(row.kind, row.number),
      client: row.client_name,
      who: context.actor.name,
      note: note ?? '',
    },
    link: `/contracts/${row.id}`,
    key: `${kind}:${row.id}:${context.commandId}`,
  })
}

/** The state after the step, taken as whichever of the caller's actors may. */
function stateAfter(state: ContractState, name: ContractStep, rights: readonly string[]): ContractState {
  const all: Machine<ContractState, ContractStep, ContractActor> = contractMachine
  const actors = actorsOf(rights)
  const able = actors.find((by) =>
    all.transitions.some((row) => row.name === name && row.from.includes(state) && row.by.includes(by)),
  )
  return transition(all, state, name, able ?? actors[0] ?? 'writer')
}

export const register: CommandBody<Calls['register']> = async (tx, args, context) => {
  const row = await requireContract(tx, args.contractId)
  await tx
    .insertInto('registration_step')
    .values({
      id: args.stepId,
      contract_id: args.contractId,
      step: args.step,
      step_on: args.on,
      channel_id: args.channelId,
      application_number: args.applicationNumber,
      reason_id: args.reasonId,
      until_on: args.until,
      registration_number: args.registrationNumber,
      note: args.note,
      user_id: context.actor.userId,
      at: context.issuedAt,
    })
    .execute()
  if (args.step === 'registered')
    await postRegistered(tx, context, args.contractId, { stepId: args.stepId, on: args.on })
  if (row.deal_id === null || args.step === 'note') return {}
  await noteOnDeal(tx, context, row.deal_id, `contracts.deal-${args.step}`, {
    number: contractName(row.kind, row.number),
  })
  const isMain =
    row.kind === 'participation' || row.kind === 'sale' || row.kind === 'assignment' || row.kind === 'lease'
  if (isMain && args.step === 'submitted') await advanceDeal(tx, context, row.deal_id, 'registration', row.contract_on)
  if (isMain && args.step === 'registered') await advanceDeal(tx, context, row.deal_id, 'won', row.contract_on)
  return {}
}

export const decide: CommandBody<Calls['decide']> = async (tx, { approvalId, isApproved, note }, context) => {
  const { numUpdatedRows } = await tx
    .updateTable('contract_approval')
    .set({ state: isApproved ? 'approved' : 'rejected', note, decided_at: context.issuedAt })
    .where('id', '=', approvalId)
    .where('state', '=', 'waiting')
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw new AppError('conflict', 'Decided already', { reason: 'contracts.decided' })
  return {}
}

export const comment: CommandBody<Calls['comment']> = async (tx, { eventId, contractId, text }, context) => {
  await tx
    .insertInto('contract_event')
    .values({
      id: eventId,
      contract_id: contractId,
      kind: 'comment',
      facts_json: {},
      note: text,
      user_id: context.actor.userId,
      at: context.issuedAt,
    })
    .execute()
  return {}
}

export const noteHandEdits: CommandBody<Calls['noteHandEdits']> = async (tx, args, context) => {
  await tx
    .insertInto('contract_event')
    .values({
      id: args.eventId,
      contract_id: args.contractId,
      kind: 'hand-edit',
      facts_json: { sha256: args.sha256, edits: args.edits },
      note: null,
      user_id: context.actor.userId,
      at: context.issuedAt,
    })
    .execute()
  return {}
}

export const recordFiles: CommandBody<Calls['recordFiles']> = async (tx, { contractId, docx, pdf }, context) => {
  const { numUpdatedRows } = await tx
    .updateTable('contract')
    .set({
      changed_at: context.issuedAt,
      ...(docx === undefined ? {} : { docx_sha256: docx }),
      ...(pdf === undefined ? {} : { pdf_sha256: pdf }),
    })
    .where('id', '=', contractId)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw noContract()
  return {}
}

export async function requireContract(tx: Tx, contractId: Id) {
  const row = await tx
    .selectFrom('contract')
    .select(['id', 'number', 'kind', 'state', 'deal_id', 'contract_on', 'revision', 'user_id', 'client_name'])
    .where('id', '=', contractId)
    .executeTakeFirst()
  if (!row) throw noContract()
  return row
}

export function noContract(): AppError {
  return new AppError('not-found', 'No such contract', { reason: 'contracts.no-contract' })
}

async function whyNot(tx: Tx, contractId: Id, revision: number): Promise<AppError> {
  const row = await requireContract(tx, contractId)
  return row.state === 'draft'
    ? new AppError('conflict', 'Somebody saved it meanwhile', {
        reason: 'contracts.changed-meanwhile',
        revision,
        now: row.revision,
      })
    : new AppError('conflict', 'What is approved or signed stays as it is', {
        reason: 'contracts.sealed',
        state: row.state,
      })
}
