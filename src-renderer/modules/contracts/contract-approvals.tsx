/** What deviates from the template and waits for somebody else; a Word file that came back. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@mantine/core'
import { IconFileImport } from '@tabler/icons-react'
import type { HandEdit } from '#shared/modules/contracts/compare.ts'
import type { FileRef } from '#shared/rpc/host.ts'
import { useHost } from '#renderer/data/engine.tsx'
import { useActor, useMay } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { formatTime } from '#renderer/ui/format.ts'
import type { ContractCard } from './contract-types.ts'
import { WordDifference } from './compare-words.tsx'
import classes from './contract-card.module.css'

export function ContractApprovals({ card }: { card: ContractCard }) {
  const { t } = useTranslation('contracts')
  const actor = useActor()
  const mayApprove = useMay('contracts.approve')
  const decide = useCommand('contracts.decide', { done: t('card.done') })
  const titles = new Map(card.pins.map(({ slot, title }) => [slot, title]))
  return (
    <>
      {card.approvals.length === 0 && <p>{t('approval.none')}</p>}
      {card.approvals.map((each) => (
        <div key={each.id} className={classes['line']}>
          <time>{formatTime(each.asked_at)}</time>
          <div>
            <p>
              <strong>{titles.get(each.slot) ?? each.slot}</strong> — {t(`approval.kind.${each.kind}`)}
            </p>
            <p className={classes['more']}>
              {t(`approval.${each.state}`)} · {each.asked_by}
              {each.decided_by && ` → ${each.decided_by}`} {each.note ?? ''}
            </p>
            {mayApprove && each.state === 'waiting' && each.asked_by_id !== actor?.userId && !card.is_mine && (
              <div className={classes['actions']}>
                <Button
                  variant="default"
                  onClick={() => void decide.run({ approvalId: each.id, isApproved: true, note: null })}
                >
                  {t('approval.approve')}
                </Button>
                <Button
                  variant="subtle"
                  color="bad"
                  onClick={() => void decide.run({ approvalId: each.id, isApproved: false, note: null })}
                >
                  {t('approval.reject')}
                </Button>
              </div>
            )}
          </div>
        </div>
      ))}
      {card.has_body && <CameBack card={card} />}
    </>
  )
}

function CameBack({ card }: { card: ContractCard }) {
  const { t } = useTranslation('contracts')
  const host = useHost()
  const mayWrite = useMay('contracts.write')
  const reimport = useCommand('contracts.reimport', { label: t('reimport.label') })
  const [file, setFile] = useState<FileRef>()
  const [edits, setEdits] = useState<readonly HandEdit[]>()
  const titles = new Map(card.pins.map(({ slot, title }) => [slot, title]))
  if (!mayWrite) return null
  const open = async () => {
    const docx = await host.openFile(['.docx'])
    if (!docx) return
    const answer = await reimport.run({ contractId: card.row.id, docx, isKept: false })
    if (!answer.ok) return
    setFile(docx)
    setEdits(answer.value.edits)
  }
  const note = async () => {
    if (!file) return
    const answer = await reimport.run({ contractId: card.row.id, docx: file, isKept: true })
    if (answer.ok) setEdits(undefined)
  }
  const isOpen = ['draft', 'legal_check', 'approved'].includes(card.row.state)
  return (
    <section>
      <div className={classes['actions']}>
        <Button
          variant="default"
          leftSection={<IconFileImport size={16} />}
          loading={reimport.isPending}
          onClick={() => void open()}
        >
          {t('reimport.open')}
        </Button>
      </div>
      {edits?.length === 0 && <p>{t('reimport.clean')}</p>}
      {edits && edits.length > 0 && (
        <>
          <p>{t('reimport.found', { count: edits.length })}</p>
          {edits.slice(0, 100).map((edit, index) => (
            <div key={index} className={classes['difference']}>
              <p className={classes['more']}>
                {titles.get(edit.slot) ?? edit.slot} — {t(`reimport.${edit.kind}`)}
              </p>
              <WordDifference before={edit.before} after={edit.after} />
            </div>
          ))}
          {isOpen && (
            <Button variant="default" onClick={() => void note()}>
              {t('reimport.note')}
            </Button>
          )}
        </>
      )}
    </section>
  )
}
