import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { InstalmentLimits } from '#shared/modules/instalments/limits.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { PercentField, WholeField } from '#renderer/ui/form/fields.tsx'
import { FormDialog } from '#renderer/ui/form-dialog.tsx'
import { basisPoints } from './words.ts'
import classes from './instalments.module.css'

/** What the company gives without asking; beyond it a schedule waits for a second person. */
export function LimitsDialog({ onClose }: { onClose: () => void }) {
  const limits = useQuery('instalments.limits', {}).data
  return limits ? <LimitsForm limits={limits} onClose={onClose} /> : null
}

function LimitsForm({ limits, onClose }: { limits: InstalmentLimits; onClose: () => void }) {
  const { t } = useTranslation('instalments')
  const [form, setForm] = useState(limits)
  const save = useCommand('instalments.setLimits', { quiet: true, done: t('limits.saved') })
  const set = (part: Partial<InstalmentLimits>) => setForm((before) => ({ ...before, ...part }))
  return (
    <FormDialog
      isOpen
      width={520}
      title={t('limits.title')}
      text={t('limits.text')}
      submit={t('limits.submit')}
      isPending={save.isPending}
      error={save.error}
      onClose={onClose}
      onSubmit={(event) => {
        event.preventDefault()
        void save.run(form).then((outcome) => outcome.ok && onClose())
      }}
    >
      <div className={classes['fields']}>
        <PercentField
          label={t('limits.first')}
          value={form.min_first_bp / 10_000}
          onChange={(value) => set({ min_first_bp: basisPoints(value ?? 0) })}
          data-autofocus
        />
        <PercentField
          label={t('limits.line')}
          value={form.max_line_bp / 10_000}
          onChange={(value) => set({ max_line_bp: basisPoints(value ?? 1) })}
        />
        <WholeField
          label={t('limits.months')}
          value={form.max_months}
          onChange={(value) => set({ max_months: value ?? 0 })}
        />
        <WholeField
          label={t('limits.free')}
          value={form.interest_free_months}
          onChange={(value) => set({ interest_free_months: value ?? 0 })}
        />
        <PercentField
          label={t('limits.rate')}
          value={form.min_rate_bp / 10_000}
          onChange={(value) => set({ min_rate_bp: basisPoints(value ?? 0) })}
        />
      </div>
    </FormDialog>
  )
}
