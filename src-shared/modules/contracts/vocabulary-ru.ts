/** The vocabulary of a Russian residential developer's contracts: what ДДУ, sales, bookings, leases, acts and notices fill in. */
import { type Condition, all, implies, is } from './conditions.ts'
import { type ListDefinition, type SixForms, type ValueType, type Variable, makeVocabulary } from './vocabulary.ts'

const forms = (text: string): SixForms => {
  const [a = '', b = '', c = '', d = '', e = '', f = ''] = text.split('|')
  return [a, b, c, d, e, f]
}

/** `group('bank', { name: 'entity' })` is `bank.name`. */
function group(prefix: string, fields: Readonly<Record<string, ValueType>>, requires?: Condition): Variable[] {
  return Object.entries(fields).map(([field, type]) => ({
    path: prefix === '' ? field : `${prefix}.${field}`,
    type,
    ...(requires ? { requires } : {}),
  }))
}

function choice(path: string, words: Readonly<Record<string, string>>, requires?: Condition): Variable {
  const values = Object.keys(words)
  return {
    path,
    type: 'choice',
    values,
    words: Object.fromEntries(values.map((value) => [value, forms(words[value] ?? '')])),
    ...(requires ? { requires } : {}),
  }
}

const PEOPLE = ['citizen', 'foreigner', 'entrepreneur'] as const
const hasMortgage: Condition = is('mortgage.kind', 'bank', 'military')
const isStaged: Condition = is('payment.kind', 'instalments', 'interest', 'stages')

const BUYER_KINDS = {
  citizen: 'гражданин|гражданина|гражданину|гражданина|гражданином|гражданине',
  foreigner:
    'иностранный гражданин|иностранного гражданина|иностранному гражданину|иностранного гражданина|иностранным гражданином|иностранном гражданине',
  entrepreneur:
    'индивидуальный предприниматель|индивидуального предпринимателя|индивидуальному предпринимателю|индивидуального предпринимателя|индивидуальным предпринимателем|индивидуальном предпринимателе',
  company: 'юридическое лицо|юридического лица|юридическому лицу|юридическое лицо|юридическим лицом|юридическом лице',
  public:
    'публично-правовое образование|публично-правового образования|публично-правовому образованию|публично-правовое образование|публично-правовым образованием|публично-правовом образовании',
}

const SEXES = { male: 'мужской|||||', female: 'женский|||||' }

const PARTY_FIELDS: readonly Variable[] = [
  choice('kind', BUYER_KINDS),
  choice('sex', SEXES, is('buyer.kind', ...PEOPLE)),
  ...group(
    '',
    {
      name: 'person',
      birthOn: 'day',
      birthPlace: 'text',
      citizenship: 'text',
      passport: 'text',
      passportBy: 'text',
      passportOn: 'day',
      passportCode: 'text',
      snils: 'text',
    },
    is('buyer.kind', ...PEOPLE),
  ),
  ...group('', { ogrnip: 'text' }, is('buyer.kind', 'entrepreneur')),
  ...group(
    '',
    { company: 'entity', ogrn: 'text', kpp: 'text', signatory: 'person', position: 'text', basis: 'text' },
    is('buyer.kind', 'company', 'public'),
  ),
  choice('signatorySex', SEXES, is('buyer.kind', 'company', 'public')),
  ...group('', {
    inn: 'text',
    address: 'text',
    phone: 'text',
    email: 'text',
    account: 'text',
    bank: 'text',
    bic: 'text',
    correspondent: 'text',
  }),
  { path: 'share', type: 'share', requires: is('buyers.ownership', 'shared') },
  { path: 'isMinor', type: 'flag', requires: is('buyer.kind', 'citizen', 'foreigner') },
  ...group('', { guardian: 'person', guardianPassport: 'text' }, is('buyer.isMinor', true)),
]

