/** Calls of the notification centre. Everybody has their own notices and no others. */
import { z } from 'zod'
import { Id } from '../../kernel/id.ts'
import { command, query, type Contract } from '../../rpc/contract.ts'
import { NOTICE_SHOWS, NoticeRow } from './model.ts'

const Done = z.object({ count: z.int() })
const Ids = z.array(Id).min(1).max(500)

export const notices = {
  /** For the bell. Live. */
  counts: query({
    allow: 'anyone',
    reads: ['notice'],
    args: z.object({}),
    result: z.object({ unread: z.int(), tasks: z.int() }),
  }),
  /** Newest first; `tasks` are those still to be done. Rows, live. */
  list: query({
    allow: 'anyone',
    reads: ['notice'],
    args: z.object({ show: z.enum(NOTICE_SHOWS).default('all'), limit: z.int().min(1).max(500).default(100) }),
    result: z.array(NoticeRow),
  }),
  markRead: command({ allow: 'anyone', offline: 'queue', args: z.object({ ids: Ids }), result: Done }),
  /** All that had come when the user asked; what comes meanwhile stays unread. */
  markAllRead: command({ allow: 'anyone', offline: 'queue', args: z.object({}), result: Done }),
  /** Ticks a task off, or takes the tick back. What is done is read. */
  setDone: command({
    allow: 'anyone',
    offline: 'queue',
    args: z.object({ id: Id, isDone: z.boolean() }),
    result: Done,
  }),
} satisfies Contract
