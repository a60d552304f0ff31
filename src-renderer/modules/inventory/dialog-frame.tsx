/** What all the dialogs share: a title, a body, a refusal told in words, and two buttons. Enter sends, Escape leaves. */
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Modal } from '@mantine/core'
import { errorText } from '#renderer/data/error-text.ts'
import { useIsOnline } from '#renderer/data/session.ts'
import type { AppError } from '#shared/rpc/errors.ts'
import { closeDialog } from './dialogs.ts'
import classes from './dialog.module.css'

export interface DialogFrameProps {
  title: string
  detail?: ReactNode
  submit: string
  isBad?: boolean
  canSubmit?: boolean
  isPending: boolean
  error: AppError | undefined
  onSubmit(): void | Promise<void>
  children?: ReactNode
}

export function DialogFrame({
  title,
  detail,
  submit,
  isBad,
  canSubmit = true,
  isPending,
  error,
  onSubmit,
  children,
}: DialogFrameProps) {
  const { t } = useTranslation('inventory')
  const isOnline = useIsOnline()
  const [hasTried, setTried] = useState(false)
  // A dialog without fields begins at its button: Enter then does what was asked for, unless it is dangerous.
  const first = children ? {} : { 'data-autofocus': true }
  const refusal = error && errorText(error, t)
  return (
    <Modal opened onClose={closeDialog} title={title} size={440}>
      <form
        className={classes['form']}
        data-tried={hasTried || undefined}
        onSubmit={(event) => {
          event.preventDefault()
          setTried(true)
          if (canSubmit && !isPending) void onSubmit()
        }}
      >
        {detail !== undefined && <div className={classes['detail']}>{detail}</div>}
        {children}
        {!isOnline && <div className={classes['warn']}>{t('dialog.offline')}</div>}
        {refusal && (
          <div className={classes['refusal']} role="alert">
            <b>{refusal.title}</b>
            {refusal.advice !== '' && <div>{refusal.advice}</div>}
          </div>
        )}
        <div className={classes['buttons']}>
          <Button variant="default" onClick={closeDialog} {...(isBad && first)}>
            {t('common:cancel')}
          </Button>
          <Button type="submit" loading={isPending} disabled={!canSubmit} {...(isBad ? { color: 'bad' } : first)}>
            {submit}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
