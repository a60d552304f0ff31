/** What other modules may call inside their own transaction. */
import { AppError } from '#shared/rpc/errors.ts'
import { ceilingOf, effectiveLimits } from '#shared/modules/access/limits.ts'
import type { Limit, LimitKind, PersonSecret, Watermark } from '#shared/modules/access/model.ts'
import { isRole } from '#shared/modules/access/rights.ts'
import type { Actor } from '#shared/modules/engine/model.ts'
import type { Id } from '#shared/kernel/id.ts'
import type { ActionContext, Db, Tx } from '#main/engine/define.ts'

/** What this user may do without asking. The same answer at the centre and in the cache. */
export async function limitsOf(db: Db, actor: Pick<Actor, 'userId' | 'roles'>): Promise<Limit[]> {
  const roles = actor.roles.filter(isRole)
  const own = await db
    .selectFrom('user_limit')
    .select(['kind', 'ceiling'])
    .where('user_id', '=', actor.userId)
    .execute()
  const ofRoles =
    roles.length === 0
      ? []
      : await db.selectFrom('role_limit').select(['kind', 'ceiling']).where('role', 'in', roles).execute()
  return effectiveLimits(own, ofRoles)
}

/** Refuses with `access.above-limit` what is more than the user may do alone; the caller asks somebody above. */
export async function requireWithinLimit(tx: Tx, actor: Actor, kind: LimitKind, amount: number): Promise<void> {
  const ceiling = ceilingOf(await limitsOf(tx, actor), kind)
  if (ceiling !== null && amount > ceiling) {
    throw new AppError('forbidden', `Above the limit: ${kind}`, { reason: 'access.above-limit', kind, ceiling, amount })
  }
}

/**
 * Every action that writes rows into a file for somebody to carry away calls this first, and puts `watermarkText` of the answer into
 * the file. Throws `offline` without the centre, and `access.export-limit` for more rows than the user may export in a day.
 */
export async function journalExport(
  context: ActionContext,
  { exportId, what, rows }: { exportId: Id; what: string; rows: number },
): Promise<Watermark> {
  await context.call('access.recordExport', { exportId, what: what.slice(0, 200), rows })
  return { name: context.actor.name, login: context.actor.login, at: context.now, exportId }
}

/** The one way to a person's secrets: a line in the journal first, then the row. Null for whom this user does not see. */
export async function readPersonSecret(
  context: ActionContext,
  { readId, personId, purpose }: { readId: Id; personId: Id; purpose: string },
): Promise<PersonSecret | null> {
  await context.call('access.recordRead', { readId, what: 'person_secret', rowId: personId, purpose })
  const row = await context.cache
    .selectFrom('person_secret')
    .select([
      'birth_on as birthOn',
      'birth_place as birthPlace',
      'passport_number as passportNumber',
      'passport_issued_on as passportIssuedOn',
      'passport_issued_by as passportIssuedBy',
      'passport_code as passportCode',
      'address',
      'inn',
      'snils',
    ])
    .where('id', '=', personId)
    .executeTakeFirst()
  return row ?? null
}

/** The card that stays and every card that was joined with it: closed deals and old postings keep the one that they were made with. */
export async function samePerson(db: Db, personId: Id): Promise<Id[]> {
  const rows = await db
    .selectFrom('person')
    .select('id')
    .where(
      (eb) => eb.fn.coalesce('person.merged_into_id', 'person.id'),
      '=',
      (eb) =>
        eb
          .selectFrom('person as asked')
          .select((of) => of.fn.coalesce('asked.merged_into_id', 'asked.id').as('stays'))
          .where('asked.id', '=', personId),
    )
    .orderBy('id')
    .execute()
  return rows.map(({ id }) => id)
}
