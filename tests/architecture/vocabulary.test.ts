/** Everything that the builder of contracts may ask a person for has a name in both languages. */
import { describe, expect, test } from 'vitest'
import en from '#resources/locales/en/vocabulary.json' with { type: 'json' }
import ru from '#resources/locales/ru/vocabulary.json' with { type: 'json' }
import { type Variable } from '#shared/modules/contracts/vocabulary.ts'
import { RUSSIAN_VOCABULARY } from '#shared/modules/contracts/vocabulary-ru.ts'

interface Words {
  group: Record<string, string>
  field: Record<string, string>
  choice: Record<string, Record<string, Record<string, string>>>
}

const lists = [...RUSSIAN_VOCABULARY.lists.values()]
const variables: Variable[] = [
  ...RUSSIAN_VOCABULARY.variables.values(),
  ...lists.flatMap((list) => list.fields.map((field) => ({ ...field, path: `${list.item}.${field.path}` }))),
]

describe.each([
  ['ru', ru as Words],
  ['en', en as Words],
])('the vocabulary in %s', (_language, words) => {
  test('every variable, list and choice has a name', () => {
    const missing = variables.flatMap(({ path, values }) => {
      const [group = '', field = ''] = path.split('.')
      const named = words.group[group] !== undefined && words.field[field] !== undefined
      const unnamed = (values ?? []).filter((value) => words.choice[group]?.[field]?.[value] === undefined)
      return [...(named ? [] : [path]), ...unnamed.map((value) => `${path}=${value}`)]
    })
    expect([...missing, ...lists.filter((list) => words.group[list.name] === undefined)]).toEqual([])
  })
})
