/** People as the screens see them: lists, one card, who shares a phone. */
import { AppError } from '#shared/rpc/errors.ts'
import type { ArgsOf } from '#shared/rpc/contract.ts'
import type { access } from '#shared/modules/access/contract.ts'
import type { PersonRow } from '#shared/modules/access/model.ts'
import type { Db } from '#main/engine/define.ts'
import { searchText } from '../commands/people.ts'

type Args<N extends keyof typeof access> = ArgsOf<(typeof access)[N]>

/** Every word of the text has to be found; digits are looked for in phones too. */
export async function people(db: Db, args: Args<'people'>): Promise<PersonRow[]> {
  let select = personRows(db).where('person.merged_into_id', 'is', null)
  if (args.kind) select = select.where('person.kind', '=', args.kind)
  const digits = args.text.replace(/\D/g, '').replace(/^8(?=\d{3})/, '')
  const words = searchText(args.text).split(/\s+/).filter(Boolean)
  if (words.length > 0) {
    select = select.where((eb) => {
      const byText = eb.and(words.map((word) => eb('person.search', 'like', `%${escapeLike(word)}%`)))
      if (digits.length < 4 || /\p{L}/u.test(args.text)) return byText
      const byPhone = eb.exists(
        eb
          .selectFrom('person_phone')
          .select('person_phone.id')
          .whereRef('person_phone.person_id', '=', 'person.id')
          .where('person_phone.phone', 'like', `%${digits}%`),
      )
      return eb.or([byText, byPhone])
    })
    return select.orderBy('person.name').orderBy('person.id').limit(args.limit).execute()
  }
  return select.orderBy('person.created_at', 'desc').orderBy('person.id').limit(args.limit).execute()
}

export async function person(db: Db, args: Args<'person'>) {
  const card = await personRows(db)
    .select(['last_name', 'first_name', 'middle_name', 'inn', 'kpp', 'ogrn', 'notes', 'merged_into_id'])
    .where('person.id', '=', args.personId)
    .executeTakeFirst()
  if (!card) throw new AppError('not-found', 'No such person', { reason: 'access.no-person' })
  const phones = await db
    .selectFrom('person_phone')
    .select(['id', 'phone', 'label'])
    .where('person_id', '=', args.personId)
    .orderBy('position')
    .execute()
  const numbers = phones.map(({ phone }) => phone)
  const sharing = numbers.length === 0 ? [] : await withPhones(db, numbers)
  return { ...card, phones, duplicates: sharing.filter(({ id }) => id !== args.personId) }
}

export async function findByPhone(db: Db, args: Args<'findByPhone'>): Promise<PersonRow[]> {
  return withPhones(db, [args.phone])
}

function withPhones(db: Db, phones: string[]): Promise<PersonRow[]> {
  return personRows(db)
    .where('person.merged_into_id', 'is', null)
    .where('person.id', 'in', (eb) =>
      eb.selectFrom('person_phone').select('person_id').where('person_phone.phone', 'in', phones),
    )
    .orderBy('person.name')
    .orderBy('person.id')
    .execute()
}

function personRows(db: Db) {
  return db
    .selectFrom('person')
    .select((eb) => [
      'person.id',
      'person.kind',
      'person.name',
      eb
        .selectFrom('person_phone')
        .select('person_phone.phone')
        .whereRef('person_phone.person_id', '=', 'person.id')
        .orderBy('person_phone.position')
        .limit(1)
        .as('phone'),
      'person.email',
      'person.company_id',
      'person.created_at',
    ])
}

/** Backslash escapes work in PostgreSQL only, so wildcards that were typed become "any character" in both. */
function escapeLike(word: string): string {
  return word.replace(/[%_\\]/g, '_')
}
