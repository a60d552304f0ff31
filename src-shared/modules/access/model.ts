/** Shapes that screens see: companies, users with their roles and limits, people, and the two journals. */
import { z } from 'zod'
import { Id } from '../../kernel/id.ts'
import { Instant } from '../../kernel/instant.ts'
import { ERROR_CODES } from '../../rpc/errors.ts'
import { ROLES } from './rights.ts'

export const RoleName = z.enum(ROLES)

export const COMPANY_KINDS = ['developer', 'operator', 'agency'] as const
export const CompanyKind = z.enum(COMPANY_KINDS)
export type CompanyKind = z.infer<typeof CompanyKind>

export const Company = z.object({
  id: Id,
  name: z.string(),
  kind: CompanyKind,
  users: z.int(),
})
export type Company = z.infer<typeof Company>

/**
 * What a person may do without asking somebody above: a discount in hundredths of a percent (250 = 2.5 %), a refund and
 * a write-off in kopecks, a technical hold or an extension of a booking in days, rows exported to files within a day.
 */
export const LIMIT_KINDS = ['discount', 'refund', 'write_off', 'hold_days', 'export_rows'] as const
export const LimitKind = z.enum(LIMIT_KINDS)
export type LimitKind = z.infer<typeof LimitKind>

/** No number above this means anything; a limit of null is "as much as needed". */
export const MAX_LIMIT = {
  discount: 10_000,
  refund: 1e14,
  write_off: 1e14,
  hold_days: 3_650,
  export_rows: 1e9,
} as const satisfies Record<LimitKind, number>

export const Limit = z
  .object({ kind: LimitKind, ceiling: z.int().min(0).nullable() })
  .refine((limit) => limit.ceiling === null || limit.ceiling <= MAX_LIMIT[limit.kind], { path: ['ceiling'] })
export type Limit = z.infer<typeof Limit>

export const UserName = z.object({
  id: Id,
  login: z.string(),
  name: z.string(),
  company_id: Id,
  is_blocked: z.boolean(),
})
export type UserName = z.infer<typeof UserName>

export const UserRow = z.object({
  id: Id,
  login: z.string(),
  name: z.string(),
  company_id: Id,
  company_name: z.string(),
  company_kind: CompanyKind,
  roles: z.array(RoleName),
  blocked_at: Instant.nullable(),
  blocked_reason: z.string().nullable(),
})
export type UserRow = z.infer<typeof UserRow>

export const UserCard = UserRow.extend({
  /** Set for this user alone; they take the place of what the roles give. */
  limits: z.array(Limit),
  /** What holds in the end, own limits and roles together; a kind that is missing allows nothing. */
  effective: z.array(Limit),
})
export type UserCard = z.infer<typeof UserCard>

export const RoleLimits = z.object({ id: RoleName, limits: z.array(Limit) })
export type RoleLimits = z.infer<typeof RoleLimits>

/** A login is also the name of a PostgreSQL role: small latin letters, digits, dot, dash, underscore; a letter first. */
export const Login = z.string().regex(/^[a-z][a-z0-9._-]{1,39}$/, 'small latin letters, digits, dot, dash')
export const Password = z.string().min(8).max(200)
const Name = z.string().trim().min(1).max(200)

export const CompanyFields = z.object({ name: Name, kind: CompanyKind })
export const UserFields = z.object({ name: Name, companyId: Id })

export const PERSON_KINDS = ['natural', 'legal'] as const
export const PersonKind = z.enum(PERSON_KINDS)
export type PersonKind = z.infer<typeof PersonKind>

const Digits = (...lengths: number[]) =>
  z.string().refine((text) => /^\d+$/.test(text) && lengths.includes(text.length), `digits: ${lengths.join(' or ')}`)

export const Phone = z.string().regex(/^\+\d{8,15}$/, 'a phone like +79161234567')
export const Email = z.email().max(200)

/** What the card of a person holds apart from secrets. A natural person has a last name, a legal entity its full name. */
export const PersonFields = z.object({
  kind: PersonKind,
  /** The legal entity's name; for a natural person it is put together from the three names. */
  name: z.string().trim().max(300),
  lastName: z.string().trim().max(100).nullable(),
  firstName: z.string().trim().max(100).nullable(),
  middleName: z.string().trim().max(100).nullable(),
  /** Of a legal entity: there they are public. */
  inn: Digits(10, 12).nullable(),
  kpp: Digits(9).nullable(),
  ogrn: Digits(13, 15).nullable(),
  email: Email.nullable(),
  notes: z.string().max(4000),
  phones: z.array(z.object({ id: Id, phone: Phone, label: z.string().max(60) })).max(10),
})
export type PersonFields = z.infer<typeof PersonFields>

export const PersonRow = z.object({
  id: Id,
  kind: PersonKind,
  name: z.string(),
  phone: z.string().nullable(),
  email: z.string().nullable(),
  company_id: Id,
  created_at: Instant,
})
export type PersonRow = z.infer<typeof PersonRow>

