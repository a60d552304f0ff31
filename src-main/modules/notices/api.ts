/** What other modules may call inside their own transaction. */
import { sql } from 'kysely'
import type { Id } from '#shared/kernel/id.ts'
import type { Role } from '#shared/modules/access/rights.ts'
import type { NoticeFacts, NoticeKind } from '#shared/modules/notices/model.ts'
import type { CommandContext, Tx } from '#main/engine/define.ts'

export interface NewNotice {
  /** People, or everybody with a role: in a company, or without one in the developer's own. */
  to: readonly Id[] | { role: Role; companyId?: Id }
  kind: NoticeKind
  facts: NoticeFacts
  /** Path and parameters of the screen that it leads to: `/inventory/board?unit=…`. */
  link?: string
  /** It stays with the recipient until they tick it off. */
  isTask?: boolean
  /** Nobody gets two of one key: a body that runs again, or a reminder that was given already, adds nothing. */
  key?: string
}

/**
 * Tells people something. Nothing happens on the cache: the centre will tell them when the command gets there. People of the
 * house reach everybody, others their own company and the house; somebody out of reach or blocked is passed over in silence.
 */
export async function notify(tx: Tx, context: CommandContext, notice: NewNotice): Promise<void> {
  if (context.place === 'cache') return
  const { to, kind, facts, link = null, isTask = false, key = null } = notice
  const rest = sql`${kind}, ${JSON.stringify(facts)}::jsonb, ${link}, ${isTask}, ${key}`
  if ('role' in to) await sql`select app.notify_role(${to.role}, ${to.companyId ?? null}::uuid, ${rest})`.execute(tx)
  else if (to.length > 0) await sql`select app.notify(${[...to]}::uuid[], ${rest})`.execute(tx)
}
