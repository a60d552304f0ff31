/** Файлы: brought in, looked at, saved, taken away. Bytes come from the centre when somebody looks. */
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { IconDownload, IconEye, IconFile, IconPaperclip, IconPhoto, IconTrash, IconX } from '@tabler/icons-react'
import { useApi, useHost } from '#renderer/data/engine.tsx'
import { notifyError } from '#renderer/data/notify.ts'
import { useActor, useIsOnline } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { ConfirmDialog } from '#renderer/ui/confirm-dialog.tsx'
import { formatNumber, formatTime } from '#renderer/ui/format.ts'
import { EmptyState } from '#renderer/ui/states.tsx'
import { AppError } from '#shared/rpc/errors.ts'
import { newId } from '#shared/kernel/id.ts'
import type { DealCard, DealFileRow } from '#shared/modules/deals/model.ts'
import { PICTURE_MIMES, PREVIEW_MIMES } from '#shared/modules/files/model.ts'
import classes from './deals.module.css'

const PDF = 'application/pdf'
/** A PDF where the browser has a viewer of its own. */
const isShowable = (file: DealFileRow) =>
  PREVIEW_MIMES.includes(file.mime) && (file.mime !== PDF || navigator.pdfViewerEnabled)

export function FilesTab({ card }: { card: DealCard }) {
  const { t } = useTranslation('deals')
  const api = useApi()
  const host = useHost()
  const actor = useActor()
  const isOnline = useIsOnline()
  const attach = useCommand('deals.attachFile', { done: t('files.attached') })
  const detach = useCommand('deals.detachFile', { done: t('files.detached') })
  const [isBusy, setBusy] = useState(false)
  const [shown, setShown] = useState<{ file: DealFileRow; url: string; mime: string }>()
  // The bytes lie in the page's memory while they are looked at, and no longer.
  const url = shown?.url
  useEffect(() => (url === undefined ? undefined : () => URL.revokeObjectURL(url)), [url])
  const [leaving, setLeaving] = useState<DealFileRow>()
  const dealId = card.deal.id
  const told = async (work: () => Promise<void>) => {
    setBusy(true)
    try {
      await work()
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      notifyError(error, t)
    } finally {
      setBusy(false)
    }
  }
  const bring = () =>
    told(async () => {
      const file = await host.openFile([])
      if (file === null) return
      const stored = await api.files.put({ file, use: 'document' })
      await attach.run({ dealId, id: newId(), file: stored })
    })
  const look = (file: DealFileRow) =>
    told(async () => {
      if (!isShowable(file))
        return void (await host.saveFile(await api.files.get({ sha256: file.sha256, name: file.name })))
      const { mime, content } = await api.files.preview({ sha256: file.sha256 })
      const bytes = Uint8Array.from(atob(content), (char) => char.charCodeAt(0))
      setShown({ file, mime, url: URL.createObjectURL(new Blob([bytes], { type: mime })) })
    })
  const save = (file: DealFileRow) =>
    told(async () => {
      await host.saveFile(await api.files.get({ sha256: file.sha256, name: file.name }))
    })
  const mayDetach = (file: DealFileRow) =>
    card.can.edit && (file.created_by_id === actor?.userId || (actor?.rights.includes('deals.all') ?? false))
  return (
    <div className={classes['columns']}>
      <section>
        {card.can.edit && (
          <Button
            leftSection={<IconPaperclip size={16} />}
            onClick={() => void bring()}
            loading={isBusy}
            disabled={!isOnline}
          >
            {t('files.attach')}
          </Button>
        )}
        {card.files.length === 0 ? (
          <EmptyState icon={IconPaperclip} title={t('files.none')} text={t('files.noneText')} />
        ) : (
          <ul className={classes['files']}>
            {card.files.map((file) => (
              <li key={file.id} data-shown={shown?.file.id === file.id || undefined}>
                {PICTURE_MIMES.includes(file.mime) ? <IconPhoto size={18} /> : <IconFile size={18} />}
                <button type="button" onClick={() => void look(file)}>
                  {file.name}
                </button>
                <small>
                  {formatNumber(Math.ceil(file.size / 1024))} {t('files.kilobytes')} · {file.user_name} ·{' '}
                  {formatTime(file.created_at)}
                </small>
                {isShowable(file) && (
                  <Tooltip label={t('files.look')}>
                    <ActionIcon aria-label={t('files.look')} onClick={() => void look(file)}>
                      <IconEye size={16} />
                    </ActionIcon>
                  </Tooltip>
                )}
                <Tooltip label={t('files.save')}>
                  <ActionIcon aria-label={t('files.save')} onClick={() => void save(file)}>
                    <IconDownload size={16} />
                  </ActionIcon>
                </Tooltip>
                {mayDetach(file) && (
                  <Tooltip label={t('common:remove')}>
                    <ActionIcon aria-label={t('common:remove')} onClick={() => setLeaving(file)}>
                      <IconTrash size={16} />
                    </ActionIcon>
                  </Tooltip>
                )}
              </li>
            ))}
          </ul>
        )}
      </section>
      <section className={classes['preview']} aria-live="polite">
        {shown ? (
          <>
            <header>
              <b>{shown.file.name}</b>
              <Tooltip label={t('files.close')}>
                <ActionIcon aria-label={t('files.close')} onClick={() => setShown(undefined)}>
                  <IconX size={16} />
                </ActionIcon>
              </Tooltip>
            </header>
            {shown.mime === PDF ? (
              <iframe src={`${shown.url}#navpanes=0&view=FitH`} title={shown.file.name} />
            ) : (
              <img src={shown.url} alt={shown.file.name} />
            )}
          </>
        ) : (
          card.files.some(isShowable) && <p>{t('files.choose')}</p>
        )}
      </section>
      {leaving && (
        <ConfirmDialog
          isOpen
          title={t('files.detach')}
          text={leaving.name}
          confirm={t('files.detach')}
          isDangerous
          onClose={() => setLeaving(undefined)}
          onConfirm={() => {
            void detach.run({ id: leaving.id })
            if (shown?.file.id === leaving.id) setShown(undefined)
            setLeaving(undefined)
          }}
        />
      )}
    </div>
  )
}
