/** Clients, residents and legal entities with their phones. */
import type { ImportKind, RowContext, Values } from '../kind.ts'
import { taxIdProblem } from './shared-fields.ts'

export const people: ImportKind = {
  name: 'people',
  title: { ru: 'Люди', en: 'People' },
  allow: 'people.write',
  keys: [{ exact: ['phone'], prefer: ['name'] }, { exact: ['inn'] }, { exact: ['email', 'name'] }, { exact: ['name'] }],
  complete: wholeName,
  check: checkPerson,
  fields: [
    {
      key: 'name',
      type: 'text',
      title: { ru: 'ФИО', en: 'Full name' },
      synonyms: [
        'фио клиента',
        'имя',
        'клиент',
        'наименование',
        'покупатель',
        'контактное лицо',
        'жилец',
        'собственник',
        'фамилия имя отчество',
        'ф и о',
        'организация',
        'name',
        'client',
        'customer',
        'resident',
        'contact',
      ],
      isRequired: true,
      isName: true,
      maxLength: 300,
      example: 'Иванова Анна Сергеевна',
    },
    {
      key: 'last_name',
      type: 'text',
      title: { ru: 'Фамилия', en: 'Last name' },
      synonyms: ['surname', 'family name'],
      maxLength: 100,
      example: 'Иванова',
    },
    {
      key: 'first_name',
      type: 'text',
      title: { ru: 'Имя', en: 'First name' },
      synonyms: ['given name'],
      maxLength: 100,
      example: 'Анна',
    },
    {
      key: 'middle_name',
      type: 'text',
      title: { ru: 'Отчество', en: 'Middle name' },
      synonyms: ['patronymic'],
      maxLength: 100,
      example: 'Сергеевна',
    },
    {
      key: 'kind',
      type: 'choice',
      title: { ru: 'Вид лица', en: 'Kind' },
      synonyms: ['тип лица', 'физ юр', 'тип клиента', 'person type'],
      choices: [
        {
          value: 'natural',
          title: { ru: 'Физическое лицо', en: 'Natural person' },
          synonyms: ['физ*', 'фл', 'physical', 'individual'],
        },
        {
          value: 'legal',
          title: { ru: 'Юридическое лицо', en: 'Legal entity' },
          synonyms: ['юр*', 'юл', 'компания', 'организация', 'company', 'legal*'],
        },
      ],
      example: 'Физическое лицо',
    },
    {
      key: 'phone',
      type: 'phone',
      title: { ru: 'Телефон', en: 'Phone' },
      synonyms: [
        'тел',
        'мобильный',
        'мобильный телефон',
        'контактный телефон',
        'номер телефона',
        'phones',
        'mobile',
        'tel',
        'phone number',
      ],
      looksLike: /^(?:\+?7|8)?[\s(-]*9\d{2}[\s)-]*\d{3}[\s-]*\d{2}[\s-]*\d{2}$/,
      example: '+7 916 123-45-67',
    },
    {
      key: 'email',
      type: 'email',
      title: { ru: 'Эл. почта', en: 'E-mail' },
      synonyms: ['email', 'почта', 'электронная почта', 'e mail', 'mail', 'имейл'],
      looksLike: /^[^\s@]+@[^\s@]+\.[^\s@]+$/,
      example: 'ivanova@example.com',
    },
    {
      key: 'inn',
      type: 'code',
      title: { ru: 'ИНН', en: 'Tax number' },
      synonyms: ['инн', 'inn', 'tax id', 'tin'],
      checkText: taxIdProblem,
      maxLength: 12,
      example: '7707083893',
      hint: {
        ru: '10 цифр у организации, 12 у человека, с ведущим нулём',
        en: '10 digits for a company, 12 for a person, with the leading zero',
      },
    },
    {
      key: 'kpp',
      type: 'code',
      title: { ru: 'КПП', en: 'KPP' },
      synonyms: ['kpp'],
      checkText: (text) => (/^\d{4}[\dA-Z]{2}\d{3}$/.test(text) ? null : 'bad-tax-id'),
      maxLength: 9,
      example: '770701001',
    },
    {
      key: 'ogrn',
      type: 'code',
      title: { ru: 'ОГРН', en: 'OGRN' },
      synonyms: ['огрн огрнип', 'огрнип', 'ogrn'],
      checkText: (text) => (/^\d{13}$|^\d{15}$/.test(text) ? null : 'bad-tax-id'),
      maxLength: 15,
      example: '1027700132195',
    },
    {
      key: 'notes',
      type: 'text',
      title: { ru: 'Примечание', en: 'Notes' },
      synonyms: ['комментарий', 'примечания', 'заметки', 'comment', 'remarks', 'note'],
      maxLength: 4000,
      example: 'Просила звонить после 18:00',
    },
  ],
}

const joined = ({ last_name, first_name, middle_name }: Values) =>
  [last_name, first_name, middle_name].filter((part) => typeof part === 'string' && part !== '').join(' ')

/** Beside a column of surnames, where no other is of given names, «Имя» is the given name and not the whole. */
function wholeName(values: Values, present: ReadonlySet<string>): void {
  const { name, last_name: last } = values
  if (typeof name !== 'string' || typeof last !== 'string' || present.has('first_name')) return
  if (name.toLowerCase().includes(last.toLowerCase())) return
  values.first_name = name
  values.name = joined(values)
}

/** A name may come in three columns, and a shorter form of the one that is there changes nothing; a legal entity is told by its form or its ten-digit number. */
function checkPerson({ values, base, report }: RowContext): void {
  const known = base?.values.name
  if (base === null && values.name == null && joined(values) !== '') values.name = joined(values)
  if (typeof known === 'string' && typeof values.last_name === 'string' && known.startsWith(`${String(values.name)} `))
    values.name = known
  if (base === null && values.kind === undefined && typeof values.name === 'string') {
    const isLegal = LEGAL_FORM.test(values.name) || (typeof values.inn === 'string' && values.inn.length === 10)
    values.kind = isLegal ? 'legal' : 'natural'
  }
  if (values.kind === 'natural' && typeof values.inn === 'string' && values.inn.length === 10)
    report('inn', 'bad-tax-id', { text: values.inn })
}

export const LEGAL_FORM =
  /(?:^|[\s"«])(?:ООО|ОАО|ПАО|ЗАО|АО|ИП|ГУП|МУП|ТСЖ|ТСН|ФГУП|НКО|АНО|ЖСК|LLC|Ltd|Inc|GmbH|JSC)(?:[\s"».,]|$)/
