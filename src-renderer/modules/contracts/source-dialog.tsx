/** An auction result, a stay, an owner's agreement: the unit and the people of the register that it is about; the builder asks for the rest. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Pill, PillGroup } from '@mantine/core'
import type { StatedSource } from '#shared/modules/contracts/contract-model.ts'
import { useApi } from '#renderer/data/engine.tsx'
import { FormDialog } from '#renderer/ui/form-dialog.tsx'
import { Picker, type Choice } from '#renderer/ui/form/picker.tsx'
import { openBuilder } from './api.tsx'

const MOST = 12

export function SourceDialog({ kind, onClose }: { kind: StatedSource; onClose(): void }) {
  const { t } = useTranslation('contracts')
  const api = useApi()
  const [unit, setUnit] = useState<Choice | null>(null)
  const [people, setPeople] = useState<readonly Choice[]>([])
  return (
    <FormDialog
      isOpen
      title={t(`begin.${kind}`)}
      text={t('begin.text')}
      submit={t('begin.submit')}
      width={520}
      onClose={onClose}
      onSubmit={(event) => {
        event.preventDefault()
        openBuilder({
          kind,
          id: null,
          ...(unit ? { unitId: unit.id } : {}),
          ...(people.length === 0 ? {} : { personIds: people.map(({ id }) => id) }),
        })
      }}
    >
      <Picker
        label={t('begin.unit')}
        value={unit}
        onChange={setUnit}
        autoFocus
        find={async (text, signal) => {
          if (text === '') return []
          const hits = await api.inventory.search({ text, limit: 40 }, { signal })
          return hits
            .filter((hit) => hit.kind === 'unit')
            .slice(0, MOST)
            .map((hit) => ({ id: hit.entity_id, title: hit.title, detail: hit.subtitle }))
        }}
      />
      <Picker
        key={people.length}
        label={t(`begin.people.${kind}`)}
        value={null}
        onChange={(person) => {
          if (person) setPeople((old) => (old.some(({ id }) => id === person.id) ? old : [...old, person]))
        }}
        find={async (text, signal) => {
          const rows = await api.access.people({ text, limit: MOST }, { signal })
          return rows.map(({ id, name, phone }) => ({ id, title: name, ...(phone === null ? {} : { detail: phone }) }))
        }}
      />
      <PillGroup>
        {people.map(({ id, title }) => (
          <Pill
            key={id}
            withRemoveButton
            removeButtonProps={{ 'aria-label': t('begin.remove', { name: title }) }}
            onRemove={() => setPeople((old) => old.filter((each) => each.id !== id))}
          >
            {title}
          </Pill>
        ))}
      </PillGroup>
    </FormDialog>
  )
}
