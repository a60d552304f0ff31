/** A form over the screen: fields, the refusal beside them, Enter sends (Ctrl+Enter from a field of many lines), Escape leaves. */
import type { FormEvent, KeyboardEvent, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Modal } from '@mantine/core'
import type { WireError } from '#shared/rpc/errors.ts'
import { Refusal } from './refusal.tsx'
import classes from './dialog.module.css'

export interface FormDialogProps {
  isOpen: boolean
  title: string
  text?: string
  /** The word on the button that sends: a verb. */
  submit: string
  isPending?: boolean
  error?: WireError | undefined
  isDangerous?: boolean
  /** Pixels. */
  width?: number
  onClose(): void
  onSubmit(event: FormEvent<HTMLFormElement>): void
  children: ReactNode
}

export function FormDialog(props: FormDialogProps) {
  const { t } = useTranslation()
  // From the last field Tab goes on to what sends, and a form without fields begins there; what is dangerous is never first.
  const cancel = (
    <Button key="cancel" variant="default" onClick={props.onClose}>
      {t('cancel')}
    </Button>
  )
  const send = (
    <Button
      key="send"
      type="submit"
      loading={props.isPending ?? false}
      {...(props.isDangerous ? { color: 'bad' } : {})}
    >
      {props.submit}
    </Button>
  )
  return (
    <Modal opened={props.isOpen} onClose={props.onClose} title={props.title} size={props.width ?? 440}>
      <form
        className={classes['form']}
        // A dialog over this one is inside it for React: what is sent there is not this form.
        onSubmit={(event) => event.target === event.currentTarget && props.onSubmit(event)}
        onKeyDown={sendAtOnce}
        noValidate
      >
        {props.text !== undefined && <p className={classes['text']}>{props.text}</p>}
        {props.children}
        <Refusal error={props.error} />
        <div className={classes['actions']} data-send-first={!props.isDangerous || undefined}>
          {props.isDangerous ? [cancel, send] : [send, cancel]}
        </div>
      </form>
    </Modal>
  )
}

function sendAtOnce(event: KeyboardEvent<HTMLFormElement>): void {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
  if (!event.currentTarget.contains(event.target as Node)) return
  event.preventDefault()
  event.currentTarget.requestSubmit()
}
