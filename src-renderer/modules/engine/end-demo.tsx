/** Out of the demonstration and back to the first screen, once it has been asked. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@mantine/core'
import { useCommand } from '#renderer/data/use-command.ts'
import { ConfirmDialog } from '#renderer/ui/confirm-dialog.tsx'

export function EndDemo() {
  const { t } = useTranslation('engine')
  const [isAsking, setAsking] = useState(false)
  const leave = useCommand('engine.leaveCentre')
  return (
    <>
      <Button variant="subtle" loading={leave.isPending} onClick={() => setAsking(true)} data-testid="end-demo">
        {t('endDemo.title')}
      </Button>
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={t('endDemo.title')}
        text={t('endDemo.ask')}
        confirm={t('endDemo.go')}
        isDangerous
        onConfirm={() => {
          setAsking(false)
          void leave.run({})
        }}
      />
    </>
  )
}
