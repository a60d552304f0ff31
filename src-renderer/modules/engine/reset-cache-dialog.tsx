import { useTranslation } from 'react-i18next'
import { useCommand } from '#renderer/data/use-command.ts'
import { ConfirmDialog } from '#renderer/ui/confirm-dialog.tsx'

export function ResetCacheDialog({ isOpen, onClose }: { isOpen: boolean; onClose(): void }) {
  const { t } = useTranslation('engine')
  const reset = useCommand('engine.resetCache', { label: t('status.firstSync') })
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onClose={onClose}
      title={t('settings.reset')}
      text={t('settings.resetAsk')}
      confirm={t('settings.resetGo')}
      onConfirm={() => {
        onClose()
        void reset.run({})
      }}
    />
  )
}
