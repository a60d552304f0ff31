/** A dialogue that asks for a reason, or for nothing but a yes, before something that somebody will feel. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Modal, Textarea } from '@mantine/core'
import classes from './access.module.css'

export interface ConfirmProps {
  title: string
  about: string
  action: string
  isBad?: boolean
  /** Asks for a reason of at least three letters. */
  needsReason?: boolean
  isPending: boolean
  onConfirm(reason: string): void
  onClose(): void
}

export function Confirm({
  title,
  about,
  action,
  isBad = false,
  needsReason = false,
  isPending,
  onConfirm,
  onClose,
}: ConfirmProps) {
  const { t } = useTranslation('access')
  const [reason, setReason] = useState('')
  const isReady = !needsReason || reason.trim().length >= 3
  return (
    <Modal opened onClose={onClose} title={title} size={440}>
      <form
        className={classes['form']}
        onSubmit={(event) => {
          event.preventDefault()
          if (isReady) onConfirm(reason.trim())
        }}
      >
        <p className={classes['about']}>{about}</p>
        {needsReason && (
          <Textarea
            data-autofocus
            label={t('user.reason')}
            description={t('user.reasonHint')}
            autosize
            minRows={2}
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        )}
        <div className={classes['formEnd']}>
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button type="submit" color={isBad ? 'bad' : 'accent'} loading={isPending} disabled={!isReady}>
            {action}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
