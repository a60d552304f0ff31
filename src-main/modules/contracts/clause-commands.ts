/** The life of versions: drafted, saved, judged by somebody else, retired; and what people say about them. The centre's triggers judge the same. */
import type { Id } from '#shared/kernel/id.ts'
import type { libraryCalls as calls, VersionKind } from '#shared/modules/contracts/library-contract.ts'
import { AppError } from '#shared/rpc/errors.ts'
import type { CommandBody, Tx } from '#main/engine/define.ts'
import { libraryStamp } from './published.ts'

type Calls = typeof calls

const TABLE = { clause: 'clause_version', template: 'template_version' } as const

/** What a row begins with, besides its words; the centre fills in the author, the version and the revision itself. */
const born = (id: Id, title: string, note: string, at: string, userId: Id) => ({
  id,
  title,
  note,
  version: 1,
  state: 'draft' as const,
  valid_from: null,
  valid_to: null,
  shipped: null,
  author_id: userId,
  writers_json: JSON.stringify([userId]),
  created_at: at,
  changed_at: at,
  submitted_by_id: null,
  submitted_at: null,
  decided_by_id: null,
  decided_at: null,
  decision_note: null,
  retired_by_id: null,
  retired_at: null,
  revision: 1,
})

export const draftClause: CommandBody<Calls['draftClause']> = async (
  tx,
  { id, key, title, content, note },
  { actor, issuedAt },
) => {
  const open = await tx
    .selectFrom('clause_version')
    .select(['id', 'state'])
    .where('clause', '=', key)
    .where('state', 'in', ['draft', 'review'])
    .where('shipped', 'is', null)
    .executeTakeFirst()
  refuseOpen(open)
  await tx
    .insertInto('clause_version')
    .values({ ...born(id, title, note, issuedAt, actor.userId), clause: key, content_json: JSON.stringify(content) })
    .execute()
  return tx.selectFrom('clause_version').select('version').where('id', '=', id).executeTakeFirstOrThrow()
}

export const draftTemplate: CommandBody<Calls['draftTemplate']> = async (
  tx,
  { id, key, title, kind, body, note },
  { actor, issuedAt },
) => {
  const open = await tx
    .selectFrom('template_version')
    .select(['id', 'state'])
    .where('template', '=', key)
    .where('state', 'in', ['draft', 'review'])
    .where('shipped', 'is', null)
    .executeTakeFirst()
  refuseOpen(open)
  await tx
    .insertInto('template_version')
    .values({ ...born(id, title, note, issuedAt, actor.userId), template: key, kind, body_json: JSON.stringify(body) })
    .execute()
  return tx.selectFrom('template_version').select('version').where('id', '=', id).executeTakeFirstOrThrow()
}

function refuseOpen(open: { id: Id; state: string } | undefined): void {
  if (open)
    throw new AppError('conflict', 'Somebody writes a version already', {
      reason: 'contracts.draft-open',
      versionId: open.id,
    })
}

export const saveClause: CommandBody<Calls['saveClause']> = async (tx, { id, revision, content, ...words }, context) =>
  save(tx, 'clause', id, revision, () =>
    tx
      .updateTable('clause_version')
      .set({
        ...savedWords(words),
        content_json: JSON.stringify(content),
        changed_at: context.issuedAt,
        revision: revision + 1,
      })
      .where('id', '=', id)
      .where('revision', '=', revision)
      .where('state', '=', 'draft')
      .executeTakeFirst(),
  )

export const saveTemplate: CommandBody<Calls['saveTemplate']> = async (
  tx,
  { id, revision, kind, body, ...words },
  context,
) =>
  save(tx, 'template', id, revision, () =>
    tx
      .updateTable('template_version')
      .set({
        ...savedWords(words),
        kind,
        body_json: JSON.stringify(body),
        changed_at: context.issuedAt,
        revision: revision + 1,
      })
      .where('id', '=', id)
      .where('revision', '=', revision)
      .where('state', '=', 'draft')
      .executeTakeFirst(),
  )

function savedWords(words: { title: string; note: string; validFrom: string | null; validTo: string | null }) {
  if (words.validFrom !== null && words.validTo !== null && words.validTo < words.validFrom)
    throw new AppError('invalid', 'It would end before it begins', { reason: 'contracts.dates-crossed' })
  return { title: words.title, note: words.note, valid_from: words.validFrom, valid_to: words.validTo }
}

