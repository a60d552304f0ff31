/** One person: contacts, notes, who shares a phone, and behind a button what is secret. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { formatPhone } from '#shared/modules/access/phone.ts'
import { navigate } from '#renderer/data/route.ts'
import { useMay } from '#renderer/data/session.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { formatDay } from '#renderer/ui/format.ts'
import { Link } from '#renderer/ui/link.tsx'
import { ErrorState, LoadingState } from '#renderer/ui/states.tsx'
import { MergeDialog } from './merge-dialog.tsx'
import { Panel, Section } from './panel.tsx'
import { PersonForm } from './person-form.tsx'
import { PersonSecretSection } from './person-secret.tsx'
import { Fact } from './user-card.tsx'
import classes from './access.module.css'

export function PersonCard({ personId, onClose }: { personId: string; onClose(): void }) {
  const { t } = useTranslation('access')
  const { data, error, retry } = useQuery('access.person', { personId })
  const canWrite = useMay('people.write')
  const canReadSecret = useMay('people.secret.read')
  const canMerge = useMay('people.merge')
  const [twin, setTwin] = useState<string>()
  const [isEditing, setEditing] = useState(false)
  if (!data) {
    return (
      <Panel title="…" onClose={onClose}>
        {error ? <ErrorState error={error} onRetry={retry} /> : <LoadingState />}
      </Panel>
    )
  }
  return (
    <Panel
      title={data.name}
      detail={`${t(`people.${data.kind}`)} · ${t('people.created')} ${formatDay(data.created_at)}`}
      onClose={onClose}
    >
      <dl className={classes['facts']}>
        {data.phones.map(({ id, phone, label }) => (
          <Fact key={id} name={label === '' ? t('people.phone') : label} value={formatPhone(phone)} />
        ))}
        <Fact name={t('people.email')} value={data.email} />
        {data.kind === 'legal' && (
          <>
            <Fact name={t('person.inn')} value={data.inn} />
            <Fact name={t('person.kpp')} value={data.kpp} />
            <Fact name={t('person.ogrn')} value={data.ogrn} />
          </>
        )}
        {data.notes !== '' && <Fact name={t('person.notes')} value={data.notes} />}
      </dl>
      {data.duplicates.length > 0 && (
        <div className={classes['notice']} data-warn>
          {t('person.duplicates')}:{' '}
          {data.duplicates.map((other, index) => (
            <span key={other.id}>
              {index > 0 && ', '}
              <Link to={`/people?person=${other.id}`}>{other.name}</Link>
            </span>
          ))}
          {canMerge && data.duplicates[0] && (
            <div className={classes['save']}>
              <Button variant="default" onClick={() => setTwin(data.duplicates[0]?.id)}>
                {t('merge.join')}
              </Button>
            </div>
          )}
        </div>
      )}
      {data.merged_into_id !== null && (
        <div className={classes['notice']}>
          <Link to={`/people?person=${data.merged_into_id}`}>{t('merge.goneAway')}</Link>
        </div>
      )}
      {canWrite && data.merged_into_id === null && (
        <div className={classes['actions']}>
          <Button variant="default" leftSection={<IconPencil size={16} />} onClick={() => setEditing(true)}>
            {t('person.edit')}
          </Button>
        </div>
      )}
      {canReadSecret && data.kind === 'natural' && (
        <Section title={t('person.secret')}>
          <PersonSecretSection personId={personId} />
        </Section>
      )}
      {twin !== undefined && (
        <MergeDialog
          firstId={personId}
          secondId={twin}
          onClose={() => setTwin(undefined)}
          onMerged={(keptId) => {
            setTwin(undefined)
            navigate(`/people?person=${keptId}`)
          }}
        />
      )}
      {isEditing && <PersonForm person={data} onClose={() => setEditing(false)} onSaved={() => setEditing(false)} />}
    </Panel>
  )
}
