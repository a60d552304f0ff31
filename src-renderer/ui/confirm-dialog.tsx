/** Asks before what cannot be undone; the button says what will be done, never "OK". */
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Modal } from '@mantine/core'
import classes from './dialog.module.css'

export interface ConfirmDialogProps {
  isOpen: boolean
  title: string
  text: ReactNode
  confirm: string
  isDangerous?: boolean
  isPending?: boolean
  onConfirm(): void
  onClose(): void
}

export function ConfirmDialog(props: ConfirmDialogProps) {
  const { t } = useTranslation()
  return (
    <Modal opened={props.isOpen} onClose={props.onClose} title={props.title} size={420} role="alertdialog">
      <div className={classes['text']}>{props.text}</div>
      <div className={classes['actions']}>
        <Button variant="default" onClick={props.onClose} data-autofocus>
          {t('cancel')}
        </Button>
        <Button
          onClick={props.onConfirm}
          loading={props.isPending ?? false}
          {...(props.isDangerous ? { color: 'bad' } : {})}
        >
          {props.confirm}
        </Button>
      </div>
    </Modal>
  )
}
