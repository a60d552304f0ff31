/** Terms of bookings from a moment on: for the house all of them, for a complex what differs. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Select } from '@mantine/core'
import { DateTimePicker } from '@mantine/dates'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { FormDialog } from '#renderer/ui/form-dialog.tsx'
import { WholeField } from '#renderer/ui/form/fields.tsx'
import { newId } from '#shared/kernel/id.ts'
import type { BookingTermsRow } from '#shared/modules/inventory/structure-model.ts'
import { fromPicker, toPicker } from './dialog-fields.tsx'

export interface TermsDialogProps {
  /** The newest terms of the place; without them a complex is asked for. */
  terms: BookingTermsRow | undefined
  /** Complexes that have terms of their own. */
  taken: ReadonlySet<string>
  onClose(): void
}

export function TermsDialog({ terms, taken, onClose }: TermsDialogProps) {
  const { t } = useTranslation('inventory')
  const complexes = (useQuery('inventory.tree', {}).data ?? []).filter((row) => row.kind === 'complex')
  const [complexId, setComplex] = useState<string | null>(terms?.complex_id ?? null)
  const [extensions, setExtensions] = useState(terms?.extensions ?? null)
  const [offerHours, setOfferHours] = useState(terms?.offer_hours ?? null)
  const [queue, setQueue] = useState(terms?.queue ?? null)
  const [returnDays, setReturnDays] = useState(terms?.return_days ?? null)
  const [startsAt, setStart] = useState<string | null>(null)
  const [termsId] = useState(newId)
  const save = useCommand('inventory.setBookingTerms', { quiet: true, done: t('terms.saved') })
  const isHouse = terms !== undefined && terms.complex_id === null
  const hint = isHouse ? undefined : t('terms.asHouseHint')
  return (
    <FormDialog
      isOpen
      title={terms ? t('terms.change', { place: terms.complex ?? t('terms.house') }) : t('terms.add')}
      submit={t('common:save')}
      isPending={save.isPending}
      error={save.error}
      onClose={onClose}
      onSubmit={(event) => {
        event.preventDefault()
        if (!isHouse && complexId === null) return
        void save
          .run({
            termsId,
            complexId,
            startsAt: startsAt === null ? null : fromPicker(startsAt),
            extensions,
            offerHours,
            queue,
            returnDays,
          })
          .then(({ ok }) => ok && onClose())
      }}
    >
      {terms === undefined && (
        <Select
          label={t('column.complex')}
          data={complexes.filter(({ id }) => !taken.has(id)).map(({ id, name }) => ({ value: id, label: name }))}
          value={complexId}
          onChange={setComplex}
          searchable
          required
          data-autofocus
          nothingFoundMessage={t('filter.none')}
        />
      )}
      <WholeField label={t('terms.extensions')} description={hint} value={extensions} onChange={setExtensions} />
      <WholeField label={t('terms.offerHours')} description={hint} value={offerHours} onChange={setOfferHours} />
      <WholeField label={t('terms.queue')} description={hint} value={queue} onChange={setQueue} />
      <WholeField label={t('terms.returnDays')} description={hint} value={returnDays} onChange={setReturnDays} />
      <DateTimePicker
        label={t('terms.from')}
        value={startsAt}
        onChange={setStart}
        valueFormat={t('book.format')}
        minDate={toPicker(Date.now())}
        placeholder={t('terms.atOnce')}
        clearable
      />
    </FormDialog>
  )
}