export const PersonCard = PersonRow.extend({
  last_name: z.string().nullable(),
  first_name: z.string().nullable(),
  middle_name: z.string().nullable(),
  inn: z.string().nullable(),
  kpp: z.string().nullable(),
  ogrn: z.string().nullable(),
  notes: z.string(),
  phones: z.array(z.object({ id: Id, phone: z.string(), label: z.string() })),
  /** The card that this one was joined with: everything new goes there. */
  merged_into_id: Id.nullable(),
  /** Other cards that share a phone, among those this user may see. */
  duplicates: z.array(PersonRow),
})
export type PersonCard = z.infer<typeof PersonCard>

export const DUPLICATE_SIGNS = ['phone', 'passport', 'snils', 'inn'] as const

/** Two cards that are perhaps one person's. */
export const DuplicatePair = z.object({
  /** Both ids. */
  id: z.string(),
  first_id: Id,
  first_name: z.string(),
  second_id: Id,
  second_name: z.string(),
  sharing: z.array(z.enum(DUPLICATE_SIGNS)),
})
export type DuplicatePair = z.infer<typeof DuplicatePair>

export const Merge = z.object({
  id: Id,
  kept_id: Id,
  kept_name: z.string(),
  gone_id: Id,
  gone_name: z.string(),
  reason: z.string(),
  user_name: z.string(),
  merged_at: Instant,
  undone_at: Instant.nullable(),
  undone_reason: z.string().nullable(),
})
export type Merge = z.infer<typeof Merge>

const Day = z.iso.date()
const Secret = (most: number) => z.string().trim().max(most).nullable()

/** What is asked for a contract and shown to few. Each reading is journalled. */
export const PersonSecret = z.object({
  birthOn: Day.nullable(),
  birthPlace: Secret(300),
  passportNumber: Secret(40),
  passportIssuedOn: Day.nullable(),
  passportIssuedBy: Secret(400),
  passportCode: Secret(10),
  address: Secret(500),
  inn: Digits(12).nullable(),
  snils: Digits(11).nullable(),
})
export type PersonSecret = z.infer<typeof PersonSecret>

/** Who let a file out and when: what every exported workbook carries. */
export const Watermark = z.object({ name: z.string(), login: z.string(), at: Instant, exportId: Id })
export type Watermark = z.infer<typeof Watermark>

/** Somebody looked at a secret (`what` names it) or let rows out of the program (`export`). Nobody can change or remove the line. */
export const SensitiveRead = z.object({
  id: Id,
  user_id: Id,
  user_name: z.string(),
  what: z.string(),
  row_id: Id.nullable(),
  row_name: z.string().nullable(),
  /** Of an export: empty. */
  purpose: z.string(),
  /** Of an export: how many rows. */
  row_count: z.int().nullable(),
  read_at: Instant,
})
export type SensitiveRead = z.infer<typeof SensitiveRead>

export const AuditFilter = z.object({
  table: z.string().max(63).nullable().default(null),
  userId: Id.nullable().default(null),
  rowId: Id.nullable().default(null),
  from: Instant.nullable().default(null),
  to: Instant.nullable().default(null),
  /** Entries older than this one: the next page. */
  before: z
    .string()
    .regex(/^\d{1,18}$/)
    .nullable()
    .default(null),
  limit: z.int().min(1).max(500).default(100),
})
export type AuditFilter = z.infer<typeof AuditFilter>

export const RefusalFilter = z.object({
  userId: Id.nullable().default(null),
  command: z.string().max(120).nullable().default(null),
  from: Instant.nullable().default(null),
  to: Instant.nullable().default(null),
  /** Refusals before this one: the next page. */
  before: z.object({ at: Instant, id: Id }).nullable().default(null),
  limit: z.int().min(1).max(500).default(100),
})
export type RefusalFilter = z.infer<typeof RefusalFilter>

/** A command that the centre refused; what it was about is not kept, for it may be secret. */
export const RefusedCommand = z.object({
  id: Id,
  at: Instant,
  /** When its author gave it: earlier, if it waited in an outbox. */
  issued_at: Instant,
  user_id: Id,
  user_name: z.string(),
  command: z.string(),
  workstation: z.string().nullable(),
  error: z.object({ code: z.enum(ERROR_CODES), message: z.string(), details: z.record(z.string(), z.unknown()) }),
})
export type RefusedCommand = z.infer<typeof RefusedCommand>

export const AuditEntry = z.object({
  id: z.string(),
  at: Instant,
  /** The PostgreSQL role that wrote; the database's owner has no user behind it. */
  login: z.string(),
  user_id: Id.nullable(),
  user_name: z.string().nullable(),
  table: z.string(),
  row_id: z.string(),
  operation: z.enum(['insert', 'update', 'delete']),
  /** The command that wrote it; empty when somebody wrote with SQL alone. */
  command: z.string().nullable(),
  workstation: z.string().nullable(),
  before: z.record(z.string(), z.unknown()).nullable(),
  after: z.record(z.string(), z.unknown()).nullable(),
})
export type AuditEntry = z.infer<typeof AuditEntry>
