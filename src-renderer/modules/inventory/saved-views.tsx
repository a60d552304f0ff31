/** Views kept by name: a filter, a place and a way of painting; one's own and those the company shares. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ActionIcon, Button, Checkbox, Popover, TextInput } from '@mantine/core'
import { IconBookmark, IconTrash, IconUsers } from '@tabler/icons-react'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { newId } from '#shared/kernel/id.ts'
import { Scope } from '#shared/modules/inventory/contract.ts'
import type { SavedView } from '#shared/modules/inventory/filter.ts'
import { HEATS, type HeatKind } from './heat.ts'
import { setFilter, setScope, useInventory } from './state.ts'
import classes from './views.module.css'

export function SavedViews({ place }: { place: 'board' | 'registry' }) {
  const { t } = useTranslation('inventory')
  const [isOpen, setOpen] = useState(false)
  const [name, setName] = useState('')
  const [isShared, setShared] = useState(false)
  const views = (useQuery('inventory.views', {}).data ?? []).filter((view) => view.place === place)
  const save = useCommand('inventory.saveView', { done: t('views.saved') })
  const remove = useCommand('inventory.deleteView')

  async function keep() {
    if (name.trim() === '') return
    const { filter, scope, paint } = useInventory.getState()
    const same = views.find((view) => view.is_own && view.name === name.trim())
    const outcome = await save.run({
      viewId: same?.id ?? newId(),
      name: name.trim(),
      place,
      isShared,
      state: { filter, screen: { paint, ...(scope ? { scope } : {}) } },
    })
    if (outcome.ok) setName('')
  }

  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" width={320} trapFocus returnFocus>
      <Popover.Target>
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          leftSection={<IconBookmark size={15} stroke={1.6} />}
          onClick={() => setOpen(!isOpen)}
          aria-expanded={isOpen}
        >
          {t('views.title')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={8}>
        {views.length === 0 && <div className={classes['none']}>{t('views.none')}</div>}
        {views.map((view) => (
          <div key={view.id} className={classes['row']}>
            <button
              type="button"
              className={classes['open']}
              onClick={() => {
                open(view)
                setOpen(false)
              }}
            >
              {view.name}
              {view.is_shared && (
                <small>
                  <IconUsers size={13} stroke={1.6} /> {view.is_own ? t('views.shared') : view.user_name}
                </small>
              )}
            </button>
            {view.is_own && (
              <ActionIcon
                aria-label={t('views.remove', { name: view.name })}
                onClick={() => void remove.run({ viewId: view.id })}
              >
                <IconTrash size={15} stroke={1.6} />
              </ActionIcon>
            )}
          </div>
        ))}
        <form
          className={classes['form']}
          onSubmit={(event) => {
            event.preventDefault()
            void keep()
          }}
        >
          <TextInput
            placeholder={t('views.name')}
            aria-label={t('views.name')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            maxLength={100}
            data-autofocus
          />
          <Button type="submit" loading={save.isPending} disabled={name.trim() === ''}>
            {t('common:save')}
          </Button>
          <Checkbox
            label={t('views.share')}
            checked={isShared}
            onChange={(event) => setShared(event.currentTarget.checked)}
          />
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}

function open(view: SavedView): void {
  const { scope, paint } = view.state.screen
  const place = Scope.safeParse(scope)
  if (place.success) setScope(place.data)
  if (paint === 'status' || HEATS.includes(paint as HeatKind))
    useInventory.setState({ paint: paint as 'status' | HeatKind })
  setFilter(view.state.filter)
}
