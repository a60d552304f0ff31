/** A row before and after, field by field; what differs first and marked. */
import { useTranslation } from 'react-i18next'
import type { AuditEntry } from '#shared/modules/access/model.ts'
import { EMPTY, formatTime } from '#renderer/ui/format.ts'
import classes from './access.module.css'

export function AuditDiff({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation('access')
  const { before, after } = entry
  const fields = [...new Set([...Object.keys(after ?? {}), ...Object.keys(before ?? {})])]
  const isUpdate = entry.operation === 'update'
  const differs = (field: string) => JSON.stringify(before?.[field]) !== JSON.stringify(after?.[field])
  const sorted = isUpdate ? [...fields.filter(differs), ...fields.filter((field) => !differs(field))] : fields
  return (
    <table className={classes['diff']}>
      <thead>
        <tr>
          <th scope="col">{t('audit.field')}</th>
          {entry.operation !== 'insert' && <th scope="col">{t('audit.before')}</th>}
          {entry.operation !== 'delete' && <th scope="col">{t('audit.after')}</th>}
        </tr>
      </thead>
      <tbody>
        {sorted.map((field) => (
          <tr key={field} data-changed={(isUpdate && differs(field)) || undefined}>
            <td>{field}</td>
            {entry.operation !== 'insert' && <td data-selectable>{valueText(before?.[field])}</td>}
            {entry.operation !== 'delete' && <td data-selectable>{valueText(after?.[field])}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  )

  function valueText(value: unknown): string {
    if (value === null || value === undefined || value === '') return EMPTY
    if (value === '•••') return `••• (${t('audit.hidden')})`
    if (typeof value === 'boolean') return t(value ? 'common:yes' : 'common:no')
    if (typeof value === 'object') return JSON.stringify(value, undefined, 1)
    if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T/.test(value)) return formatTime(value)
    return String(value as string | number)
  }
}
