/** Premises: flats, apartments, offices, parking places, storage rooms. */
import type { ImportField, ImportKind, RowContext } from '../kind.ts'
import { isSquareMetre } from '../numbers.ts'
import { riserKey } from '../references.ts'
import {
  buildingField,
  cadastralProblem,
  checkPlace,
  checkPrice,
  complexField,
  floorField,
  numberField,
  numberOf,
  ppmField,
  priceField,
  sectionField,
} from './shared-fields.ts'

const area = { type: 'area', min: 1, max: 1_000_000_000, likelyMax: 50_000_000 } as const

export const units: ImportKind = {
  name: 'units',
  title: { ru: 'Помещения', en: 'Units' },
  allow: 'inventory.structure',
  keys: [
    { exact: ['complex', 'building', 'number'], loose: ['section', 'floor'], prefer: ['kind'] },
    { exact: ['cadastral_number'] },
  ],
  uniqueTogether: ['complex', 'building', 'section', 'floor', 'riser'],
  check: checkUnit,
  fields: [
    complexField,
    buildingField,
    sectionField,
    {
      key: 'entrance',
      type: 'text',
      title: { ru: 'Подъезд', en: 'Entrance' },
      synonyms: ['под', 'номер подъезда', 'парадная'],
      isName: true,
      maxLength: 60,
      example: '1',
    },
    { ...floorField, isRequired: true },
    {
      key: 'riser',
      type: 'integer',
      title: { ru: 'Стояк', en: 'Riser' },
      synonyms: [
        'номер на площадке',
        '№ на этаже',
        'номер на этаже',
        'позиция на этаже',
        'стояк №',
        'position on floor',
      ],
      min: 1,
      max: 500,
      example: 3,
      hint: {
        ru: 'Место на этаже слева направо; без него места раздаются по номерам',
        en: 'Place on the floor from left to right; without it places follow the numbers',
      },
    },
    numberField,
    {
      key: 'kind',
      type: 'choice',
      title: { ru: 'Тип помещения', en: 'Unit type' },
      synonyms: [
        'тип',
        'вид',
        'вид помещения',
        'назначение',
        'тип объекта',
        'категория',
        'type',
        'property type',
        'usage',
      ],
      choices: [
        {
          value: 'flat',
          title: { ru: 'Квартира', en: 'Flat' },
          synonyms: ['кв', 'квартир*', 'жилое*', 'жилое помещение', 'студия', 'residential'],
        },
        {
          value: 'apartment',
          title: { ru: 'Апартаменты', en: 'Apartment' },
          synonyms: ['апарт*', 'serviced apartment'],
        },
        {
          value: 'office',
          title: { ru: 'Офис', en: 'Office' },
          synonyms: [
            'коммерч*',
            'нежил*',
            'нежилое помещение',
            'торгов*',
            'магазин',
            'псн',
            'офисн*',
            'commercial*',
            'retail',
            'shop',
          ],
        },
        {
          value: 'parking',
          title: { ru: 'Машино-место', en: 'Parking place' },
          synonyms: ['паркинг', 'парковоч*', 'парковка', 'м/м', 'мм', 'машином*', 'гараж*', 'parking*', 'garage'],
        },
        {
          value: 'storage',
          title: { ru: 'Кладовая', en: 'Storage' },
          synonyms: ['кладов*', 'келлер*', 'хозблок', 'storage*', 'warehouse*'],
        },
        {
          value: 'villa',
          title: { ru: 'Дом', en: 'Villa' },
          synonyms: ['коттедж', 'таунхаус', 'вилла', 'дуплекс', 'house', 'townhouse', 'cottage'],
        },
        {
          value: 'equipment',
          title: { ru: 'Техническое помещение', en: 'Technical room' },
          synonyms: ['технич*', 'оборудование', 'technical', 'equipment'],
        },
      ],
      example: 'Квартира',
    },
    ...(
      [
        ['is_apartment', 'Апартаменты', 'Is an apartment', ['апартаменты да нет', 'is apartment', 'is apartments']],
        ['is_studio', 'Студия', 'Studio', ['студия да нет', 'is studio']],
      ] as const
    ).map(([key, ru, en, synonyms]): ImportField => ({
      key,
      type: 'flag',
      title: { ru, en },
      synonyms,
      isCheckOnly: true,
      isHelper: true,
      example: 'нет',
    })),
    {
      key: 'floors_total',
      type: 'integer',
      title: { ru: 'Этажей в доме', en: 'Floors in the building' },
      synonyms: [
        'этажность',
        'этажей',
        'всего этажей',
        'количество этажей',
        'floors',
        'floors total',
        'number of floors',
      ],
      isCheckOnly: true,
      isHelper: true,
      min: 1,
      max: 200,
      example: 17,
    },
    {
      key: 'area_unit',
      type: 'text',
      title: { ru: 'Единица площади', en: 'Unit of area' },
      synonyms: ['ед изм площади', 'единица измерения площади', 'area unit'],
      isCheckOnly: true,
      isHelper: true,
      maxLength: 40,
      example: 'м²',
    },
    {
      key: 'rooms',
      type: 'rooms',
      title: { ru: 'Комнат', en: 'Rooms' },
      synonyms: [
        'кол-во комнат',
        'количество комнат',
        'число комнат',
        'комнатность',
        'комн',
        'к-во комнат',
        'спален',
        'bedrooms',
        'beds',
        'number of rooms',
        'br',
        'num rooms',
      ],
      min: 0,
      max: 50,
      likelyMax: 15,
      example: 2,
      hint: {
        ru: 'Студия: 0 или «студия»; у нежилых пусто',
        en: 'Studio: 0 or "studio"; blank for commercial premises',
      },
    },
    {
      ...area,
      key: 'area_cm2',
      title: { ru: 'Площадь', en: 'Area' },
      synonyms: [
        'общая площадь',
        'площадь общая',
        's общая',
        'sобщ',
        'общ площадь',
        'площадь м2',
        'площадь кв м',
        'общая площадь м2',
        's м2',
        's',
        'метраж',
        'площадь объекта',
        'total area',
        'area m2',
        'area sqm',
        'size',
        'gross area',
        'gla',
        'area size',
      ],
      isRequired: true,
      isProtected: true,
      isTotalled: true,
      likelyMin: 10_000,
      bigChangeBp: 1000,
      example: 45.3,
    },
    {
      ...area,
      key: 'living_cm2',
      title: { ru: 'Жилая площадь', en: 'Living area' },
      synonyms: ['площадь жилая', 's жилая', 'жилая', 'жил площадь', 'жилая м2', 'living'],
      isProtected: true,
      example: 28.1,
    },
    {
      ...area,
      key: 'kitchen_cm2',
      title: { ru: 'Площадь кухни', en: 'Kitchen area' },
      synonyms: ['кухня', 's кухни', 'кухня м2', 'кухня-гостиная', 'kitchen'],
      isProtected: true,
      example: 9.4,
    },
    {
      ...area,
      min: 0,
      key: 'balcony_cm2',
      title: { ru: 'Балкон', en: 'Balcony' },
      synonyms: [
        'лоджия',
        'балкон лоджия',
        'площадь балкона',
        'площадь лоджии',
        'летние помещения',
        'площадь балкона лоджии',
        'балкон м2',
        'loggia',
        'balcony area',
        'terrace',
      ],
      isProtected: true,
      example: 3.2,
    },
    {
      ...area,
      key: 'project_cm2',
      title: { ru: 'Проектная площадь', en: 'Design area' },
      synonyms: ['площадь проектная', 'площадь по проекту', 's проектная', 'project area'],
      isProtected: true,
      example: 45.5,
    },
    {
      ...area,
      key: 'bti_cm2',
      title: { ru: 'Площадь БТИ', en: 'Surveyed area' },
      synonyms: ['бти', 'площадь по бти', 's бти', 'площадь по обмерам', 'обмеры', 'фактическая площадь', 'surveyed'],
      isProtected: true,
      example: 45.2,
    },
    {
      key: 'finishing',
      type: 'choice',
      title: { ru: 'Отделка', en: 'Finishing' },
      synonyms: ['тип отделки', 'вид отделки', 'ремонт', 'finish', 'fit out'],
      choices: [
        {
          value: 'none',
          title: { ru: 'Без отделки', en: 'None' },
          synonyms: ['нет', 'без ремонта', 'бетон', 'shell', 'no'],
        },
        { value: 'rough', title: { ru: 'Черновая', en: 'Rough' }, synonyms: ['чернов*', 'под чистовую'] },
        {
          value: 'prefinish',
          title: { ru: 'Предчистовая', en: 'Pre-finish' },
          synonyms: ['предчист*', 'white box', 'whitebox', 'вайт бокс', 'подготовка под чистовую'],
        },
        {
          value: 'finish',
          title: { ru: 'Чистовая', en: 'Finish' },
          synonyms: ['чистов*', 'с отделкой', 'да', 'под ключ', 'с ремонтом', 'отделка', 'yes', 'turnkey'],
        },
        {
          value: 'furnished',
          title: { ru: 'С мебелью', en: 'Furnished' },
          synonyms: ['меблир*', 'мебель', 'чистовая с мебелью'],
        },
      ],
      example: 'Чистовая',
    },
    {
      key: 'view',
      type: 'choice',
      title: { ru: 'Вид из окна', en: 'View' },
      synonyms: ['вид из окон', 'видовые', 'окна вид', 'window view'],
      choices: [
        { value: 'courtyard', title: { ru: 'Двор', en: 'Courtyard' }, synonyms: ['во двор', 'на двор', 'дворов*'] },
        { value: 'street', title: { ru: 'Улица', en: 'Street' }, synonyms: ['на улицу', 'дорога', 'проспект'] },
        { value: 'city', title: { ru: 'Город', en: 'City' }, synonyms: ['на город', 'городск*', 'панорама'] },
        { value: 'park', title: { ru: 'Парк', en: 'Park' }, synonyms: ['на парк', 'лес', 'сквер', 'forest'] },
        {
          value: 'river',
          title: { ru: 'Река', en: 'River' },
          synonyms: ['на реку', 'вода', 'озеро', 'водоем', 'lake', 'water'],
        },
        { value: 'sea', title: { ru: 'Море', en: 'Sea' }, synonyms: ['на море', 'морской'] },
        { value: 'mountains', title: { ru: 'Горы', en: 'Mountains' }, synonyms: ['на горы', 'горный'] },
      ],
      example: 'Двор',
    },
    {
      key: 'window_side',
      type: 'choice',
      title: { ru: 'Сторона света', en: 'Window side' },
      synonyms: ['стороны света', 'ориентация', 'окна сторона', 'orientation', 'aspect'],
      choices: [
        { value: 'n', title: { ru: 'Север', en: 'North' }, synonyms: ['с'] },
        { value: 'ne', title: { ru: 'Северо-восток', en: 'North-east' }, synonyms: ['св'] },
        { value: 'e', title: { ru: 'Восток', en: 'East' }, synonyms: ['в'] },
        { value: 'se', title: { ru: 'Юго-восток', en: 'South-east' }, synonyms: ['юв'] },
        { value: 's', title: { ru: 'Юг', en: 'South' }, synonyms: ['ю'] },
        { value: 'sw', title: { ru: 'Юго-запад', en: 'South-west' }, synonyms: ['юз'] },
        { value: 'w', title: { ru: 'Запад', en: 'West' }, synonyms: ['з'] },
        { value: 'nw', title: { ru: 'Северо-запад', en: 'North-west' }, synonyms: ['сз'] },
        {
          value: 'both',
          title: { ru: 'На две стороны', en: 'Both' },
          synonyms: ['двусторон*', 'две стороны', 'распашная'],
        },
      ],
      example: 'Юг',
    },
    {
      key: 'ceiling_cm',
      type: 'height',
      title: { ru: 'Высота потолков', en: 'Ceiling height' },
      synonyms: ['потолки', 'высота потолка', 'высота', 'ceiling', 'h потолка'],
      min: 0,
      max: 3000,
      likelyMin: 200,
      likelyMax: 1200,
      example: 2.8,
    },
    {
      key: 'layout',
      type: 'text',
      title: { ru: 'Планировка', en: 'Layout' },
      synonyms: ['тип планировки', 'код планировки', 'планировочное решение', 'plan type', 'layout type'],
      maxLength: 60,
      example: '2К-4',
    },
    {
      key: 'cadastral_number',
      type: 'code',
      title: { ru: 'Кадастровый номер', en: 'Cadastral number' },
      synonyms: ['кадастровый №', 'кад номер', 'кад №', 'кн', 'cadastre', 'cadastral no'],
      looksLike: /^\d{1,2}:\d{1,2}:\d{6,7}:\d{1,6}$/,
      checkText: cadastralProblem,
      isUnique: true,
      maxLength: 60,
      example: '77:01:0004012:2045',
    },
    ppmField,
    priceField,
    {
      key: 'status',
      type: 'choice',
      title: { ru: 'Статус', en: 'Status' },
      synonyms: ['состояние', 'статус продажи', 'статус объекта', 'статус квартиры', 'status', 'availability', 'state'],
      isReadOnly: true,
      choices: [
        {
          value: 'free',
          title: { ru: 'Свободна', en: 'Free' },
          synonyms: ['свобод*', 'в продаже', 'доступ*', 'available', 'for sale', 'на продажу'],
        },
        {
          value: 'not_for_sale',
          title: { ru: 'Не продаётся', en: 'Not for sale' },
          synonyms: ['снят*', 'резерв застройщика', 'не в продаже', 'закрыт*', 'off market', 'withdrawn'],
        },
        {
          value: 'hold_technical',
          title: { ru: 'Техническая бронь', en: 'Technical hold' },
          synonyms: ['тех бронь', 'техбронь', 'hold', 'служебная бронь'],
        },
        {
          value: 'reserved',
          title: { ru: 'Бронь', en: 'Reserved' },
          synonyms: ['забронир*', 'бронь*', 'устная бронь', 'booked', 'reserv*'],
        },
        { value: 'reserved_paid', title: { ru: 'Платная бронь', en: 'Paid reservation' }, synonyms: ['платная бронь'] },
        {
          value: 'on_auction',
          title: { ru: 'На аукционе', en: 'On auction' },
          synonyms: ['аукцион*', 'торги', 'auction'],
        },
        {
          value: 'sold_pending_contract',
          title: { ru: 'Продана, договор готовится', en: 'Sold, contract pending' },
          synonyms: ['сделка', 'оформление', 'на оформлении', 'pending'],
        },
        {
          value: 'under_contract',
          title: { ru: 'Договор подписан', en: 'Under contract' },
          synonyms: ['дду', 'договор', 'на регистрации', 'under offer'],
        },
        {
          value: 'registered',
          title: { ru: 'Договор зарегистрирован', en: 'Registered' },
          synonyms: ['зарегистр*', 'дду зарегистрирован'],
        },
        { value: 'sold', title: { ru: 'Продана', en: 'Sold' }, synonyms: ['продан*', 'sold*', 'реализован*'] },
        {
          value: 'transferred',
          title: { ru: 'Передана', en: 'Handed over' },
          synonyms: ['передан*', 'апп подписан', 'handed'],
        },
      ],
      example: 'Свободна',
      hint: {
        ru: 'Только для сверки: статус выводится из броней и договоров',
        en: 'For comparison only: the status follows from bookings and contracts',
      },
    },
    {
      key: 'note',
      type: 'text',
      title: { ru: 'Примечание', en: 'Note' },
      synonyms: ['комментарий', 'примечания', 'коммент', 'заметка', 'remark', 'comment', 'notes', 'описание'],
      maxLength: 2000,
      example: 'Угловая, два окна',
    },
  ],
}

