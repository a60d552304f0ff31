/** Names of places and people that could be true and belong to nobody. */
import type { Chance } from './chance.ts'

const ADJECTIVES = [
  'Северный',
  'Речной',
  'Лесной',
  'Солнечный',
  'Зелёный',
  'Новый',
  'Старый',
  'Парковый',
  'Морской',
  'Янтарный',
  'Светлый',
  'Тихий',
  'Кленовый',
  'Сосновый',
  'Берёзовый',
  'Липовый',
  'Вишнёвый',
  'Яблоневый',
  'Дубовый',
  'Хрустальный',
  'Лазурный',
  'Серебряный',
  'Золотой',
  'Южный',
  'Западный',
  'Восточный',
  'Центральный',
  'Городской',
  'Озёрный',
  'Луговой',
  'Полевой',
  'Каштановый',
  'Рябиновый',
  'Садовый',
  'Весенний',
  'Изумрудный',
  'Медовый',
  'Снежный',
  'Цветочный',
  'Ясный',
] as const
const NOUNS = [
  ['парк', 'm'],
  ['квартал', 'm'],
  ['берег', 'm'],
  ['город', 'm'],
  ['остров', 'm'],
  ['дом', 'm'],
  ['двор', 'm'],
  ['мыс', 'm'],
  ['причал', 'm'],
  ['бульвар', 'm'],
  ['роща', 'f'],
  ['слобода', 'f'],
  ['гавань', 'f'],
  ['набережная', 'f'],
  ['поляна', 'f'],
  ['долина', 'f'],
  ['аллея', 'f'],
  ['застава', 'f'],
  ['усадьба', 'f'],
  ['горка', 'f'],
  ['поле', 'n'],
  ['озеро', 'n'],
  ['предместье', 'n'],
  ['кольцо', 'n'],
  ['утро', 'n'],
  ['холмы', 'p'],
  ['сады', 'p'],
  ['огни', 'p'],
  ['ключи', 'p'],
  ['пруды', 'p'],
] as const

/** The n-th name of a complex, no two alike: the adjective agrees with the noun. */
export function complexName(n: number): string {
  const size = ADJECTIVES.length * NOUNS.length
  // 541 shares no divisor with 1200, so the walk meets every pair before it repeats one.
  const at = (n * 541 + 1) % size
  const adjective = ADJECTIVES[at % ADJECTIVES.length] ?? ''
  const [noun, gender] = NOUNS[Math.floor(at / ADJECTIVES.length)] ?? ['', 'm']
  const name = `${agree(adjective, gender)} ${noun}`
  return n < size ? name : `${name} ${Math.floor(n / size) + 1}`
}

function agree(adjective: string, gender: 'm' | 'f' | 'n' | 'p'): string {
  if (gender === 'm') return adjective
  const stem = adjective.slice(0, -2)
  const isSoft = adjective.endsWith('ний')
  if (gender === 'f') return stem + (isSoft ? 'яя' : 'ая')
  if (gender === 'n') return stem + (isSoft ? 'ее' : 'ое')
  return stem + (/[гкхн]ий$/.test(adjective) ? 'ие' : 'ые')
}

export interface City {
  name: string
  region: string
  /** Price of a square metre of comfort class today, rubles. */
  rubles: number
  view: 'river' | 'sea' | 'park' | 'mountains'
  cadastre: string
}

export const CITIES: readonly City[] = [
  { name: 'Москва', region: 'Москва', rubles: 310_000, view: 'park', cadastre: '77:01' },
  { name: 'Мытищи', region: 'Московская область', rubles: 195_000, view: 'park', cadastre: '50:12' },
  { name: 'Красногорск', region: 'Московская область', rubles: 215_000, view: 'river', cadastre: '50:11' },
  { name: 'Санкт-Петербург', region: 'Санкт-Петербург', rubles: 245_000, view: 'river', cadastre: '78:06' },
  { name: 'Казань', region: 'Татарстан', rubles: 185_000, view: 'river', cadastre: '16:50' },
  { name: 'Нижний Новгород', region: 'Нижегородская область', rubles: 155_000, view: 'river', cadastre: '52:18' },
  { name: 'Екатеринбург', region: 'Свердловская область', rubles: 150_000, view: 'park', cadastre: '66:41' },
  { name: 'Калининград', region: 'Калининградская область', rubles: 140_000, view: 'sea', cadastre: '39:15' },
  { name: 'Тюмень', region: 'Тюменская область', rubles: 135_000, view: 'river', cadastre: '72:23' },
]
export const RESORT: City = {
  name: 'Сочи',
  region: 'Краснодарский край',
  rubles: 420_000,
  view: 'sea',
  cadastre: '23:49',
}

