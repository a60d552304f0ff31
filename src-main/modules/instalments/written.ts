import { writeFile } from 'node:fs/promises'
import type { ActionContext } from '#main/engine/define.ts'

/** A document as a file that the page offers to save or print, named by its title. */
export async function written(
  context: ActionContext,
  title: string,
  format: 'docx' | 'pdf',
  bytes: Uint8Array,
): Promise<{ file: ReturnType<ActionContext['newFile']>['ref'] }> {
  const { path, ref } = context.newFile(`${title.replace(/[\\/]/g, '-').slice(0, 100)}.${format}`)
  await writeFile(path, bytes, { mode: 0o600 })
  return { file: ref }
}
