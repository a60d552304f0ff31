/** Zip archives whose entries all carry one fixed time, so that equal contents are equal bytes. */
import { must } from '#shared/rpc/errors.ts'

const END_OF_DIRECTORY = 0x06054b50
const DIRECTORY_ENTRY = 0x02014b50
/** 1980-01-01 00:00, the zero of zip archives. */
const ZERO_TIME = 0x00210000

/** Overwrites, in place, the times that the packer took from the clock. */
export function fixZipTimes<T extends Uint8Array>(archive: T): T {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength)
  const end = must(findEnd(view), 'end of the zip directory')
  const count = view.getUint16(end + 10, true)
  let entry = view.getUint32(end + 16, true)
  for (let index = 0; index < count; index++) {
    if (view.getUint32(entry, true) !== DIRECTORY_ENTRY) throw new Error('Broken invariant: a damaged zip directory')
    view.setUint32(entry + 12, ZERO_TIME, true)
    view.setUint32(view.getUint32(entry + 42, true) + 10, ZERO_TIME, true)
    entry += 46 + view.getUint16(entry + 28, true) + view.getUint16(entry + 30, true) + view.getUint16(entry + 32, true)
  }
  return archive
}

function findEnd(view: DataView): number | undefined {
  for (let at = view.byteLength - 22; at >= 0; at--) if (view.getUint32(at, true) === END_OF_DIRECTORY) return at
  return undefined
}