const STREETS = [
  'ул. Лесная',
  'ул. Садовая',
  'ул. Заречная',
  'ул. Парковая',
  'пр-т Мира',
  'ул. Полевая',
  'ул. Набережная',
  'ул. Строителей',
  'ул. Космонавтов',
  'бул. Молодёжный',
  'ул. Академическая',
  'ул. Берёзовая',
  'ул. Озёрная',
  'пр-т Победы',
  'ул. Архитекторов',
  'ул. Весенняя',
  'ул. Мастеров',
  'аллея Тихая',
  'ул. Восточная',
  'ул. Летняя',
] as const
export const street = (chance: Chance) => `${chance.pick(STREETS)}, ${chance.int(1, 90)}`

const MEN = [
  'Александр',
  'Дмитрий',
  'Максим',
  'Сергей',
  'Андрей',
  'Алексей',
  'Артём',
  'Илья',
  'Кирилл',
  'Михаил',
  'Никита',
  'Матвей',
  'Роман',
  'Егор',
  'Иван',
  'Павел',
  'Олег',
  'Виктор',
  'Юрий',
  'Денис',
]
const WOMEN = [
  'Анна',
  'Мария',
  'Елена',
  'Дарья',
  'Алина',
  'Ирина',
  'Екатерина',
  'Ольга',
  'Наталья',
  'Татьяна',
  'Светлана',
  'Юлия',
  'Полина',
  'Вера',
  'Ксения',
  'Людмила',
  'Марина',
  'Софья',
  'Алла',
  'Галина',
]
const FATHERS = [
  'Александров',
  'Дмитриев',
  'Сергеев',
  'Андреев',
  'Алексеев',
  'Михайлов',
  'Иванов',
  'Павлов',
  'Олегов',
  'Викторов',
  'Юрьев',
  'Николаев',
  'Петров',
  'Владимиров',
  'Борисов',
  'Романов',
]
const SURNAMES = [
  'Иванов',
  'Смирнов',
  'Кузнецов',
  'Попов',
  'Васильев',
  'Петров',
  'Соколов',
  'Михайлов',
  'Новиков',
  'Фёдоров',
  'Морозов',
  'Волков',
  'Алексеев',
  'Лебедев',
  'Семёнов',
  'Егоров',
  'Павлов',
  'Козлов',
  'Степанов',
  'Николаев',
  'Орлов',
  'Андреев',
  'Макаров',
  'Никитин',
  'Захаров',
  'Зайцев',
  'Соловьёв',
  'Борисов',
  'Яковлев',
  'Григорьев',
  'Романов',
  'Воробьёв',
  'Сергеев',
  'Кузьмин',
  'Фролов',
  'Александров',
  'Дмитриев',
  'Королёв',
  'Гусев',
  'Киселёв',
  'Ильин',
  'Максимов',
  'Поляков',
  'Сорокин',
  'Виноградов',
  'Ковалёв',
  'Белов',
  'Медведев',
  'Антонов',
  'Тарасов',
  'Жуков',
  'Баранов',
  'Филиппов',
  'Комаров',
  'Давыдов',
  'Беляев',
  'Герасимов',
  'Богданов',
  'Осипов',
  'Сидоров',
  'Матвеев',
  'Титов',
  'Марков',
  'Миронов',
] as const

export interface HumanName {
  last: string
  first: string
  middle: string
  full: string
}

/** Somebody; of a family: a spouse of the other sex with the same surname, a child with it. */
export function humanName(chance: Chance, family?: { of: string; as: 'spouse' | 'child' }): HumanName {
  const [theirs = '', , middleName = ''] = family?.of.split(' ') ?? []
  const isHers = middleName.endsWith('на')
  const isWoman = family?.as === 'spouse' ? !isHers : chance.is(0.52)
  const surname = family === undefined ? chance.pick(SURNAMES) : isHers ? theirs.slice(0, -1) : theirs
  const last = isWoman ? `${surname}а` : surname
  const first = chance.pick(isWoman ? WOMEN : MEN)
  const middle = chance.pick(FATHERS) + (isWoman ? 'на' : 'ич')
  return { last, first, middle, full: `${last} ${first} ${middle}` }
}

/** Numbers of the 900–909 series with a fixed middle: they look like numbers and ring nowhere. */
export const phoneNumber = (n: number) => `+7900${String(1_000_000 + ((n * 7_919) % 9_000_000)).padStart(7, '0')}`

export const AGENCIES = [
  'Агентство «Ключ»',
  'Новосёл',
  'Дом и двор',
  'Городские квартиры',
  'Этажи и люди',
  'Первый адрес',
  'Метраж',
  'Северная недвижимость',
  'Квадрат',
  'Ваш маклер',
  'Берег и Ко',
  'Своя крыша',
  'Риэлт-Союз',
  'Столичный дом',
  'Окно во двор',
  'Верный выбор',
  'Жилой фонд',
  'Новый адрес',
  'Линия застройки',
  'Партнёр-Недвижимость',
  'Домовой',
  'Гарант-Жильё',
  'Семь комнат',
  'Триумфальная, 9',
] as const
