/** One batch: why it waits, who decided, what each row became; the second pair of eyes and the way back. */
import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, SegmentedControl } from '@mantine/core'
import { IconArrowBackUp, IconCheck, IconX } from '@tabler/icons-react'
import { fieldsByKey } from '#shared/modules/imports/kind.ts'
import { findKind } from '#shared/modules/imports/kinds/index.ts'
import type { Batch, ProtocolRow } from '#shared/modules/imports/model.ts'
import { useApi } from '#renderer/data/engine.tsx'
import { useActor, useMay } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { ConfirmDialog } from '#renderer/ui/confirm-dialog.tsx'
import { Facts } from '#renderer/ui/facts.tsx'
import { formatNumber, formatTime } from '#renderer/ui/format.ts'
import { SidePanel } from '#renderer/ui/side-panel.tsx'
import { ToneBadge } from '#renderer/ui/tone-badge.tsx'
import { fieldTitle, languageOf, showValue, TONE_OF_STATE } from './words.ts'
import classes from './imports.module.css'

export function BatchPanel({ batch, onClose }: { batch: Batch; onClose(): void }) {
  const { t, i18n } = useTranslation('imports')
  const actor = useActor()
  const canApprove = useMay('imports.approve')
  const [isUndoing, setUndoing] = useState(false)
  const approve = useCommand('imports.approve', { done: t('batch.approved'), label: t('batch.approving') })
  const reject = useCommand('imports.reject', { done: t('batch.rejected') })
  const undo = useCommand('imports.undo', { done: t('batch.undone'), label: t('batch.undoing') })
  const isWaiting = batch.state === 'awaiting_second_eye'
  return (
    <SidePanel
      name="imports.batch"
      title={batch.file_name}
      detail={<ToneBadge tone={TONE_OF_STATE[batch.state]} text={t(`state.${batch.state}`)} />}
      onClose={onClose}
      actions={
        <>
          {isWaiting && canApprove && (
            <Button
              variant="default"
              leftSection={<IconX size={16} />}
              loading={reject.isPending}
              onClick={() => void reject.run({ batchId: batch.id })}
            >
              {t('batch.reject')}
            </Button>
          )}
          {isWaiting && canApprove && batch.user_id !== actor?.userId && (
            <Button
              leftSection={<IconCheck size={16} />}
              loading={approve.isPending}
              onClick={() => void approve.run({ batchId: batch.id })}
            >
              {t('batch.approve')}
            </Button>
          )}
          {batch.state === 'committed' && canApprove && (
            <Button variant="default" leftSection={<IconArrowBackUp size={16} />} onClick={() => setUndoing(true)}>
              {t('batch.undo')}
            </Button>
          )}
        </>
      }
    >
      {isWaiting && (
        <ul className={classes['reasons']}>
          {batch.reasons_json.map(({ code, count, most_bp }) => (
            <li key={code}>
              {t(`reason.${code}`, { rows: formatNumber(count), percent: formatNumber((most_bp ?? 0) / 100, 1) })}
            </li>
          ))}
          {batch.user_id === actor?.userId && <li>{t('reason.own')}</li>}
        </ul>
      )}
      <Facts
        facts={[
          { title: t('batch.kind'), value: findKind(batch.kind)?.title[languageOf(i18n.language)] ?? batch.kind },
          { title: t('batch.sheet'), value: batch.sheet },
          { title: t('batch.author'), value: batch.user_name },
          { title: t('batch.when'), value: formatTime(batch.created_at) },
          { title: t('batch.inserted'), value: formatNumber(batch.inserted) },
          { title: t('batch.updated'), value: formatNumber(batch.updated) },
          { title: t('batch.decidedBy'), value: batch.decided_by_name },
          { title: t('batch.undoneBy'), value: batch.undone_by_name },
          { title: t('batch.kept'), value: batch.kept > 0 ? formatNumber(batch.kept) : null },
          { title: t('batch.note'), value: batch.note },
        ]}
      />
      <Protocol key={batch.state} batch={batch} />
      <ConfirmDialog
        isOpen={isUndoing}
        title={t('batch.undoTitle')}
        text={t('batch.undoText')}
        confirm={t('batch.undo')}
        isDangerous
        isPending={undo.isPending}
        onClose={() => setUndoing(false)}
        onConfirm={() => void undo.run({ batchId: batch.id }).then(() => setUndoing(false))}
      />
    </SidePanel>
  )
}

const PAGE = 100

function Protocol({ batch }: { batch: Batch }) {
  const { t, i18n } = useTranslation('imports')
  const api = useApi()
  const kind = findKind(batch.kind)
  const fields = useMemo(() => (kind ? fieldsByKey(kind) : new Map<string, never>()), [kind])
  const [shown, setShown] = useState<'all' | 'kept'>(batch.state === 'partly_undone' ? 'kept' : 'all')
  const [offset, setOffset] = useState(0)
  const [answer, setAnswer] = useState<{ rows: ProtocolRow[]; total: number }>()
  useEffect(() => {
    const abort = new AbortController()
    const args = { batchId: batch.id, offset, limit: PAGE, ...(shown === 'kept' ? { outcome: 'kept' as const } : {}) }
    api.imports.protocol(args, { signal: abort.signal }).then(
      ({ rows, total }) =>
        setAnswer((before) => ({ rows: [...(before?.rows.slice(0, offset) ?? []), ...rows], total })),
      () => undefined,
    )
    return () => abort.abort()
  }, [api, batch.id, shown, offset])
  if (!answer) return null
  return (
    <section>
      <div className={classes['protocolHead']}>
        <h3>{t('protocol.title', { count: answer.total })}</h3>
        {batch.kept > 0 && (
          <SegmentedControl
            size="xs"
            value={shown}
            onChange={(next) => {
              setShown(next === 'kept' ? 'kept' : 'all')
              setOffset(0)
            }}
            data={[
              { value: 'all', label: t('protocol.all') },
              { value: 'kept', label: t('protocol.kept') },
            ]}
          />
        )}
      </div>
      <ol className={classes['protocol']}>
        {answer.rows.map((row) => (
          <li key={row.id}>
            <div className={classes['protocolRow']}>
              <b>{row.label}</b>
              <span>{t(`outcome.${row.outcome}`)}</span>
            </div>
            {row.reason && (
              <div className={classes['kept']}>
                {t(`kept.${row.reason}`)}
                {row.by && ` · ${row.by}`}
                {row.at && ` · ${formatTime(row.at)}`}
              </div>
            )}
            {row.action === 'update' &&
              Object.entries(row.changes).map(([key, [old, fresh]]) => (
                <div key={key} className={classes['change']}>
                  {fieldTitle(kind, key, i18n.language)}: <s>{showValue(fields.get(key), old, i18n.language) || '—'}</s>{' '}
                  {showValue(fields.get(key), fresh, i18n.language) || '—'}
                </div>
              ))}
          </li>
        ))}
      </ol>
      {answer.total > answer.rows.length && (
        <div className={classes['protocolHead']}>
          <p className={classes['hint']}>{t('protocol.more', { count: answer.total - answer.rows.length })}</p>
          <Button size="xs" variant="default" onClick={() => setOffset(answer.rows.length)}>
            {t('protocol.next')}
          </Button>
        </div>
      )}
    </section>
  )
}