const LISTS: readonly ListDefinition[] = [
  { name: 'buyers', item: 'buyer', fields: PARTY_FIELDS },
  {
    name: 'payments',
    item: 'payment-line',
    fields: group('', { on: 'day', amount: 'money', interest: 'money', label: 'text', area: 'area' }),
    requires: { any: [isStaged, is('payment.kind', 'deferred'), is('amendment.subject', 'schedule')] },
  },
  { name: 'rooms', item: 'room', fields: group('', { name: 'text', area: 'area' }) },
  { name: 'defects', item: 'defect', fields: group('', { place: 'text', text: 'text', until: 'day' }) },
  { name: 'meters', item: 'meter', fields: group('', { kind: 'text', serial: 'text', reading: 'text' }) },
  { name: 'guests', item: 'guest', fields: group('', { name: 'person', birthOn: 'day', passport: 'text' }) },
  { name: 'services', item: 'service', fields: group('', { name: 'text', price: 'money', unit: 'text' }) },
]

const VARIABLES: readonly Variable[] = [
  ...group('contract', { number: 'text', on: 'day', city: 'text', copies: 'count' }),
  ...group('base', { number: 'text', on: 'day', title: 'text', registration: 'text', registeredOn: 'day' }),
  // The side that the program works for: developer, seller, landlord, principal.
  ...group('company', {
    name: 'entity',
    inn: 'text',
    kpp: 'text',
    ogrn: 'text',
    address: 'text',
    post: 'text',
    phone: 'text',
    email: 'text',
    site: 'text',
    bank: 'text',
    account: 'text',
    correspondent: 'text',
    bic: 'text',
    signatory: 'person',
    position: 'text',
    basis: 'text',
  }),
  choice('company.sex', SEXES),
  choice('buyers.kind', BUYER_KINDS),
  choice('buyers.ownership', {
    sole: 'индивидуальная собственность|||||',
    joint: 'общая совместная собственность|||||',
    shared: 'общая долевая собственность|||||',
  }),
  choice('buyers.sex', { ...SEXES, none: '|||||' }),
  { path: 'buyers.hasMinor', type: 'flag' },
  { path: 'buyers.needsConsent', type: 'flag' },
  { path: 'proxy.isUsed', type: 'flag' },
  ...group('proxy', { name: 'person', number: 'text', on: 'day', notary: 'text' }, is('proxy.isUsed', true)),
  choice('object.kind', {
    flat: 'квартира|квартиры|квартире|квартиру|квартирой|квартире',
    apartment: 'апартамент|апартамента|апартаменту|апартамент|апартаментом|апартаменте',
    parking: 'машино-место|машино-места|машино-месту|машино-место|машино-местом|машино-месте',
    storage: 'кладовая|кладовой|кладовой|кладовую|кладовой|кладовой',
    commercial:
      'нежилое помещение|нежилого помещения|нежилому помещению|нежилое помещение|нежилым помещением|нежилом помещении',
  }),
  ...group('object', {
    number: 'text',
    floor: 'count',
    floors: 'count',
    section: 'text',
    building: 'text',
    complex: 'text',
    siteAddress: 'text',
    address: 'text',
    cadastral: 'text',
    conditional: 'text',
    entry: 'text',
    area: 'area',
    living: 'area',
    summer: 'area',
    priced: 'area',
    height: 'text',
    purpose: 'text',
    plan: 'text',
    view: 'text',
    region: 'text',
  }),
  { path: 'object.rooms', type: 'count', requires: is('object.kind', 'flat', 'apartment') },
  choice('object.finishing', {
    none: 'без отделки|||||',
    rough:
      'предчистовая отделка|предчистовой отделки|предчистовой отделке|предчистовую отделку|предчистовой отделкой|предчистовой отделке',
    full: 'чистовая отделка|чистовой отделки|чистовой отделке|чистовую отделку|чистовой отделкой|чистовой отделке',
  }),
  ...group('building', {
    walls: 'text',
    slabs: 'text',
    energy: 'text',
    seismic: 'text',
    stage: 'text',
    kind: 'text',
    aerodrome: 'text',
  }),
  ...group('manager', { name: 'person', phone: 'text' }),
  ...group('surety', { number: 'text' }),
  ...group('land', { cadastral: 'text', area: 'area', right: 'text' }),
  ...group('permit', { number: 'text', on: 'day', by: 'text' }),
  ...group('declaration', { number: 'text', on: 'day', site: 'text' }),
  ...group('price', { total: 'money', perMetre: 'money' }),
  ...group('price', { vat: 'money', vatRate: 'percent' }, is('object.kind', 'parking', 'storage', 'commercial')),
  choice('payment.kind', {
    full: 'единовременная оплата|||||',
    instalments: 'рассрочка|рассрочки|рассрочке|рассрочку|рассрочкой|рассрочке',
    interest: 'рассрочка с процентами|||||',
    stages: 'оплата по этапам|||||',
    deferred: 'отсрочка платежа|||||',
  }),
  ...group('payment', { days: 'count', first: 'money', firstOn: 'day', lastOn: 'day' }),
  ...group('payment', { rate: 'percent' }, is('payment.kind', 'interest')),
  choice('mortgage.kind', {
    none: 'без ипотеки|||||',
    bank: 'ипотека|ипотеки|ипотеке|ипотеку|ипотекой|ипотеке',
    military: 'военная ипотека|военной ипотеки|военной ипотеке|военную ипотеку|военной ипотекой|военной ипотеке',
  }),
  ...group(
    'mortgage',
    {
      bank: 'entity',
      bankDetails: 'text',
      amount: 'money',
      own: 'money',
      number: 'text',
      on: 'day',
      months: 'count',
      city: 'text',
    },
    hasMortgage,
  ),
  ...group(
    'mortgage',
    { certificate: 'text', certificateOn: 'day', targetLoan: 'money', targetLoanNumber: 'text' },
    is('mortgage.kind', 'military'),
  ),
  { path: 'matcap.isUsed', type: 'flag' },
  ...group('matcap', { amount: 'money', certificate: 'text', until: 'day' }, is('matcap.isUsed', true)),
  { path: 'escrow.isUsed', type: 'flag' },
  ...group(
    'escrow',
    { agent: 'entity', details: 'text', amount: 'money', until: 'day', email: 'text', phone: 'text' },
    is('escrow.isUsed', true),
  ),
  { path: 'letter.isUsed', type: 'flag' },
  ...group('letter', { bank: 'entity', amount: 'money', until: 'day' }, is('letter.isUsed', true)),
  ...group('terms', {
    commissionOn: 'text',
    handoverOn: 'day',
    warrantyMonths: 'count',
    techWarrantyMonths: 'count',
    acceptDays: 'count',
    tolerance: 'area',
  }),
  { path: 'registration.isElectronic', type: 'flag' },
  ...group('registration', { office: 'text' }),
  choice('booking.kind', { free: 'бесплатная бронь|||||', paid: 'платная бронь|||||' }),
  ...group('booking', { until: 'day' }),
  ...group('booking', { fee: 'money' }, is('booking.kind', 'paid')),
  { path: 'auction.isUsed', type: 'flag' },
  ...group(
    'auction',
    {
      number: 'text',
      lot: 'text',
      protocol: 'text',
      protocolOn: 'day',
      start: 'money',
      deposit: 'money',
      notice: 'text',
    },
    is('auction.isUsed', true),
  ),
  choice('lease.kind', {
    long: 'наём|найма|найму|наём|наймом|найме',
    commercial: 'аренда|аренды|аренде|аренду|арендой|аренде',
  }),
  ...group('lease', {
    from: 'day',
    until: 'day',
    monthly: 'money',
    deposit: 'money',
    payDay: 'count',
    purpose: 'text',
    noticeDays: 'count',
  }),
  choice('lease.utilities', { included: 'включены|||||', meters: 'по приборам учёта|||||', all: 'полностью|||||' }),
  { path: 'lease.allowsPets', type: 'flag' },
  { path: 'lease.isYear', type: 'flag' },
  ...group('stay', {
    from: 'day',
    until: 'day',
    fromTime: 'text',
    untilTime: 'text',
    nights: 'count',
    guests: 'count',
    nightly: 'money',
    total: 'money',
    deposit: 'money',
  }),
  choice('owner.scheme', {
    agency: 'агентская схема|||||',
    lease: 'аренда|||||',
    trust: 'доверительное управление|||||',
  }),
  ...group('owner', { fee: 'percent', reportDay: 'count', minimum: 'money' }),
  ...group('agency', {
    name: 'entity',
    fee: 'percent',
    ogrn: 'text',
    inn: 'text',
    address: 'text',
    details: 'text',
    position: 'text',
    basis: 'text',
  }),
  ...group('agency', { signatory: 'person' }),
  ...group('assignment', {
    price: 'money',
    paid: 'money',
    debt: 'money',
    from: 'text',
    fromDetails: 'text',
    consentOn: 'day',
    until: 'day',
  }),
  choice('assignment.stage', { paid: 'цена уплачена полностью|||||', debt: 'с переводом долга|||||' }),
  choice('amendment.subject', {
    price: 'изменение цены|||||',
    term: 'изменение срока|||||',
    area: 'изменение площади|||||',
    schedule: 'изменение графика|||||',
    party: 'изменение состава участников|||||',
  }),
  ...group('amendment', { number: 'text' }),
  ...group('amendment', { price: 'money' }, is('amendment.subject', 'price')),
  ...group('amendment', { handoverOn: 'day' }, is('amendment.subject', 'term')),
  choice('measure.outcome', { equal: 'без отклонений|||||', more: 'доплата|||||', less: 'возврат|||||' }),
  ...group('measure', { area: 'area', on: 'day' }),
  ...group('measure', { difference: 'area', due: 'money', days: 'count' }, is('measure.outcome', 'more', 'less')),
  choice('passport.form', { table: 'таблицей|||||', text: 'текстом|||||' }),
  choice('act.outcome', {
    clean: 'без замечаний|||||',
    defects: 'с замечаниями|||||',
    'one-sided': 'односторонний|||||',
  }),
  ...group('act', { number: 'text', on: 'day', keys: 'count' }),
  choice('notice.subject', {
    completion: 'о завершении строительства|||||',
    overdue: 'о просрочке|||||',
    termination: 'об отказе от договора|||||',
    delay: 'о переносе срока|||||',
  }),
  ...group('notice', { on: 'day', days: 'count' }),
  ...group('notice', { debt: 'money', penalty: 'money' }, is('notice.subject', 'overdue', 'termination')),
  ...group('notice', { newOn: 'day' }, is('notice.subject', 'delay')),
  ...group('receipt', { number: 'text', on: 'day', amount: 'money', purpose: 'text' }),
  ...group('management', {
    name: 'entity',
    inn: 'text',
    ogrn: 'text',
    address: 'text',
    details: 'text',
    position: 'text',
    basis: 'text',
    tariff: 'money',
    account: 'text',
    phone: 'text',
  }),
  ...group('management', { signatory: 'person' }),
  choice('management.sex', SEXES),
]

