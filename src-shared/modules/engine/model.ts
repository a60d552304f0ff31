/** Shapes that the frame shows about the engine itself: who is signed in, how fresh the data is, what waits and what was refused. */
import { z } from 'zod'
import { Id } from '../../kernel/id.ts'
import { Instant } from '../../kernel/instant.ts'
import { ERROR_CODES } from '../../rpc/errors.ts'

export const Actor = z.object({
  userId: Id,
  login: z.string(),
  name: z.string(),
  companyId: Id,
  companyKind: z.string(),
  roles: z.array(z.string()),
  rights: z.array(z.string()),
})
export type Actor = z.infer<typeof Actor>

/** `empty`: no centre chosen yet; `starting`: opening or filling; `ready`: can sign in. */
export const ProfileState = z.object({
  state: z.enum(['empty', 'starting', 'ready', 'failed']),
  centre: z.enum(['embedded', 'server']).nullable(),
  /** Host and database for a server, never the password. */
  address: z.string().nullable(),
  /** The whole address as it was given, for changing it. */
  url: z.string().nullable(),
  isDemo: z.boolean(),
  logins: z.array(z.object({ login: z.string(), name: z.string(), roles: z.array(z.string()), hasPin: z.boolean() })),
  /** The password all demonstration users share, shown on the sign-in screen of a demonstration profile only. */
  demoPassword: z.string().nullable(),
  failure: z.string().nullable(),
  version: z.string(),
})
export type ProfileState = z.infer<typeof ProfileState>

export const LinkState = z.enum(['connecting', 'online', 'offline', 'outdated', 'blocked'])
export type LinkState = z.infer<typeof LinkState>

export const EngineStatus = z.object({
  actor: Actor.nullable(),
  link: LinkState,
  /** True while the user has chosen to work offline. */
  isHeldOffline: z.boolean(),
  /** When the cache was last known to equal the centre. */
  syncedAt: Instant.nullable(),
  pending: z.int(),
  refused: z.int(),
  /** First sync or rebuild under way: rows done of rows in all. */
  sync: z.object({ done: z.int(), total: z.int(), stage: z.string() }).nullable(),
  /** Workstation clock minus the centre's, in milliseconds; null while unknown. */
  skewMs: z.int().nullable(),
  /** Why the link is down, for the tooltip. */
  trouble: z.string().nullable(),
})
export type EngineStatus = z.infer<typeof EngineStatus>

/** A command waiting to reach the centre, or refused by it and waiting for its author. */
export const InboxItem = z.object({
  id: Id,
  name: z.string(),
  args: z.unknown(),
  issued_at: Instant,
  state: z.enum(['pending', 'refused']),
  error: z
    .object({ code: z.enum(ERROR_CODES), message: z.string(), details: z.record(z.string(), z.unknown()) })
    .nullable(),
  refused_at: Instant.nullable(),
})
export type InboxItem = z.infer<typeof InboxItem>
