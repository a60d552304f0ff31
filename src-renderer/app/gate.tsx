/** What the window shows: the choice of a centre, the waiting, the sign-in, or the frame. */
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useStatus } from '../data/session.ts'
import { useQuery } from '../data/use-query.ts'
import { FirstScreen } from '../modules/engine/first-screen.tsx'
import { SignIn } from '../modules/engine/sign-in.tsx'
import { screens } from '../modules/index.ts'
import { ErrorState, LoadingState } from '../ui/states.tsx'
import { warmFirstScreen } from './find-screen.ts'
import { Frame } from './frame.tsx'

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
  return profile.data.state === 'ready' ? (
    <SignIn profile={profile.data} />
  ) : (
    <FirstScreen profile={profile.data} status={status} />
  )
}
