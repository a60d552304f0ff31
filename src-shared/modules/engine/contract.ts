/** Calls about the engine itself. The session answers them; they touch no business table. */
import { z } from 'zod'
import { Id } from '../../kernel/id.ts'
import { action, query, type Contract } from '../../rpc/contract.ts'
import { Actor, EngineStatus, InboxItem, ProfileState } from './model.ts'

const Nothing = z.object({})
const Password = z.string().min(8).max(200)

export const engine = {
  /** What the first screen needs before anyone has signed in. Live. */
  profile: query({ allow: 'public', reads: ['engine.profile'], args: Nothing, result: ProfileState }),
  /** The status bar. Live. */
  status: query({ allow: 'public', reads: ['engine.status'], args: Nothing, result: EngineStatus }),
  /** Fills a new profile with demonstration data (embedded centre). Long: reports progress. */
  startDemo: action({
    allow: 'public',
    args: z.object({ scale: z.enum(['small', 'complex', 'developer', 'developer-x10']) }),
    result: Nothing,
  }),
  /** An empty embedded database with its first administrator. */
  startEmpty: action({
    allow: 'public',
    args: z.object({
      company: z.string().min(1).max(200),
      name: z.string().min(1).max(200),
      login: z.string(),
      password: Password,
    }),
    result: Nothing,
  }),
  /** Points an empty profile at a server (postgresql://host[,host2]/database?sslmode=…, without user and password). */
  useServer: action({ allow: 'public', args: z.object({ url: z.string().max(2000) }), result: Nothing }),
  /** The same database has another address now; whatever is kept here stays, what waits is sent there. Nobody may be signed in. */
  changeAddress: action({ allow: 'public', args: z.object({ url: z.string().max(2000) }), result: Nothing }),
  /**
   * Back to the first screen. A server's outboxes and caches are set aside and come back with its address; a demonstration is deleted; a
   * database of one's own is not left (`engine.own-database`). Nobody may be signed in.
   */
  leaveCentre: action({ allow: 'public', args: Nothing, result: Nothing }),
  /** Commands of anybody on this workstation that have not reached the centre. */
  waiting: query({ allow: 'public', reads: ['engine.outbox'], args: Nothing, result: z.object({ commands: z.int() }) }),
  /** Reports the first copy; cancelled in the middle of it nobody is signed in and nothing is left. */
  signIn: action({
    allow: 'public',
    args: z.object({ login: z.string().max(63), password: z.string().max(200) }),
    result: Actor,
  }),
  /** Takes the screen over with a PIN on a workstation where that person has signed in with a password before. */
  signInWithPin: action({
    allow: 'public',
    args: z.object({ login: z.string().max(63), pin: z.string().regex(/^\d{4,8}$/) }),
    result: Actor,
  }),
  setPin: action({
    allow: 'anyone',
    args: z.object({
      pin: z
        .string()
        .regex(/^\d{4,8}$/)
        .nullable(),
    }),
    result: Nothing,
  }),
  changePassword: action({
    allow: 'anyone',
    args: z.object({ oldPassword: z.string().max(200), newPassword: Password }),
    result: Nothing,
  }),
  signOut: action({ allow: 'public', args: Nothing, result: Nothing }),
  syncNow: action({ allow: 'anyone', args: Nothing, result: EngineStatus }),
  /** Works without the centre on purpose, or stops doing so. */
  holdOffline: action({ allow: 'anyone', args: z.object({ offline: z.boolean() }), result: EngineStatus }),
  /** Throws the cache away and copies it anew; the outbox stays. */
  resetCache: action({ allow: 'anyone', args: Nothing, result: EngineStatus }),
  /** Pending and refused commands of this user. Live. */
  inbox: query({ allow: 'anyone', reads: ['engine.outbox'], args: Nothing, result: z.array(InboxItem) }),
  /** Sends a refused command again, as a new command with the same arguments. */
  retryRefused: action({ allow: 'anyone', args: z.object({ id: Id }), result: z.object({ id: Id }) }),
  dismissRefused: action({ allow: 'anyone', args: z.object({ id: Id }), result: Nothing }),
} satisfies Contract
