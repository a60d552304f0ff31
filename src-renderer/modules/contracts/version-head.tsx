/** The head of a draft: its name, what was changed and why, the days it is for, whether it is saved, and what sends it on. */
import { useTranslation } from 'react-i18next'
import { Button, TextInput } from '@mantine/core'
import { DateField } from '#renderer/ui/form/date-field.tsx'
import type { HeadWords } from './use-version-work.ts'
import classes from './library.module.css'

export interface VersionHeadProps {
  words: HeadWords
  isDirty: boolean
  isSaving: boolean
  isSubmitting: boolean
  onChange(change: Partial<HeadWords>): void
  onKeep(): void
  onSend(): void
}

export function VersionHead({ words, isDirty, isSaving, isSubmitting, onChange, onKeep, onSend }: VersionHeadProps) {
  const { t } = useTranslation('contracts')
  return (
    <>
      <div className={classes['head']}>
        <TextInput
          label={t('version.title')}
          value={words.title}
          onChange={(event) => onChange({ title: event.currentTarget.value })}
        />
        <TextInput
          label={t('version.note')}
          value={words.note}
          onChange={(event) => onChange({ note: event.currentTarget.value })}
        />
        <DateField
          label={t('version.validFrom')}
          value={words.validFrom}
          onChange={(validFrom) => onChange({ validFrom })}
        />
        <DateField label={t('version.validTo')} value={words.validTo} onChange={(validTo) => onChange({ validTo })} />
      </div>
      <div className={classes['filters']}>
        <span className={classes['muted']}>{isDirty ? t('version.unsaved') : t('version.saved')}</span>
        <Button variant="default" disabled={!isDirty} loading={isSaving} onClick={onKeep}>
          {t('version.save')}
        </Button>
        <Button loading={isSubmitting} onClick={onSend}>
          {t('version.submit')}
        </Button>
      </div>
    </>
  )
}
