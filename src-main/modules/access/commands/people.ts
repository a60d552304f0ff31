/** Cards of people: registering, editing, secrets, and the line that says who read a secret. */
import { AppError } from '#shared/rpc/errors.ts'
import type { ArgsOf } from '#shared/rpc/contract.ts'
import type { access } from '#shared/modules/access/contract.ts'
import type { PersonFields } from '#shared/modules/access/model.ts'
import type { CommandContext, Tx } from '#main/engine/define.ts'

type Args<N extends keyof typeof access> = ArgsOf<(typeof access)[N]>

export async function createPerson(tx: Tx, args: Args<'createPerson'>, ctx: CommandContext) {
  await tx
    .insertInto('person')
    .values({
      id: args.personId,
      company_id: ctx.actor.companyId,
      created_by_id: ctx.actor.userId,
      created_at: ctx.issuedAt,
      ...columnsOf(args),
    })
    .execute()
  await insertPhones(tx, args)
  return {}
}

export async function updatePerson(tx: Tx, args: Args<'updatePerson'>) {
  const changed = await tx.updateTable('person').set(columnsOf(args)).where('id', '=', args.personId).executeTakeFirst()
  if (changed.numUpdatedRows !== 1n) throw new AppError('not-found', 'No such person', { reason: 'access.no-person' })
  await tx.deleteFrom('person_phone').where('person_id', '=', args.personId).execute()
  await insertPhones(tx, args)
  return {}
}

export async function setPersonSecret(tx: Tx, args: Args<'setPersonSecret'>, ctx: CommandContext) {
  const columns = {
    birth_on: args.birthOn,
    birth_place: args.birthPlace,
    passport_number: args.passportNumber,
    passport_issued_on: args.passportIssuedOn,
    passport_issued_by: args.passportIssuedBy,
    passport_code: args.passportCode,
    address: args.address,
    inn: args.inn,
    snils: args.snils,
    updated_at: ctx.issuedAt,
  }
  const person = await tx.selectFrom('person').select('kind').where('id', '=', args.personId).executeTakeFirst()
  if (!person) throw new AppError('not-found', 'No such person', { reason: 'access.no-person' })
  const changed = await tx.updateTable('person_secret').set(columns).where('id', '=', args.personId).executeTakeFirst()
  if (changed.numUpdatedRows === 0n)
    await tx
      .insertInto('person_secret')
      .values({ id: args.personId, ...columns })
      .execute()
  return {}
}

export async function recordRead(tx: Tx, args: Args<'recordRead'>, ctx: CommandContext) {
  await tx
    .insertInto('sensitive_read')
    .values({
      id: args.readId,
      user_id: ctx.actor.userId,
      what: args.what,
      row_id: args.rowId,
      purpose: args.purpose,
      read_at: ctx.issuedAt,
    })
    .execute()
  return {}
}

export async function recordExport(tx: Tx, args: Args<'recordExport'>, ctx: CommandContext) {
  await tx
    .insertInto('export_log')
    .values({ id: args.exportId, user_id: ctx.actor.userId, what: args.what, row_count: args.rows })
    .execute()
  return {}
}

async function insertPhones(tx: Tx, args: PersonFields & { personId: string }) {
  const seen = new Set<string>()
  const phones = args.phones.filter(({ phone }) => !seen.has(phone) && seen.add(phone))
  if (phones.length === 0) return
  await tx
    .insertInto('person_phone')
    .values(phones.map(({ id, phone, label }, position) => ({ id, person_id: args.personId, phone, label, position })))
    .execute()
}

/** The columns of a card, put in order: only a legal entity has public numbers, only a natural person has three names. */
function columnsOf(args: PersonFields) {
  const isNatural = args.kind === 'natural'
  const blank = (text: string | null) => (text === null || text === '' ? null : text)
  const names = isNatural ? [args.lastName, args.firstName, args.middleName].map(blank) : [null, null, null]
  const name = isNatural ? names.filter((part) => part !== null).join(' ') : args.name
  if (name === '') throw new AppError('invalid', 'A person needs a name', { reason: 'access.name-missing' })
  const email = blank(args.email)
  return {
    kind: args.kind,
    name,
    last_name: names[0] ?? null,
    first_name: names[1] ?? null,
    middle_name: names[2] ?? null,
    inn: isNatural ? null : blank(args.inn),
    kpp: isNatural ? null : blank(args.kpp),
    ogrn: isNatural ? null : blank(args.ogrn),
    email,
    notes: args.notes,
    search: searchText(name, email),
  }
}

/** What `people` looks through: small letters, and ё as е, because people type both. */
export function searchText(...parts: (string | null)[]): string {
  return parts
    .filter((part) => part !== null)
    .join(' ')
    .toLowerCase()
    .replaceAll('ё', 'е')
}
