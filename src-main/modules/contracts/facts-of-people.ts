/** Buyers with their shares, guardians and representatives, as parties of a contract; what is secret by the journalled way. */
import type { Id } from '#shared/kernel/id.ts'
import { type Gathered, type Gathering, type Put, record } from './facts-gather.ts'

export async function putBuyers(
  work: Gathering,
  all: Gathered & { put: Put },
  dealId: Id,
  ownership: string,
): Promise<void> {
  const people = await work.db
    .selectFrom('deal_participant')
    .select(['id', 'role', 'person_id', 'share_num', 'share_den', 'is_minor', 'guardian_id'])
    .where('deal_id', '=', dealId)
    .where('person_id', 'is not', null)
    .orderBy('position')
    .orderBy('id')
    .execute()
  const buyers = people.filter(({ role }) => role === 'buyer')
  const from = record('deal', dealId, all.title, `/deals/card/${dealId}`)
  const items: Record<string, unknown>[] = []
  for (const [index, buyer] of buyers.entries()) {
    const item = await putParty(work, all, index, buyer.person_id as Id)
    if (ownership === 'shared' && buyer.share_num !== null && buyer.share_den !== null) {
      item['share'] = { num: buyer.share_num, den: buyer.share_den }
      all.sources[`buyers.${index}.share`] = from
    }
    if (item['kind'] === 'citizen') {
      item['isMinor'] = buyer.is_minor
      all.sources[`buyers.${index}.isMinor`] = from
    }
    const guardian = people.find(({ id }) => id === buyer.guardian_id)
    if (buyer.is_minor && guardian) {
      const own = await putParty(work, { ...all, sources: {} }, 0, guardian.person_id as Id)
      item['guardian'] = own['name']
      const passport = [own['passport'], typeof own['passportBy'] === 'string' ? `выдан ${own['passportBy']}` : '']
        .filter(Boolean)
        .join(', ')
      if (passport !== '') item['guardianPassport'] = passport
      for (const field of ['guardian', 'guardianPassport'])
        all.sources[`buyers.${index}.${field}`] = record(
          'person',
          guardian.person_id,
          fullNameOf(own['name']),
          `/people?person=${guardian.person_id ?? ''}`,
        )
    }
    items.push(item)
  }
  if (items.length > 0) all.put('buyers', items, from)
  all.put('buyers.ownership', ownership, from)
  if (items.some(({ kind }) => kind === 'citizen'))
    all.put('buyers.needsConsent', ownership !== 'joint' && people.some(({ role }) => role === 'spouse'), from)
  const representative = people.find(({ role }) => role === 'representative')
  all.put('proxy.isUsed', representative !== undefined, from)
  if (representative) {
    const own = await putParty(
      { ...work, readSecret: null },
      { ...all, sources: {}, withheld: [] },
      0,
      representative.person_id as Id,
    )
    all.put(
      'proxy.name',
      own['name'],
      record(
        'person',
        representative.person_id,
        fullNameOf(own['name']),
        `/people?person=${representative.person_id ?? ''}`,
      ),
    )
  }
}

function fullNameOf(name: unknown): string {
  return typeof name === 'object' && name !== null
    ? Object.values(name)
        .filter((part) => typeof part === 'string')
        .join(' ')
    : ''
}

/** One card as a party of a contract. What is secret is read by the journalled way, or named in `withheld`. */
export async function putParty(
  work: Gathering,
  all: Pick<Gathered, 'sources' | 'withheld'>,
  index: number,
  personId: Id,
): Promise<Record<string, unknown>> {
  const person = await work.db
    .selectFrom('person')
    .leftJoin('app_user', 'app_user.id', 'person.created_by_id')
    .select([
      'person.kind',
      'person.name',
      'person.last_name',
      'person.first_name',
      'person.middle_name',
      'person.inn',
      'person.kpp',
      'person.ogrn',
      'person.email',
      'person.created_at',
      'app_user.name as user_name',
    ])
    .where('person.id', '=', personId)
    .executeTakeFirst()
  if (!person) return {}
  const phone = await work.db
    .selectFrom('person_phone')
    .select('phone')
    .where('person_id', '=', personId)
    .orderBy('position')
    .executeTakeFirst()
  const source = record(
    'person',
    personId,
    person.name,
    `/people?person=${personId}`,
    person.created_at,
    person.user_name,
  )
  const item: Record<string, unknown> = {}
  const put = (field: string, value: unknown, from = source) => {
    if (value === null || value === undefined || value === '') return
    item[field] = value
    all.sources[`buyers.${index}.${field}`] = from
  }
  put('phone', phone?.phone)
  put('email', person.email)
  if (person.kind === 'legal') {
    put('kind', 'company')
    put('company', { name: person.name })
    put('inn', person.inn)
    put('kpp', person.kpp)
    put('ogrn', person.ogrn)
    return item
  }
  const [last = '', first = '', middle = ''] = person.name.split(/\s+/)
  put('kind', 'citizen')
  const forms = await work.db
    .selectFrom('person_forms')
    .select(['name', 'forms_json'])
    .where('id', '=', personId)
    .executeTakeFirst()
  const parts = {
    last: person.last_name ?? last,
    first: person.first_name ?? first,
    middle: person.middle_name ?? middle,
  }
  // A name in other letters has other cases: what was declined by hand belongs to the old one.
  const isSame = forms?.name === [parts.last, parts.first, parts.middle].join(' ').trim()
  put('name', { ...parts, ...(isSame ? { overrides: forms.forms_json } : {}) })
  if (!work.readSecret) {
    all.withheld.push(person.name)
    return item
  }
  const secret = await work.readSecret(personId)
  if (!secret) return item
  const kept = { ...source, kind: 'secret' }
  put('birthOn', secret.birthOn, kept)
  put('birthPlace', secret.birthPlace, kept)
  put('citizenship', 'Российская Федерация', kept)
  put('passport', secret.passportNumber, kept)
  put('passportOn', secret.passportIssuedOn, kept)
  put('passportBy', secret.passportIssuedBy, kept)
  put('passportCode', secret.passportCode, kept)
  put('address', secret.address, kept)
  put('inn', secret.inn, kept)
  put('snils', secret.snils, kept)
  return item
}
