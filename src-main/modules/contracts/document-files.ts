/** A document on its way into a file: refused while something is missing, written with its hash. */
import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { AppError } from '#shared/rpc/errors.ts'
import type { ActionContext } from '#main/engine/define.ts'
import type { Sheet } from './drafts.ts'

type Checked = Pick<Sheet, 'isComplete' | 'assembly' | 'wrong'>

/** Paths of what is missing or out of shape. */
export function lackingPaths({ assembly, wrong }: Checked): string[] {
  return [
    ...wrong.map(({ path }) => path),
    ...assembly.undecided.map(({ fact }) => fact),
    ...assembly.missing.map(({ path }) => path),
  ].filter((path) => path !== '')
}

/** Refuses with `contracts.incomplete` and the paths of what is missing or out of shape. */
export function refuseIncomplete(sheet: Checked): void {
  if (sheet.isComplete) return
  const paths = lackingPaths(sheet)
  throw new AppError('invalid', `The document is not complete: ${paths.slice(0, 20).join(', ')}`, {
    reason: 'contracts.incomplete',
    count: paths.length,
    paths: paths.slice(0, 100).join(', '),
  })
}

export async function written(context: ActionContext, name: string, bytes: Uint8Array) {
  const { path, ref } = context.newFile(name.replace(/[\\/]/g, '-'))
  await writeFile(path, bytes, { mode: 0o600 })
  return { ref, sha256: createHash('sha256').update(bytes).digest('hex') }
}
