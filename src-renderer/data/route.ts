/** Where the user is: a path and its parameters in the address after `#`, so that back, forward and reload work on both hosts. */
import { useMemo, useSyncExternalStore } from 'react'

export interface Route {
  path: string
  query: Readonly<Record<string, string>>
}

export function parseRoute(hash: string): Route {
  const text = hash.replace(/^#/, '')
  const mark = text.indexOf('?')
  const path = mark < 0 ? text : text.slice(0, mark)
  return {
    path: path === '' ? '/' : path,
    query: Object.fromEntries(new URLSearchParams(mark < 0 ? '' : text.slice(mark + 1))),
  }
}

export function formatRoute(path: string, query: Readonly<Record<string, string | undefined>> = {}): string {
  const given = Object.entries(query).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '',
  )
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`
}

/** `/units/:id` against `/units/42` gives `{ id: '42' }`; no match gives undefined. */
export function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  const [want, have] = [pattern.split('/'), path.split('/')]
  if (want.length !== have.length) return undefined
  const params: Record<string, string> = {}
  for (const [index, part] of want.entries()) {
    const value = have[index] ?? ''
    if (part.startsWith(':')) params[part.slice(1)] = decodeURIComponent(value)
    else if (part !== value) return undefined
  }
  return params
}

function subscribe(listener: () => void) {
  window.addEventListener('hashchange', listener)
  return () => window.removeEventListener('hashchange', listener)
}

export function useRoute(): Route {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash)
  return useMemo(() => parseRoute(hash), [hash])
}

/** Parameters of the path of the screen that is open: `useParams('/units/:id').id`. */
export function useParams(pattern: string): Readonly<Record<string, string>> {
  const { path } = useRoute()
  return useMemo(() => matchPath(pattern, path) ?? {}, [pattern, path])
}

export function navigate(to: string, options: { replace?: boolean } = {}): void {
  if (!options.replace) {
    window.location.hash = to
    return
  }
  window.history.replaceState(null, '', `#${to}`)
  window.dispatchEvent(new HashChangeEvent('hashchange'))
}

/** Changes parameters of the address without leaving the screen and without a new step in the history. */
export function setQuery(change: Readonly<Record<string, string | undefined>>): void {
  const { path, query } = parseRoute(window.location.hash)
  navigate(formatRoute(path, { ...query, ...change }), { replace: true })
}
