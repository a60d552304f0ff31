/** Companies, users with roles and limits, people with their secrets, and the journals of who changed and who read what. */
import { z } from 'zod'
import { Id } from '../../kernel/id.ts'
import { action, command, query, type Contract } from '../../rpc/contract.ts'
import {
  AuditEntry,
  AuditFilter,
  Company,
  CompanyFields,
  CompanyKind,
  DuplicatePair,
  Limit,
  Login,
  Merge,
  Password,
  PersonCard,
  PersonFields,
  PersonKind,
  PersonRow,
  PersonSecret,
  Phone,
  RefusalFilter,
  RefusedCommand,
  RoleLimits,
  RoleName,
  SensitiveRead,
  UserCard,
  UserFields,
  UserName,
  UserRow,
} from './model.ts'

const Nothing = z.object({})
const Reason = z.string().trim().min(3).max(500)
const UserTables = ['app_user', 'user_role', 'company'] as const
const PersonTables = ['person', 'person_phone'] as const

export const access = {
  /** Companies that this user may see: the whole house for the developer's own people, their own company for others. Live. */
  companies: query({
    allow: 'anyone',
    reads: ['company', 'app_user'],
    args: z.object({ kind: CompanyKind.optional() }),
    result: z.array(Company),
  }),
  /** Registers a company. With `access.agencies` alone only an agency. Refuses a name that is taken. */
  createCompany: command({
    allow: 'access.agencies',
    offline: 'refuse',
    args: CompanyFields.extend({ companyId: Id }),
    result: Nothing,
  }),
  renameCompany: command({
    allow: 'access.agencies',
    offline: 'refuse',
    args: z.object({ companyId: Id, name: z.string().trim().min(1).max(200) }),
    result: Nothing,
  }),

  /** Users of the companies this user may see, blocked ones too. Live. */
  users: query({
    allow: 'access.agencies',
    reads: UserTables,
    args: z.object({ companyId: Id.optional() }),
    result: z.array(UserRow),
  }),
  /** Names for pickers and lists: everybody whom this user may see, blocked ones too. Live. */
  userNames: query({ allow: 'anyone', reads: ['app_user'], args: Nothing, result: z.array(UserName) }),
  user: query({
    allow: 'access.agencies',
    reads: [...UserTables, 'user_limit', 'role_limit'],
    args: z.object({ userId: Id }),
    result: UserCard,
  }),
  /** Makes a user who can sign in at once. The password becomes a verifier here; it is neither sent nor stored. */
  createUser: action({
    allow: 'access.agencies',
    args: UserFields.extend({ userId: Id, login: Login, password: Password, roles: z.array(RoleName).max(10) }),
    result: Nothing,
  }),
  /** Gives a user a new password. Sessions under the old one are ended. */
  resetPassword: action({
    allow: 'access.agencies',
    args: z.object({ userId: Id, password: Password }),
    result: Nothing,
  }),
  /** What `createUser` sends to the centre: a SCRAM verifier in place of the password. Refuses a login that is taken. */
  addUser: command({
    allow: 'access.agencies',
    offline: 'refuse',
    isSecret: true,
    args: UserFields.extend({
      userId: Id,
      login: Login,
      verifier: z.string().max(300),
      roles: z.array(RoleName).max(10),
    }),
    result: Nothing,
  }),
  setVerifier: command({
    allow: 'access.agencies',
    offline: 'refuse',
    isSecret: true,
    args: z.object({ userId: Id, verifier: z.string().max(300) }),
    result: Nothing,
  }),
  renameUser: command({
    allow: 'access.agencies',
    offline: 'refuse',
    args: z.object({ userId: Id, name: z.string().trim().min(1).max(200) }),
    result: Nothing,
  }),
  /** Moves a user to another company; their cache is built anew. Nobody moves themselves. */
  moveUser: command({
    allow: 'access.manage',
    offline: 'refuse',
    args: z.object({ userId: Id, companyId: Id }),
    result: Nothing,
  }),
  /** The whole set of a user's roles; their cache is built anew. Nobody changes their own, and one administrator always remains. */
  setRoles: command({
    allow: 'access.agencies',
    offline: 'refuse',
    args: z.object({ userId: Id, roles: z.array(RoleName).max(10) }),
    result: Nothing,
  }),
  /** Ends the user's sessions, forbids signing in and has their caches wiped. Nobody blocks themselves or the last administrator. */
  blockUser: command({
    allow: 'access.agencies',
    offline: 'refuse',
    args: z.object({ userId: Id, reason: Reason }),
    result: Nothing,
  }),
  unblockUser: command({
    allow: 'access.agencies',
    offline: 'refuse',
    args: z.object({ userId: Id, reason: Reason }),
    result: Nothing,
  }),
  /** Has every cache of this user thrown away and copied anew at the next contact. */
  resyncUser: command({ allow: 'access.manage', offline: 'refuse', args: z.object({ userId: Id }), result: Nothing }),

  roleLimits: query({ allow: 'access.agencies', reads: ['role_limit'], args: Nothing, result: z.array(RoleLimits) }),
  /** The whole set of a role's limits; a kind left out allows nothing. */
  setRoleLimits: command({
    allow: 'access.manage',
    offline: 'refuse',
    args: z.object({ role: RoleName, limits: z.array(Limit).max(10) }),
    result: Nothing,
  }),
  /** Limits of one user, in place of what the roles give; a kind left out falls back to the roles. Nobody sets their own. */
  setUserLimits: command({
    allow: 'access.manage',
    offline: 'refuse',
    args: z.object({ userId: Id, limits: z.array(Limit).max(10) }),
    result: Nothing,
  }),
  /** What the caller may do without asking, own limits and roles together. Live. */
  myLimits: query({
    allow: 'anyone',
    reads: ['user_limit', 'role_limit', 'user_role'],
    args: Nothing,
    result: z.array(Limit),
  }),

  /** People and legal entities by part of a name, phone or e-mail; the newest when the text is empty. Live. */
  people: query({
    allow: 'people.read',
    reads: PersonTables,
    args: z.object({
      text: z.string().max(200).default(''),
      kind: PersonKind.optional(),
      limit: z.int().min(1).max(1000).default(200),
    }),
    result: z.array(PersonRow),
  }),
  person: query({ allow: 'people.read', reads: PersonTables, args: z.object({ personId: Id }), result: PersonCard }),
  /** Everybody with this very phone, among those the caller may see. */
  findByPhone: query({
    allow: 'people.read',
    reads: PersonTables,
    args: z.object({ phone: Phone }),
    result: z.array(PersonRow),
  }),
  createPerson: command({
    allow: 'people.write',
    offline: 'queue',
    args: PersonFields.extend({ personId: Id }),
    result: Nothing,
  }),
  /** Replaces the card whole, its phones too. */
  updatePerson: command({
    allow: 'people.write',
    offline: 'queue',
    args: PersonFields.extend({ personId: Id }),
    result: Nothing,
  }),
  /** Pairs of cards that share a phone, a passport or another number; the numbers are not told. At the centre: secrets are compared there. */
  duplicates: query({
    allow: 'people.merge',
    reads: [],
    central: true,
    args: z.object({ limit: z.int().min(1).max(500).default(200) }),
    result: z.array(DuplicatePair),
  }),
  /**
   * Joins two cards of one company and kind. References, phones and missing secrets go to the kept card; the other one stays as a
   * signpost. Refuses with `access.merge-two-people` where birth, SNILS or INN differ, with `access.merge-together` where both take part in one deal.
   */
  mergePeople: command({
    allow: 'people.merge',
    offline: 'refuse',
    args: z.object({ mergeId: Id, keptId: Id, goneId: Id, reason: Reason }),
    result: Nothing,
  }),
  /** Parts what was joined last: what has moved and has not been changed since moves back. */
  undoMerge: command({
    allow: 'people.merge',
    offline: 'refuse',
    args: z.object({ mergeId: Id, reason: Reason }),
    result: Nothing,
  }),
  /** Cards that were joined, newest first. Live. */
  merges: query({
    allow: 'people.merge',
    reads: ['person_merge', 'person', 'app_user'],
    args: z.object({ limit: z.int().min(1).max(1000).default(300) }),
    result: z.array(Merge),
  }),
  /** Passport and the like. The reading is journalled first; while the link is down the line waits in the outbox. */
  personSecret: action({
    allow: 'people.secret.read',
    args: z.object({ personId: Id, purpose: z.string().trim().min(1).max(200) }),
    result: PersonSecret.nullable(),
  }),
  /** Online only: what lies in an outbox is not sealed. */
  setPersonSecret: command({
    allow: 'people.secret.write',
    offline: 'refuse',
    isSecret: true,
    args: PersonSecret.extend({ personId: Id }),
    result: Nothing,
  }),

  /** Notes that the caller read something secret: a passport, payouts, an export of prices. */
  recordRead: command({
    allow: 'anyone',
    offline: 'queue',
    args: z.object({
      readId: Id,
      what: z.string().min(1).max(60),
      rowId: Id.nullable(),
      purpose: z.string().trim().min(1).max(200),
    }),
    result: Nothing,
  }),
  /**
   * Notes that the caller lets so many rows out of the program as a file; before the file is written, so it needs the centre. Refuses
   * with `access.export-limit` what is more than the caller's limit of rows in twenty-four hours.
   */
  recordExport: command({
    allow: 'anyone',
    offline: 'refuse',
    args: z.object({ exportId: Id, what: z.string().trim().min(1).max(200), rows: z.int().min(0).max(2_000_000_000) }),
    result: Nothing,
  }),
  /** Who read what is secret and who exported what, newest first. Live. */
  journal: query({
    allow: 'audit.read',
    reads: ['sensitive_read', 'export_log', 'app_user', 'person'],
    args: z.object({ userId: Id.optional(), rowId: Id.optional(), limit: z.int().min(1).max(1000).default(300) }),
    result: z.array(SensitiveRead),
  }),
  /** Every write of every table, newest first, a page at a time. At the centre: the audit is not replicated. */
  auditEntries: query({
    allow: 'audit.read',
    reads: [],
    central: true,
    args: AuditFilter,
    result: z.array(AuditEntry),
  }),
  /** What people tried and the centre refused, newest first, a page at a time. At the centre, like the audit. */
  refusals: query({
    allow: 'audit.read',
    reads: [],
    central: true,
    args: RefusalFilter,
    result: z.array(RefusedCommand),
  }),
  /** What the audit can be filtered by: names of tables. */
  auditTables: query({ allow: 'audit.read', reads: [], central: true, args: Nothing, result: z.array(z.string()) }),
} satisfies Contract
