/** A person, a unit, a user: chosen by typing; a person that is not there yet is made from the name. */
import { Picker, type Choice } from '#renderer/ui/form/picker.tsx'
import { useApi } from '#renderer/data/engine.tsx'
import { newId } from '#shared/kernel/id.ts'

interface ChoiceProps {
  label: string
  value: Choice | null
  onChange(choice: Choice | null): void
  autoFocus?: boolean
}

const MOST = 12

export function PersonPicker(props: ChoiceProps) {
  const api = useApi()
  return (
    <Picker
      {...props}
      find={async (text, signal) => {
        const rows = await api.access.people({ text, limit: MOST }, { signal })
        return rows.map(({ id, name, phone }) => ({ id, title: name, ...(phone === null ? {} : { detail: phone }) }))
      }}
      onCreate={(text) => {
        void createPerson(api, text, '').then((id) => props.onChange({ id, title: text }))
      }}
    />
  )
}

/** A card with a name and nothing else yet; the rest is filled in where people are kept. */
export async function createPerson(api: ReturnType<typeof useApi>, name: string, phone: string): Promise<string> {
  const personId = newId()
  const [lastName = name, firstName, ...middle] = name.trim().split(/\s+/)
  await api.access.createPerson({
    personId,
    kind: 'natural',
    name,
    lastName,
    firstName: firstName ?? null,
    middleName: middle.length === 0 ? null : middle.join(' '),
    inn: null,
    kpp: null,
    ogrn: null,
    email: null,
    notes: '',
    phones: /^\+\d{8,15}$/.test(phone) ? [{ id: newId(), phone, label: '' }] : [],
  })
  return personId
}

export function UnitPicker(props: ChoiceProps) {
  const api = useApi()
  return (
    <Picker
      {...props}
      find={async (text, signal) => {
        if (text === '') return []
        const hits = await api.inventory.search({ text, limit: 40 }, { signal })
        return hits
          .filter(
            (hit) =>
              hit.kind === 'unit' &&
              (hit.status === 'free' || hit.status === 'reserved' || hit.status === 'reserved_paid'),
          )
          .slice(0, MOST)
          .map((hit) => ({ id: hit.entity_id, title: hit.title, detail: hit.subtitle }))
      }}
    />
  )
}

/** `isHouse`: people of the developer's own company, or those of agencies; without it both. */
export function UserPicker({ isHouse, ...props }: ChoiceProps & { isHouse?: boolean }) {
  const api = useApi()
  return (
    <Picker
      {...props}
      find={async (text, signal) => {
        const users = await api.access.userNames({}, { signal })
        const companies = await api.access.companies({}, { signal })
        const kindOf = new Map(companies.map(({ id, kind, name }) => [id, { kind, name }]))
        const wanted = text.toLowerCase()
        return users
          .filter(({ name, login, is_blocked, company_id }) => {
            const kind = kindOf.get(company_id)?.kind
            if (is_blocked || (isHouse !== undefined && (isHouse ? kind !== 'developer' : kind !== 'agency')))
              return false
            return `${name} ${login}`.toLowerCase().includes(wanted)
          })
          .slice(0, MOST)
          .map(({ id, name, company_id }) => ({ id, title: name, detail: kindOf.get(company_id)?.name ?? '' }))
      }}
    />
  )
}
