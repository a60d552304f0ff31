/** Pictures of the file store, fetched when somebody looks and kept while the page lives; and the way in for a file. */
import { useCallback, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AppError } from '#shared/rpc/errors.ts'
import type { FileUse, StoredFile } from '#shared/modules/files/model.ts'
import type { Connection } from '#shared/rpc/client.ts'
import type { KvartalApp } from '#shared/modules/index.ts'
import { useEngine } from './engine.tsx'
import { notifyError } from './notify.ts'
import { useActor } from './session.ts'
import { useCommand } from './use-command.ts'

const MOST_KEPT = 100

export const PICTURE_ENDINGS = ['.png', '.jpg', '.jpeg', '.webp'] as const

/** By person and hash: somebody else at this workstation asks for themselves. The oldest goes first. */
const kept = new Map<string, Promise<string>>()

function pictureUrl(connection: Connection<KvartalApp>, userId: string, sha256: string): Promise<string> {
  const key = `${userId} ${sha256}`
  const known = kept.get(key)
  if (known) return known
  const url = connection.api.files
    .picture({ sha256 })
    .then(({ mime, content }) => URL.createObjectURL(new Blob([bytesOf(content)], { type: mime })))
  kept.set(key, url)
  // What could not be had is asked for again: the link may be back.
  url.catch(() => kept.delete(key))
  for (const [oldest, old] of kept) {
    if (kept.size <= MOST_KEPT) break
    kept.delete(oldest)
    void old.then(URL.revokeObjectURL).catch(() => undefined)
  }
  return url
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64)
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i)
  return bytes
}

export interface PictureState {
  url: string | undefined
  error: AppError | undefined
}

/** Null asks for nothing. */
export function usePicture(sha256: string | null): PictureState {
  const { connection } = useEngine()
  const userId = useActor()?.userId
  const [state, setState] = useState<PictureState & { of: string | null }>({
    of: null,
    url: undefined,
    error: undefined,
  })
  useEffect(() => {
    if (sha256 === null || userId === undefined) return
    let isGone = false
    pictureUrl(connection, userId, sha256).then(
      (url) => !isGone && setState({ of: sha256, url, error: undefined }),
      (error: unknown) => {
        if (!isGone && error instanceof AppError) setState({ of: sha256, url: undefined, error })
      },
    )
    return () => {
      isGone = true
    }
  }, [connection, userId, sha256])
  return state.of === sha256 ? state : { url: undefined, error: undefined }
}

/** Lets the user choose a file and brings it into the store; undefined when they changed their mind or it was refused. */
export function useUpload(use: FileUse, endings: readonly string[]) {
  const { host } = useEngine()
  const { t } = useTranslation('files')
  const put = useCommand('files.put', { label: t('bringing') })
  const { run } = put
  const upload = useCallback(async (): Promise<StoredFile | undefined> => {
    try {
      const file = await host.openFile(endings)
      if (!file) return undefined
      const outcome = await run({ file, use })
      return outcome.ok ? outcome.value : undefined
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      notifyError(error, t)
      return undefined
    }
  }, [host, endings, run, use, t])
  return { upload, isPending: put.isPending }
}
