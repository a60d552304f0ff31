/** What the window shows: the choice of a centre, the waiting, the sign-in, or the frame. */
import { lazy, Suspense, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useStatus } from '../data/session.ts'
import { useQuery } from '../data/use-query.ts'
import { screens } from '../modules/index.ts'
import { ErrorState, LoadingState } from '../ui/states.tsx'
import { warmFirstScreen } from './find-screen.ts'
import { Frame } from './frame.tsx'

const FirstScreen = lazy(async () => ({ default: (await import('../modules/engine/first-screen.tsx')).FirstScreen }))
const SignIn = lazy(async () => ({ default: (await import('../modules/engine/sign-in.tsx')).SignIn }))

export function Gate() {
  const { t } = useTranslation('engine')
  const profile = useQuery('engine.profile', {})
  const status = useStatus()
  useEffect(() => {
    const idle = requestIdleCallback(() => warmFirstScreen(screens))
    return () => cancelIdleCallback(idle)
  }, [])
  if (profile.error) return <ErrorState error={profile.error} onRetry={profile.retry} />
  if (!profile.data || !status) return <LoadingState text={t('start.connecting')} />
  if (status.actor) return <Frame key={status.actor.userId} actor={status.actor} />
  return (
    <Suspense fallback={<LoadingState />}>
      {profile.data.state === 'ready' ? (
        <SignIn profile={profile.data} />
      ) : (
        <FirstScreen profile={profile.data} status={status} />
      )}
    </Suspense>
  )
}
