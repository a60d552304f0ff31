/** Agencies that sell for the house. */
import type { ImportKind } from '../kind.ts'
import { taxIdProblem } from './shared-fields.ts'

export const agencies: ImportKind = {
  name: 'agencies',
  title: { ru: 'Агентства', en: 'Agencies' },
  allow: 'access.agencies',
  keys: [{ exact: ['tax_id'] }, { exact: ['name'] }],
  fields: [
    {
      key: 'name',
      type: 'text',
      title: { ru: 'Название', en: 'Name' },
      synonyms: [
        'агентство',
        'наименование',
        'название агентства',
        'наименование агентства',
        'субагент',
        'компания',
        'организация',
        'партнер',
        'agency',
        'company',
        'agency name',
        'partner',
        'broker',
      ],
      isRequired: true,
      isName: true,
      isUnique: true,
      maxLength: 200,
      example: 'ООО «Ключ»',
    },
    {
      key: 'tax_id',
      type: 'code',
      title: { ru: 'ИНН', en: 'Tax number' },
      synonyms: ['инн агентства', 'inn', 'tax id', 'tin'],
      checkText: taxIdProblem,
      isUnique: true,
      maxLength: 12,
      example: '7707083893',
    },
  ],
}
