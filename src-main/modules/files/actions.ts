/** Between files of the profile, which the user has brought in or will take away, and the store at the centre. */
import { createHash } from 'node:crypto'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { newId } from '#shared/kernel/id.ts'
import { AppError } from '#shared/rpc/errors.ts'
import type { files } from '#shared/modules/files/contract.ts'
import {
  LARGEST_DOCUMENT,
  LARGEST_PICTURE,
  mimeOfContent,
  PICTURE_MIMES,
  PREVIEW_MIMES,
  type FileUse,
} from '#shared/modules/files/model.ts'
import type { ActionBody, ActionContext } from '#main/engine/define.ts'

type Files = typeof files

export const put: ActionBody<Files['put']> = async ({ file, use }, context) => {
  const path = context.pathOf(file)
  const { size } = await stat(path)
  const largest = use === 'picture' ? LARGEST_PICTURE : LARGEST_DOCUMENT
  if (size === 0) throw new AppError('invalid', 'The file is empty', { reason: 'files.empty', name: file.name })
  if (size > largest) {
    const facts = { name: file.name, megabytes: largest / 1024 / 1024 }
    throw new AppError('invalid', 'The file is too large', { reason: 'files.too-large', ...facts })
  }
  const bytes = await readFile(path)
  const mime = judgeContent(bytes, use, file)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  await context.call('files.store', { fileId: newId(), sha256, mime, content: bytes.toString('base64') })
  return { sha256, name: file.name, mime, size }
}

export const picture: ActionBody<Files['picture']> = async ({ sha256 }, context) => {
  const known = context.kept.read(sha256)
  const knownMime = known && mimeOfContent(known)
  if (known && knownMime && (await isPlan(context, sha256)))
    return { mime: knownMime, content: known.toString('base64') }
  const { mime, content } = await fetchFile(context, sha256)
  if (!PICTURE_MIMES.includes(mime))
    throw new AppError('invalid', 'The file is no picture', { reason: 'files.not-a-picture', name: sha256.slice(0, 8) })
  context.kept.keep(sha256, Buffer.from(content, 'base64'))
  return { mime, content }
}

/** Who sees a row that refers to a picture sees the picture: the cache has the rows that this user may see. */
async function isPlan({ cache }: ActionContext, sha256: string): Promise<boolean> {
  const of = (table: 'unit' | 'floor') =>
    cache.selectFrom(table).select('id').where('plan_picture', '=', sha256).limit(1).executeTakeFirst()
  return (await of('unit')) !== undefined || (await of('floor')) !== undefined
}

export const preview: ActionBody<Files['preview']> = async ({ sha256 }, context) => {
  const { content } = await fetchFile(context, sha256)
  // By the content, whatever it was called: nothing else is ever shown as a page.
  const mime = mimeOfContent(Buffer.from(content.slice(0, 64), 'base64'))
  if (mime === undefined || !PREVIEW_MIMES.includes(mime))
    throw new AppError('invalid', 'The file is not one to show', { reason: 'files.no-preview' })
  return { mime, content }
}

export const get: ActionBody<Files['get']> = async ({ sha256, name }, context) => {
  const { content } = await fetchFile(context, sha256)
  const { path, ref } = context.newFile(name)
  await writeFile(path, Buffer.from(content, 'base64'), { mode: 0o600 })
  return ref
}

async function fetchFile({ atCentre }: ActionContext, sha256: string): Promise<{ mime: string; content: string }> {
  const row = await atCentre((db) =>
    db.selectFrom('file').select(['mime', 'content']).where('sha256', '=', sha256).executeTakeFirst(),
  )
  if (!row) throw new AppError('not-found', 'No such file, or none of yours', { reason: 'files.no-file' })
  return row
}

function judgeContent(bytes: Buffer, use: FileUse, { name, mime }: { name: string; mime: string }): string {
  const told = mimeOfContent(bytes)
  if (use === 'picture') {
    if (told !== undefined && PICTURE_MIMES.includes(told)) return told
    throw new AppError('invalid', 'The file is no picture', { reason: 'files.not-a-picture', name })
  }
  if (told === 'application/x-executable')
    throw new AppError('invalid', 'Programs are not kept', { reason: 'files.program', name })
  return told ?? mime
}
