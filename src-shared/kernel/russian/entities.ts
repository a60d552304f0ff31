/** Names of organisations in the six cases: the legal form is declined, what stands in quotes is not. */
import { CASES, type Case } from './numerals.ts'

const neuter = (adjectives: string, noun: string): readonly string[] => {
  const endings = [
    ['ое', 'о'],
    ['ого', 'а'],
    ['ому', 'у'],
    ['ое', 'о'],
    ['ым', 'ом'],
    ['ом', 'е'],
  ] as const
  return endings.map(([adjective, ending]) =>
    [
      ...adjectives
        .split(' ')
        .filter((stem) => stem !== '')
        .map((stem) => stem + adjective),
      noun.slice(0, -1) + ending,
    ].join(' '),
  )
}
/** предприятие, учреждение: soft neuters. */
const softNeuter = (adjectives: string, stem: string): readonly string[] =>
  neuter(adjectives, `${stem}и?`).map((form, index) =>
    form.replace(/\S+$/, `${stem}${['ие', 'ия', 'ию', 'ие', 'ием', 'ии'][index] ?? ''}`),
  )

/** The longest form first: «публичное акционерное общество» before «акционерное общество». */
const FORMS: readonly (readonly string[])[] = [
  neuter('', 'общество').map((form) => `${form} с ограниченной ответственностью`),
  neuter('публичн акционерн', 'общество'),
  neuter('непубличн акционерн', 'общество'),
  neuter('закрыт акционерн', 'общество'),
  neuter('открыт акционерн', 'общество'),
  neuter('акционерн', 'общество'),
  softNeuter('государственн унитарн', 'предприят'),
  softNeuter('муниципальн унитарн', 'предприят'),
  softNeuter('казённ', 'предприят'),
  softNeuter('государственн казённ', 'учрежден'),
  softNeuter('государственн бюджетн', 'учрежден'),
  neuter('', 'товарищество').map((form) => `${form} собственников жилья`),
].toSorted((a, b) => (b[0] ?? '').length - (a[0] ?? '').length)

/** «Акционерным обществом «Город»»; a name without a known legal form, such as an abbreviation, stays as it is. */
export function entityInCase(name: string, grammaticalCase: Case): string {
  const at = CASES.indexOf(grammaticalCase)
  const lower = name.toLowerCase()
  for (const forms of FORMS) {
    const [nominative = ''] = forms
    if (!lower.startsWith(nominative) || /^[а-яё]/iu.test(name.slice(nominative.length))) continue
    const declined = forms[at] ?? nominative
    const isCapital = name.charAt(0) !== lower.charAt(0)
    return (isCapital ? declined.charAt(0).toUpperCase() + declined.slice(1) : declined) + name.slice(nominative.length)
  }
  return name
}
