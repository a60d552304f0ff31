/** Keeping what the builder shows, by the button and by Ctrl+S. */
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { navigate } from '#renderer/data/route.ts'
import { useMay } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { type BuilderDraft, NUMBER_TO_COME } from './draft.ts'

export function useSave(
  draft: BuilderDraft,
  setDraft: React.Dispatch<React.SetStateAction<BuilderDraft>>,
  template: string,
) {
  const { t } = useTranslation('contracts')
  const mayWrite = useMay('contracts.write')
  const keep = useCommand('contracts.keep', { done: t('builder.kept') })
  const may = mayWrite && draft.state === 'draft'
  const run = async () => {
    if (!may || template === '' || keep.isPending) return
    const { contractId, source, dealId, unitId, baseId, facts, origins, sources, edits, base, revision } = draft
    const { 'contract.number': number, ...given } = facts
    const answer = await keep.run({
      contractId,
      source,
      dealId,
      unitId,
      baseId,
      template,
      facts: number === NUMBER_TO_COME ? given : facts,
      origins: { ...origins },
      sources: { ...sources },
      edits: [...edits],
      register: base,
      revision,
    })
    if (!answer.ok) return
    setDraft((old) => ({ ...old, revision: answer.value.revision }))
    navigate(`/contracts/${contractId}`)
  }
  const latest = useRef(run)
  useEffect(() => {
    latest.current = run
  })
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.code !== 'KeyS') return
      event.preventDefault()
      void latest.current()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
  return { may, run, isPending: keep.isPending }
}