const isLegalPerson = is('buyers.kind', 'company', 'public')
const isPrivate = is('buyers.kind', 'citizen', 'foreigner')

const CONSTRAINTS: readonly Condition[] = [
  implies(is('buyers.ownership', 'joint'), isPrivate),
  implies(is('buyers.hasMinor', true), isPrivate),
  implies(is('buyers.hasMinor', true), is('buyers.ownership', 'sole', 'shared')),
  implies(is('buyers.needsConsent', true), all(isPrivate, is('buyers.ownership', 'sole', 'shared'))),
  implies(isLegalPerson, is('buyers.ownership', 'sole')),
  implies(isLegalPerson, is('mortgage.kind', 'none')),
  implies(isLegalPerson, is('buyers.sex', 'none')),
  implies(is('buyers.sex', 'none'), isLegalPerson),
  implies(is('mortgage.kind', 'bank', 'military'), is('payment.kind', 'full')),
  implies(
    is('mortgage.kind', 'military'),
    all(is('buyers.kind', 'citizen'), is('buyers.ownership', 'sole'), is('object.kind', 'flat')),
  ),
  implies(is('matcap.isUsed', true), all(is('buyers.kind', 'citizen'), is('object.kind', 'flat'))),
]

export const RUSSIAN_VOCABULARY = makeVocabulary(VARIABLES, LISTS, CONSTRAINTS)
