/** The frame around every screen: navigation, the screen, the status bar, and what lies over them. */
import { Suspense, useEffect, useMemo, useRef, useState } from 'react'
import type { Actor } from '#shared/modules/engine/model.ts'
import { ScreensContext } from '../data/screens.ts'
import { may } from '../data/session.ts'
import { useRoute } from '../data/route.ts'
import { screens } from '../modules/index.ts'
import { LoadingState } from '../ui/states.tsx'
import { ErrorBoundary } from './error-boundary.tsx'
import { findScreen, firstScreenOf } from './find-screen.ts'
import { Lock, useLock } from './lock.tsx'
import { Navigation } from './navigation.tsx'
import { NoScreen } from './no-screen.tsx'
import { Palette } from './palette.tsx'
import { ShortcutList } from './shortcut-list.tsx'
import { StatusBar } from './status-bar.tsx'
import { useFrameKeys } from './use-frame-keys.ts'
import { useKeptFocus } from './use-kept-focus.ts'
import classes from './frame.module.css'

export function Frame({ actor }: { actor: Actor }) {
  const { path } = useRoute()
  const [isHelpOpen, setHelpOpen] = useState(false)
  const lock = useLock()
  const frame = useRef<HTMLDivElement>(null)
  const main = useRef<HTMLElement>(null)
  const home = useMemo(() => firstScreenOf(screens, actor), [actor])
  const found = findScreen(screens, path === '/' ? home.path : path)
  useFrameKeys({ actor, onShortcuts: () => setHelpOpen(true), onLock: lock.lock, isOff: lock.isLocked })
  useKeptFocus(frame, main, path)

  return (
    <ScreensContext value={screens}>
      <div ref={frame} className={classes['frame']} inert={lock.isLocked}>
        <Navigation
          actor={actor}
          path={found?.screen.path ?? path}
          onLock={lock.lock}
          onShortcuts={() => setHelpOpen(true)}
        />
        <main ref={main} className={classes['main']} id="main" tabIndex={-1}>
          {found && may(actor, found.screen.right) ? (
            <ErrorBoundary key={found.screen.path}>
              <Suspense fallback={<LoadingState />}>
                <found.Component />
              </Suspense>
            </ErrorBoundary>
          ) : (
            <NoScreen isForbidden={found !== undefined} home={home.path} />
          )}
        </main>
        <StatusBar />
      </div>
      <Palette actor={actor} onLock={lock.lock} onShortcuts={() => setHelpOpen(true)} />
      <ShortcutList actor={actor} isOpen={isHelpOpen} onClose={() => setHelpOpen(false)} />
      {lock.isLocked && <Lock actor={actor} onUnlock={lock.unlock} />}
      <Title title={found?.screen.title} />
    </ScreensContext>
  )
}

function Title({ title }: { title: string | undefined }) {
  useEffect(() => {
    document.title = title === undefined ? 'Kvartal' : document.title
  }, [title])
  return null
}
