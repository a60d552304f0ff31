/** Потребности: what was wished for, beside what it has become. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@mantine/core'
import { useCommand } from '#renderer/data/use-command.ts'
import { newId } from '#shared/kernel/id.ts'
import type { DealCard } from '#shared/modules/deals/model.ts'
import { Checks } from './checks.tsx'
import { NeedsFields, NO_NEEDS } from './needs-fields.tsx'
import classes from './deals.module.css'

export function NeedsTab({ card }: { card: DealCard }) {
  const { t } = useTranslation('deals')
  const { deal, can } = card
  const save = useCommand('deals.setNeeds', { done: t('saved') })
  const [needs, setNeeds] = useState(() => ({ ...NO_NEEDS, ...deal.needs }))
  const isChanged = JSON.stringify(needs) !== JSON.stringify({ ...NO_NEEDS, ...deal.needs })
  return (
    <form
      className={classes['narrow']}
      onSubmit={(event) => {
        event.preventDefault()
        void save.run({ dealId: deal.id, eventId: newId(), needs })
      }}
    >
      <Checks checks={card.checks} />
      <NeedsFields needs={needs} onChange={setNeeds} isReadOnly={!can.edit} />
      {can.edit && (
        <Button mt={12} type="submit" loading={save.isPending} disabled={!isChanged}>
          {t('common:save')}
        </Button>
      )}
    </form>
  )
}
