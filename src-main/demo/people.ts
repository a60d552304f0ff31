/** Companies, users of all roles, and the clients that bookings and sales need. */
import type { Id } from '#shared/kernel/id.ts'
import type { Role } from '#shared/modules/access/rights.ts'
import { chance, demoId, type Chance } from './chance.ts'
import type { Emit } from './generate.ts'
import type { DemoSize } from './scales.ts'
import { foldWords } from '#shared/modules/inventory/search-text.ts'
import { AGENCIES, humanName, phoneNumber } from './words.ts'

export interface DemoUser {
  id: Id
  login: string
  name: string
  role: Role
  companyId: Id
}

export interface DemoHouse {
  developer: Id
  agencies: Id[]
  users: DemoUser[]
  /** Whoever has the role, in turn. */
  of(role: Role, n?: number): DemoUser
  agentsOf(agency: number): DemoUser[]
}

const STAFF: readonly { role: Role; login: string; count: number }[] = [
  { role: 'administrator', login: 'admin', count: 1 },
  { role: 'manager', login: 'manager', count: 3 },
  { role: 'lawyer', login: 'lawyer', count: 2 },
  { role: 'analyst', login: 'analyst', count: 2 },
  { role: 'frontdesk', login: 'frontdesk', count: 2 },
  { role: 'cashier', login: 'cashier', count: 2 },
  { role: 'auditor', login: 'auditor', count: 1 },
]

export function generateHouse(size: DemoSize, createdAt: string, emit: Emit): DemoHouse {
  const random = chance('people')
  const developer = demoId('company', 0)
  emit('company', {
    id: developer,
    kind: 'developer',
    name: size.isResort ? 'Курорт «Лазурный мыс»' : 'Группа «Квартал»',
    created_at: createdAt,
  })
  if (size.isResort)
    emit('company', {
      id: demoId('company', 500),
      kind: 'operator',
      name: 'Лазурный мыс. Рестораны',
      created_at: createdAt,
    })
  const agencies = AGENCIES.slice(0, size.agencies).map((name, n) => {
    const id = demoId('company', n + 1)
    emit('company', { id, kind: 'agency', name, created_at: createdAt })
    return id
  })

  const users: DemoUser[] = []
  const add = (login: string, role: Role, companyId: Id) => {
    const named = () => humanName(random)
    let name = named()
    while (users.some((user) => user.name === `${name.last} ${name.first}`)) name = named()
    const user: DemoUser = {
      id: demoId('user', users.length),
      login,
      name: `${name.last} ${name.first}`,
      role,
      companyId,
    }
    users.push(user)
    const phone = phoneNumber(900_000 + users.length)
    emit('app_user', {
      id: user.id,
      login,
      name: user.name,
      company_id: companyId,
      phone,
      email: `${login}@kvartal.example`,
      created_at: createdAt,
    })
    emit('user_role', { id: demoId('role', users.length), user_id: user.id, role })
  }
  const numbered = (login: string, n: number) => (n === 0 ? login : `${login}${n + 1}`)
  for (const { role, login, count } of STAFF) for (let n = 0; n < count; n++) add(numbered(login, n), role, developer)
  for (let n = 0; n < size.sales; n++) add(numbered('sales', n), 'sales', developer)
  for (const [n, agency] of agencies.entries())
    for (const agent of [0, 1]) add(numbered('agency', n * 2 + agent), 'agency', agency)

  return {
    developer,
    agencies,
    users,
    of(role, n = 0) {
      const all = users.filter((user) => user.role === role)
      return all[n % all.length] as DemoUser
    },
    agentsOf: (agency) => users.filter((user) => user.companyId === agencies[agency]),
  }
}

export interface DemoClient {
  id: Id
  name: string
  phone: string
}

/** Registers a client with the company of the user who met them. */
export type ClientMaker = (by: DemoUser, at: string, family?: { of: string; as: 'spouse' | 'child' }) => DemoClient

export function clientMaker(emit: Emit): ClientMaker {
  const random: Chance = chance('clients')
  let count = 0
  return (by, at, family) => {
    const name = humanName(random, family)
    const n = count++
    const client = { id: demoId('person', n), name: name.full, phone: phoneNumber(n) }
    emit('person', {
      id: client.id,
      company_id: by.companyId,
      created_by_id: by.id,
      created_at: at,
      kind: 'natural',
      name: name.full,
      last_name: name.last,
      first_name: name.first,
      middle_name: name.middle,
      search: foldWords(name.full),
    })
    emit('person_phone', { id: demoId('phone', n), person_id: client.id, phone: client.phone })
    return client
  }
}
