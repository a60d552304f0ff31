/** Asks every module's search provider at once and shows what has come, best group first. */
import { useEffect, useState } from 'react'
import type { Icon } from '@tabler/icons-react'
import type { Actor } from '#shared/modules/engine/model.ts'
import type { Hit } from '../data/contribution.ts'
import { useApi } from '../data/engine.tsx'
import { may } from '../data/session.ts'
import { screens } from '../modules/index.ts'

export interface HitGroup {
  title: string
  icon: Icon
  hits: readonly Hit[]
}

const PAUSE_MS = 80
const LEAST_LETTERS = 2

export function useSearch(text: string, actor: Actor): { groups: readonly HitGroup[]; isSearching: boolean } {
  const api = useApi()
  const [groups, setGroups] = useState<readonly HitGroup[]>([])
  const [open, setOpen] = useState(0)
  const wanted = text.trim()

  useEffect(() => {
    const providers = screens.flatMap((one) => one.search ?? []).filter((provider) => may(actor, provider.right))
    if (wanted.length < LEAST_LETTERS || providers.length === 0) {
      setGroups([])
      setOpen(0)
      return
    }
    const controller = new AbortController()
    const timer = setTimeout(() => {
      setOpen(providers.length)
      const found = new Map<string, HitGroup>()
      for (const provider of providers) {
        provider
          .find(wanted, api, controller.signal)
          .then(
            (hits) => found.set(provider.title, { title: provider.title, icon: provider.icon, hits }),
            // One provider that fails leaves the others' hits standing; its own screen will show the error.
            () => undefined,
          )
          .finally(() => {
            if (controller.signal.aborted) return
            setGroups(providers.flatMap(({ title }) => found.get(title) ?? []).filter((group) => group.hits.length > 0))
            setOpen((count) => count - 1)
          })
          .catch(() => undefined)
      }
    }, PAUSE_MS)
    return () => {
      clearTimeout(timer)
      controller.abort()
    }
  }, [wanted, api, actor])

  return { groups, isSearching: open > 0 }
}
