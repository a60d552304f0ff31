/** The files that are open on this workstation, each in its reading thread, each its user's own. */
import path from 'node:path'
import type { Id } from '#shared/kernel/id.ts'
import { newId } from '#shared/kernel/id.ts'
import type { ImportKind } from '#shared/modules/imports/kind.ts'
import { findKind } from '#shared/modules/imports/kinds/index.ts'
import type { Choice, FileLook } from '#shared/modules/imports/model.ts'
import type { FileRef } from '#shared/rpc/host.ts'
import { AppError } from '#shared/rpc/errors.ts'
import type { ActionContext } from '#main/engine/define.ts'
import { fileHash } from '#main/engine/documents/xlsx/open.ts'
import { startReader, type Reader } from './reader.ts'

export interface Draft {
  userId: Id
  kind: ImportKind
  file: FileRef
  hash: string
  reader: Reader
  look: FileLook
  choice: Choice | null
  /** Ends the draft when nobody has asked for it for so long. */
  timer: NodeJS.Timeout
}

const drafts = new Map<Id, Draft>()
const MOST_DRAFTS = 4
const IDLE_MS = 30 * 60_000

export function kindOf(name: string, { actor }: Pick<ActionContext, 'actor'>): ImportKind {
  const kind = findKind(name)
  if (!kind)
    throw new AppError('invalid', `There is no such import: ${name}`, { reason: 'imports.unknown-kind', kind: name })
  if (!actor.rights.includes(kind.allow)) {
    throw new AppError('forbidden', 'Not allowed', { reason: 'imports.kind-forbidden', right: kind.allow })
  }
  return kind
}

/** Opens a file; a draft of the same id is replaced. */
export async function openDraft(
  draftId: Id,
  file: FileRef,
  kindName: string,
  context: ActionContext,
  sheet?: string,
): Promise<Draft> {
  const kind = kindOf(kindName, context)
  await closeDraft(draftId, context)
  const own = Array.from(drafts).filter(([, draft]) => draft.userId === context.actor.userId)
  if (own.length >= MOST_DRAFTS && own[0]) await closeDraft(own[0][0], context)
  const source = context.pathOf(file)
  const reader = readerOf(source, context)
  try {
    const [hash, look] = await Promise.all([
      fileHash(source),
      reader.open(
        kind.name,
        { sheet },
        { signal: context.signal, onProgress: (done, total) => context.progress({ done, total, stage: 'reading' }) },
      ),
    ])
    const draft: Draft = {
      userId: context.actor.userId,
      kind,
      file,
      hash,
      reader,
      look,
      choice: null,
      timer: setTimeout(() => undefined, 0),
    }
    drafts.set(draftId, draft)
    keepAlive(draftId, draft)
    return draft
  } catch (error) {
    await reader.close()
    throw error
  }
}

const readerOf = (source: string, context: ActionContext): Reader =>
  startReader(source, path.join(path.dirname(context.newFile('rows').path), newId()))

/** A cancelled check ends the thread; the file is opened again where it was, so that it can be checked once more. */
export async function draftToRead(draftId: Id, context: ActionContext): Promise<Draft> {
  const draft = draftOf(draftId, context)
  if (!draft.reader.isEnded()) return draft
  const { sheet, headerFrom, headerTo } = draft.look
  draft.reader = readerOf(context.pathOf(draft.file), context)
  draft.look = await draft.reader.open(
    draft.kind.name,
    { sheet, header: headerFrom === null ? undefined : { from: headerFrom, to: headerTo ?? headerFrom } },
    { signal: context.signal },
  )
  return draft
}

/** The draft of this user, or `imports.no-draft`: it was closed, or the program was started again. */
export function draftOf(draftId: Id, { actor }: Pick<ActionContext, 'actor'>): Draft {
  const draft = drafts.get(draftId)
  if (!draft || draft.userId !== actor.userId)
    throw new AppError('not-found', 'The file is not open any more', { reason: 'imports.no-draft' })
  keepAlive(draftId, draft)
  return draft
}

export async function closeDraft(draftId: Id, { actor }: Pick<ActionContext, 'actor'>): Promise<void> {
  const draft = drafts.get(draftId)
  if (!draft || draft.userId !== actor.userId) return
  drafts.delete(draftId)
  clearTimeout(draft.timer)
  await draft.reader.close()
}

function keepAlive(draftId: Id, draft: Draft): void {
  clearTimeout(draft.timer)
  draft.timer = setTimeout(
    () => void closeDraft(draftId, { actor: { userId: draft.userId } as ActionContext['actor'] }),
    IDLE_MS,
  )
  draft.timer.unref()
}
