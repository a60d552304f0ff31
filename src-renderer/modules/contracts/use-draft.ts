/** Where the builder starts: a source of the address, a kept contract of the address, or an empty sheet. */
import { useEffect, useState } from 'react'
import type { AppError } from '#shared/rpc/errors.ts'
import { SOURCE_KINDS, STATED_SOURCES, type Source, type SourceKind } from '#shared/modules/contracts/contract-model.ts'
import { deriveFacts } from '#shared/modules/contracts/derive.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useRoute } from '#renderer/data/route.ts'
import { blankDraft, type BuilderDraft } from './draft.ts'

export interface DraftState {
  draft: BuilderDraft
  setDraft: React.Dispatch<React.SetStateAction<BuilderDraft>>
  isLoading: boolean
  error: AppError | undefined
  reload(): void
}

export function useDraft(): DraftState {
  const { query } = useRoute()
  const [draft, setDraft] = useState(blankDraft)
  const [isLoading, setLoading] = useState(true)
  const [error, setError] = useState<AppError>()
  const [attempt, setAttempt] = useState(0)
  const { run: openSource } = useCommand('contracts.openSource', { quiet: true })
  const { run: openContract } = useCommand('contracts.openContract', { quiet: true })
  const { from, id, unit, people, contract, template } = query
  useEffect(() => {
    let isGone = false
    const load = async () => {
      setLoading(true)
      setError(undefined)
      const next = await begin()
      if (isGone) return
      if (next) setDraft(next)
      setLoading(false)
    }
    const begin = async (): Promise<BuilderDraft | undefined> => {
      if (contract !== undefined) {
        const answer = await openContract({ contractId: contract })
        if (!answer.ok) return void setError(answer.error)
        const { facts, register, ...kept } = answer.value
        return { ...blankDraft(), ...kept, facts, base: register, contractId: contract, title: '' }
      }
      const source = sourceOf({ from, id, unit, people })
      if (!source) return { ...blankDraft(), template: template ?? '' }
      const answer = await openSource({ source })
      if (!answer.ok) return void setError(answer.error)
      const { facts, ...known } = answer.value
      // Only what the deal itself says counts as known; what follows from it is computed at every key.
      return { ...blankDraft(), ...known, template: template ?? '', base: deriveFacts(facts).facts, facts, source }
    }
    void load()
    return () => {
      isGone = true
    }
  }, [from, id, unit, people, contract, template, attempt, openSource, openContract])
  return { draft, setDraft, isLoading, error, reload: () => setAttempt((old) => old + 1) }
}

/** A record of the address, or what it says of a source that has none. */
function sourceOf({ from, id, unit, people }: Partial<Record<string, string>>): Source | undefined {
  const kind = SOURCE_KINDS.find((each): each is SourceKind => each === from)
  if (kind === undefined) return undefined
  if (id !== undefined) return { kind, id }
  if (!STATED_SOURCES.some((each) => each === kind)) return undefined
  return {
    kind,
    id: null,
    ...(unit === undefined ? {} : { unitId: unit }),
    ...(people === undefined ? {} : { personIds: people.split(',') }),
  }
}
