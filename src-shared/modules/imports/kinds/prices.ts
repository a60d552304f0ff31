/** Prices of units that exist: a price list by file. */
import type { ImportKind, RowContext } from '../kind.ts'
import { checkAreaUnit } from './unit-checks.ts'
import { units } from './units.ts'
import {
  buildingField,
  checkPrice,
  complexField,
  floorField,
  numberField,
  numberOf,
  ppmField,
  priceField,
  sectionField,
} from './shared-fields.ts'

const unitField = (key: string) => units.fields.filter((field) => field.key === key)

export const prices: ImportKind = {
  name: 'prices',
  title: { ru: 'Цены', en: 'Prices' },
  allow: 'inventory.reprice',
  updatesOnly: true,
  keys: [
    { exact: ['complex', 'building', 'number'], loose: ['section', 'floor'], prefer: ['kind'] },
    { exact: ['cadastral_number'] },
  ],
  check(row: RowContext) {
    checkPrice(row)
    checkAreaUnit(row)
    const { values, base, report } = row
    if (
      numberOf(values.price_minor) === null &&
      numberOf(values.ppm_minor) === null &&
      ('price_minor' in values || 'ppm_minor' in values)
    ) {
      if (base !== null && !('status' in values && values.status !== 'free'))
        report('price_minor' in values ? 'price_minor' : 'ppm_minor', 'required-missing')
    }
    const [area, known] = [numberOf(values.area_cm2), numberOf(base?.values.area_cm2)]
    if (area !== null && known !== null && area !== known)
      report('area_cm2', 'area-differs', { old: known / 10_000, value: area / 10_000 })
  },
  fields: [
    complexField,
    { ...buildingField, isRequired: false },
    sectionField,
    floorField,
    numberField,
    ...unitField('kind').map((field) => ({ ...field, isRequired: false, isFixed: true })),
    ...unitField('area_cm2').map((field) => ({
      ...field,
      isRequired: false,
      isCheckOnly: true,
      isProtected: false,
      bigChangeBp: undefined,
    })),
    ...unitField('area_unit'),
    ...unitField('cadastral_number').map((field) => ({ ...field, isFixed: true })),
    ppmField,
    priceField,
    ...unitField('status'),
  ],
}
