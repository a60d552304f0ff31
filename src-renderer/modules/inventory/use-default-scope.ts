import { useEffect } from 'react'
import { setScope, useInventory } from './state.ts'

/** Opens the first complex, unless the place looked at last is still there. */
export function useDefaultScope(tree: readonly { id: string; kind: 'complex' | 'building' }[] | undefined): void {
  useEffect(() => {
    if (!tree) return
    const { scope } = useInventory.getState()
    const first = tree[0]
    if (first && !tree.some((row) => row.id === scope?.id)) setScope({ kind: first.kind, id: first.id })
  }, [tree])
}
