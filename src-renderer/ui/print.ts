/** Printing what is on the screen, or a finished PDF of the profile; the host knows how. */
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { FileRef } from '#shared/rpc/host.ts'
import { AppError } from '#shared/rpc/errors.ts'
import { useHost } from '../data/engine.tsx'
import { notifyError } from '../data/notify.ts'

/** `print()` for the page, `print(ref)` for a file; `save(ref)` lets the user keep a copy. Refusals are told. */
export function useFiles() {
  const host = useHost()
  const { t } = useTranslation()
  const told = useCallback(
    async (work: Promise<unknown>) => {
      try {
        await work
      } catch (error) {
        if (!(error instanceof AppError)) throw error
        notifyError(error, t)
      }
    },
    [t],
  )
  return {
    print: useCallback((ref?: FileRef) => told(host.print(ref)), [host, told]),
    save: useCallback((ref: FileRef) => told(host.saveFile(ref)), [host, told]),
  }
}