/** What a unit may be when it enters the register: bookings and auctions begin here, sales may have been before. */
export const SOLD: ReadonlySet<string> = new Set([
  'sold_pending_contract',
  'under_contract',
  'registered',
  'sold',
  'transferred',
])

const DWELLINGS = new Set(['flat', 'apartment'])

/** Hundredths and hectares are named, not converted: a flat of 600 of them is a misprint. */
export function checkAreaUnit({ values, report }: RowContext): void {
  const unit = values.area_unit
  if (typeof unit === 'string' && !isSquareMetre(unit.toLowerCase().replace(/\s+/g, '')))
    report('area_cm2', 'unknown-unit', { text: unit })
}

function checkUnit(row: RowContext): void {
  const { values, base, report } = row
  if (values.is_apartment === true && values.kind == null) values.kind = 'apartment'
  if (values.is_studio === true && values.rooms == null) values.rooms = 0
  const [floor, floors] = [numberOf(values.floor ?? null), numberOf(values.floors_total ?? null)]
  if (floor !== null && floors !== null && floor > floors)
    report('floor', 'floor-outside-building', { value: floor, from: 1, to: floors })
  checkAreaUnit(row)
  // A list of flats seldom says that they are flats.
  if (base === null && values.kind == null && values.number != null) {
    if (values.rooms != null) values.kind = 'flat'
    else if (!row.isAmbiguous) report('kind', 'required-missing')
  }
  const value = (key: string) => (key in values ? (values[key] ?? null) : (base?.values[key] ?? null))
  const total = numberOf(value('area_cm2'))
  const parts = ['living_cm2', 'kitchen_cm2'].map((key) => ({ key, size: numberOf(values[key] ?? null) }))
  if (total !== null) {
    for (const { key, size } of parts)
      if (size !== null && size > total)
        report(key, 'part-exceeds-whole', { value: size / 10_000, limit: total / 10_000 })
    const [living, kitchen] = parts.map(({ size }) => size)
    if (living != null && kitchen != null && living <= total && kitchen <= total && living + kitchen > total) {
      report('living_cm2', 'part-exceeds-whole', { value: (living + kitchen) / 10_000, limit: total / 10_000 })
    }
  }
  const rooms = numberOf(values.rooms ?? null)
  const kind = value('kind')
  if (
    rooms !== null &&
    typeof kind === 'string' &&
    !DWELLINGS.has(kind) &&
    kind !== 'villa' &&
    rooms > 0 &&
    (kind === 'parking' || kind === 'storage')
  ) {
    report('rooms', 'rooms-disagree', { value: rooms })
  }
  if (
    rooms === null &&
    'rooms' in values &&
    typeof kind === 'string' &&
    DWELLINGS.has(kind) &&
    base === null &&
    values.layout == null
  )
    report('rooms', 'required-missing')
  const status = values.status ?? null
  delete values.claim
  const isSold = row.options.takesSold === true && base === null && SOLD.has(String(status))
  // No field: it goes to the claim that the batch makes.
  if (isSold) values.claim = status
  if (base === null && status !== null && status !== 'free' && !isSold)
    report('status', 'status-derived', { old: 'free', value: String(status) })
  checkRiser(row)
  checkPlace(row)
  checkPrice(row)
}

/** Two units cannot stand in one place of a floor. */
function checkRiser({ values, base, report, find }: RowContext): void {
  const value = (key: string) => values[key] ?? base?.values[key] ?? null
  const riser = values.riser
  if (typeof riser !== 'number' || (base && base.values.riser === riser)) return
  const [complex, building, section, floor] = ['complex', 'building', 'section', 'floor'].map(value)
  if (complex == null || building == null || section == null || floor == null) return
  const taken = find('riser', riserKey(complex, building, section, floor, riser))
  if (taken && (taken === 'many' || taken.id !== base?.id))
    report('riser', 'place-taken', { value: riser, text: taken === 'many' ? '' : String(taken.facts.number ?? '') })
}

/** How a status or the claim behind it reads. */
export function statusTitle(value: string, language: 'ru' | 'en'): string {
  const status = units.fields.find(({ key }) => key === 'status')
  return status?.choices?.find((choice) => choice.value === value)?.title[language] ?? value
}
