import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Radio, Stack } from '@mantine/core'
import type { WireError } from '#shared/rpc/errors.ts'
import { Refusal } from '#renderer/ui/refusal.tsx'
import classes from './threshold.module.css'

export type Scale = 'small' | 'complex' | 'developer' | 'developer-x10'
const SCALES: readonly Scale[] = ['complex', 'developer', 'developer-x10']

export interface StartDemoProps {
  error: WireError | undefined
  onStart(scale: Scale): void
  onBack(): void
}

export function StartDemo({ error, onStart, onBack }: StartDemoProps) {
  const { t } = useTranslation('engine')
  const [scale, setScale] = useState<Scale>('complex')
  return (
    <form
      className={`${classes['panel']} ${classes['form']}`}
      onSubmit={(event) => {
        event.preventDefault()
        onStart(scale)
      }}
    >
      <h2 className={classes['formTitle']}>{t('start.demo.title')}</h2>
      <Radio.Group value={scale} onChange={(value) => setScale(value as Scale)} aria-label={t('start.demo.title')}>
        <Stack gap="md">
          {SCALES.map((one) => (
            <Radio key={one} value={one} label={t(`start.scale.${one}`)} description={t(`start.scale.${one}-text`)} />
          ))}
        </Stack>
      </Radio.Group>
      <Refusal error={error} />
      <div className={classes['row']}>
        <Button variant="default" onClick={onBack}>
          {t('common:back')}
        </Button>
        <Button type="submit" data-testid="start-demo-go">
          {t('start.demo.go')}
        </Button>
      </div>
    </form>
  )
}
