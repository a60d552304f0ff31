/** A refusal beside the form that it answers. */
import { useTranslation } from 'react-i18next'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { WireError } from '#shared/rpc/errors.ts'
import { errorText } from '../data/error-text.ts'
import classes from './dialog.module.css'

export function Refusal({ error }: { error: WireError | undefined }) {
  const { t } = useTranslation()
  if (!error || error.code === 'cancelled') return null
  const { title, advice } = errorText(error, t)
  return (
    <div className={classes['refusal']} role="alert">
      <IconAlertTriangle size={18} />
      <span>
        <b>{title}</b>
        {advice}
      </span>
    </div>
  )
}
