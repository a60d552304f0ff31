/** Lists that a column of units is chosen from, with the words that other people's files have for their entries. */
import type { Choice } from '../kind.ts'

export const UNIT_KINDS: readonly Choice[] = [
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
]

export const FINISHINGS: readonly Choice[] = [
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
]

export const VIEWS: readonly Choice[] = [
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
]

export const WINDOW_SIDES: readonly Choice[] = [
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
]

export const STATUSES: readonly Choice[] = [
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
]

/** How a status or the claim behind it reads. */
export function statusTitle(value: string, language: 'ru' | 'en'): string {
  return STATUSES.find((choice) => choice.value === value)?.title[language] ?? value
}
