/** For how many days the house keeps what nobody needs any more. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@mantine/core'
import type { Retention } from '#shared/modules/files/model.ts'
import { useMay } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { WholeField } from '#renderer/ui/form/fields.tsx'
import { formatTime } from '#renderer/ui/format.ts'
import classes from './access.module.css'

const MOST_DAYS = 3650

export function RetentionDays() {
  const now = useQuery('files.retention', {}).data
  // Somebody else's change comes in as a new form.
  return now ? <Days key={now.changed_at} now={now} /> : null
}

function Days({ now }: { now: Retention }) {
  const { t } = useTranslation('access')
  const canManage = useMay('access.manage')
  const save = useCommand('files.setRetention', { done: t('retention.saved') })
  const [files, setFiles] = useState<number | null>(now.file_days)
  const [notices, setNotices] = useState<number | null>(now.notice_days)
  const isGood = [files, notices].every((days) => days !== null && days >= 1 && days <= MOST_DAYS)
  const isChanged = files !== now.file_days || notices !== now.notice_days
  return (
    <section className={classes['retention']}>
      <h2>{t('retention.title')}</h2>
      <p className={classes['about']}>{t('retention.about')}</p>
      <div className={classes['retentionFields']}>
        <WholeField label={t('retention.files')} value={files} onChange={setFiles} disabled={!canManage} />
        <WholeField label={t('retention.notices')} value={notices} onChange={setNotices} disabled={!canManage} />
        {isChanged && (
          <Button
            disabled={!isGood}
            loading={save.isPending}
            onClick={() =>
              files !== null && notices !== null && void save.run({ file_days: files, notice_days: notices })
            }
          >
            {t('common:save')}
          </Button>
        )}
      </div>
      {now.user_name !== null && (
        <p className={classes['about']}>
          {t('retention.changed', { who: now.user_name, at: formatTime(now.changed_at) })}
        </p>
      )}
    </section>
  )
}
