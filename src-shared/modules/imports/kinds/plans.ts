/** Plans of floors: which picture a floor of a section is drawn on, and what the floor is called. */
import type { ImportKind } from '../kind.ts'
import { buildingField, checkPlace, complexField, floorField, sectionField } from './shared-fields.ts'

export const plans: ImportKind = {
  name: 'plans',
  title: { ru: 'Планы этажей', en: 'Floor plans' },
  allow: 'inventory.structure',
  keys: [{ exact: ['complex', 'building', 'section', 'floor'] }],
  check: checkPlace,
  fields: [
    complexField,
    buildingField,
    { ...sectionField, isRequired: true },
    { ...floorField, isRequired: true },
    {
      key: 'name',
      type: 'text',
      title: { ru: 'Название этажа', en: 'Floor name' },
      synonyms: ['наименование этажа', 'имя этажа'],
      maxLength: 60,
      example: 'Цоколь',
    },
    {
      key: 'plan_picture',
      type: 'text',
      title: { ru: 'Файл плана', en: 'Plan file' },
      synonyms: [
        'план',
        'план этажа',
        'картинка',
        'файл',
        'поэтажный план',
        'ссылка на план',
        'picture',
        'plan',
        'image',
        'floor plan',
        'file',
      ],
      looksLike: /\.(?:png|jpe?g|svg|webp|pdf)$/i,
      maxLength: 300,
      example: 'korpus-1-etazh-5.png',
    },
  ],
}
