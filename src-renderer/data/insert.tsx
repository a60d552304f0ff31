/** Puts what other modules contribute into a place of a screen: `<Insert place="unit" unitId={id} />`. */
import { lazy, Suspense, useMemo, type ComponentType } from 'react'
import type { Inserts } from './contribution.ts'
import { useContributions } from './screens.ts'

type PropsOf<P extends keyof Inserts> =
  NonNullable<Inserts[P]> extends () => Promise<ComponentType<infer Props>> ? Props : never

const loaded = new Map<unknown, ComponentType<object>>()

/** The component behind a loader, made once. */
export function lazily<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  const known = loaded.get(load)
  if (known) return known as ComponentType<Props>
  const made = lazy(async () => ({ default: await load() }))
  loaded.set(load, made as unknown as ComponentType<object>)
  return made as unknown as ComponentType<Props>
}

type InsertProps = { [P in keyof Inserts]-?: { place: P } & PropsOf<P> }[keyof Inserts]

export function Insert({ place, ...props }: InsertProps) {
  const contributions = useContributions()
  const parts = useMemo(
    () =>
      contributions.flatMap(({ module, inserts }) => {
        const load = inserts?.[place]
        return load ? [{ module, Part: lazily(load as () => Promise<ComponentType<object>>) }] : []
      }),
    [contributions, place],
  )
  return (
    <Suspense fallback={null}>
      {parts.map(({ module, Part }) => (
        <Part key={module} {...props} />
      ))}
    </Suspense>
  )
}
