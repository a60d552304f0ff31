/** Holds the one connection: makes it, notices when the engine dies, makes it again. */
import { useCallback, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AppError, toWireError, type WireError } from '#shared/rpc/errors.ts'
import { EngineProvider } from '../data/engine.tsx'
import { ErrorState, LoadingState } from '../ui/states.tsx'
import type { Opened } from './connect.ts'
import { Gate } from './gate.tsx'

export interface RootProps {
  open: () => Promise<Opened>
}

const RETRY_MS = 1500

export function Root({ open: openEngine }: RootProps) {
  const { t } = useTranslation('engine')
  const [opened, setOpened] = useState<Opened>()
  const [failure, setFailure] = useState<WireError>()
  const [attempt, setAttempt] = useState(0)

  useEffect(() => {
    let isCurrent = true
    let made: Opened | undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    const open = async () => {
      try {
        made = await openEngine()
        await made.connection.hello
        if (!isCurrent) return made.connection.close()
        made.connection.onClose(() => {
          if (!isCurrent) return
          setOpened(undefined)
          setFailure(new AppError('internal', 'The engine is gone', { reason: 'engine.gone' }))
          timer = setTimeout(() => setAttempt((count) => count + 1), RETRY_MS)
        })
        setFailure(undefined)
        setOpened(made)
      } catch (error) {
        if (!isCurrent) return
        setFailure(error instanceof AppError ? error : toWireError(error))
        timer = setTimeout(() => setAttempt((count) => count + 1), RETRY_MS)
      }
    }
    void open()
    return () => {
      isCurrent = false
      clearTimeout(timer)
      made?.connection.close()
    }
  }, [openEngine, attempt])

  const retry = useCallback(() => setAttempt((count) => count + 1), [])
  if (opened) {
    return (
      <EngineProvider connection={opened.connection} host={opened.host}>
        <Gate />
      </EngineProvider>
    )
  }
  return failure ? <ErrorState error={failure} onRetry={retry} /> : <LoadingState text={t('start.connecting')} />
}