async function save(
  tx: Tx,
  kind: VersionKind,
  id: Id,
  revision: number,
  update: () => Promise<{ numUpdatedRows: bigint }>,
): Promise<{ revision: number }> {
  const { numUpdatedRows } = await update()
  if (numUpdatedRows > 0n) return { revision: revision + 1 }
  const found = await stateOf(tx, kind, id)
  if (found.state !== 'draft')
    throw new AppError('conflict', 'It is no draft any more', { reason: 'contracts.version-sealed' })
  throw new AppError('conflict', 'Somebody else has saved another text', {
    reason: 'contracts.draft-moved',
    revision: found.revision,
  })
}

async function stateOf(tx: Tx, kind: VersionKind, id: Id) {
  const found = await tx.selectFrom(TABLE[kind]).select(['state', 'revision']).where('id', '=', id).executeTakeFirst()
  if (!found) throw new AppError('not-found', 'There is no such version', { reason: 'contracts.no-version' })
  return found
}

/** One step of the machine; a row that is not where the step begins any more is a refusal. */
async function step(
  tx: Tx,
  { kind, id }: { kind: VersionKind; id: Id },
  from: 'draft' | 'review' | 'approved',
  fields: Record<string, string | null>,
  revision?: number,
): Promise<{ revision: number }> {
  let update = tx.updateTable(TABLE[kind]).set(fields).where('id', '=', id).where('state', '=', from)
  if (revision !== undefined) update = update.where('revision', '=', revision)
  const { numUpdatedRows } = await update.executeTakeFirst()
  const found = await stateOf(tx, kind, id)
  if (numUpdatedRows === 0n)
    throw found.state === from
      ? new AppError('conflict', 'Somebody else has saved another text', { reason: 'contracts.draft-moved' })
      : new AppError('conflict', `It is ${found.state} by now`, {
          reason: found.state === 'approved' ? 'contracts.version-sealed' : 'contracts.version-step',
        })
  return { revision: found.revision }
}

export const submitVersion: CommandBody<Calls['submitVersion']> = (tx, { revision, ...one }, { issuedAt }) =>
  step(tx, one, 'draft', { state: 'review', changed_at: issuedAt, submitted_at: issuedAt }, revision)

export const rejectVersion: CommandBody<Calls['rejectVersion']> = (tx, { note, ...one }, { issuedAt }) =>
  step(tx, one, 'review', { state: 'draft', changed_at: issuedAt, decided_at: issuedAt, decision_note: note })

export const approveVersion: CommandBody<Calls['approveVersion']> = async (
  tx,
  { stamp, validFrom, validTo, note, ...one },
  { issuedAt },
) => {
  savedWords({ title: '', note, validFrom, validTo })
  if ((await libraryStamp(tx)) !== stamp)
    throw new AppError('conflict', 'The library is another one by now', { reason: 'contracts.library-moved' })
  return step(tx, one, 'review', {
    state: 'approved',
    changed_at: issuedAt,
    decided_at: issuedAt,
    decision_note: note === '' ? null : note,
    valid_from: validFrom,
    valid_to: validTo,
  })
}

export const retireVersion: CommandBody<Calls['retireVersion']> = (tx, one, { issuedAt }) =>
  step(tx, one, 'approved', { state: 'retired', changed_at: issuedAt, retired_at: issuedAt })

export const discardDraft: CommandBody<Calls['discardDraft']> = async (tx, { kind, id }) => {
  const { numDeletedRows } = await tx
    .deleteFrom(TABLE[kind])
    .where('id', '=', id)
    .where('state', '=', 'draft')
    .executeTakeFirst()
  if (numDeletedRows === 0n) {
    await stateOf(tx, kind, id)
    throw new AppError('conflict', 'Only a draft is thrown away', { reason: 'contracts.version-sealed' })
  }
  return {}
}

export const addComment: CommandBody<Calls['addComment']> = async (
  tx,
  { kind, id, commentId, text, quote },
  { actor, issuedAt },
) => {
  await stateOf(tx, kind, id)
  await tx
    .insertInto('clause_comment')
    .values({
      id: commentId,
      clause_version_id: kind === 'clause' ? id : null,
      template_version_id: kind === 'template' ? id : null,
      quote,
      text,
      author_id: actor.userId,
      created_at: issuedAt,
      resolved_by_id: null,
      resolved_at: null,
    })
    .execute()
  return {}
}

export const resolveComment: CommandBody<Calls['resolveComment']> = async (
  tx,
  { id, isResolved },
  { actor, issuedAt },
) => {
  await tx
    .updateTable('clause_comment')
    .set(
      isResolved
        ? { resolved_at: issuedAt, resolved_by_id: actor.userId }
        : { resolved_at: null, resolved_by_id: null },
    )
    .where('id', '=', id)
    .execute()
  return {}
}
