/** Who is signed in and what they may: read from the engine's live status, kept nowhere else. */
import type { Actor, EngineStatus } from '#shared/modules/engine/model.ts'
import { useQuery } from './use-query.ts'

export function useStatus(): EngineStatus | undefined {
  return useQuery('engine.status', {}).data
}

export function useActor(): Actor | null {
  return useStatus()?.actor ?? null
}

/** Hides what the user may not do; the engine and the centre are what forbids it. No right asked for: allowed. */
export function may(actor: Actor | null, right: string | undefined): boolean {
  return right === undefined || (actor?.rights.includes(right) ?? false)
}

export function useMay(right: string | undefined): boolean {
  return may(useActor(), right)
}

/** False while the centre cannot be reached: commands that take something scarce will be refused. */
export function useIsOnline(): boolean {
  return useStatus()?.link === 'online'
}
