/** Short messages in the corner of the frame. */
import { notifications } from '@mantine/notifications'
import type { TFunction } from 'i18next'
import type { WireError } from '#shared/rpc/errors.ts'
import { errorText } from './error-text.ts'

export function notifyDone(message: string): void {
  notifications.show({ message, color: 'good', autoClose: 4000, withBorder: true })
}

export function notifyInfo(message: string): void {
  notifications.show({ message, color: 'accent', autoClose: 6000, withBorder: true })
}

/** A refusal stays longer than a success: it asks to be read. */
export function notifyError(error: WireError, t: TFunction): void {
  const { title, advice } = errorText(error, t)
  // Ten calls that fail for one reason are one message.
  const id = `${error.code} ${title}`
  notifications.hide(id)
  notifications.show({
    id,
    title,
    message: advice,
    color: 'bad',
    autoClose: 12_000,
    withBorder: true,
  })
}
