/** Ctrl+K: go to any screen, do any command, find any thing. */
import { useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Loader } from '@mantine/core'
import { Spotlight } from '@mantine/spotlight'
import { IconKeyboard, IconLock, IconSearch, type Icon } from '@tabler/icons-react'
import type { Actor } from '#shared/modules/engine/model.ts'
import { useApi } from '../data/engine.tsx'
import { notifyError } from '../data/notify.ts'
import { navigate } from '../data/route.ts'
import { may } from '../data/session.ts'
import { AppError } from '#shared/rpc/errors.ts'
import { screens } from '../modules/index.ts'
import { matchesText } from '../ui/match.ts'
import classes from './palette.module.css'
import { useSearch } from './use-search.ts'

export interface PaletteProps {
  actor: Actor
  onLock(): void
  onShortcuts(): void
}

interface Entry {
  id: string
  title: string
  words: string
  icon: Icon
  run(): void
}

export function Palette({ actor, onLock, onShortcuts }: PaletteProps) {
  const { t } = useTranslation('engine')
  const api = useApi()
  const [text, setText] = useState('')
  const { groups, isSearching } = useSearch(text, actor)

  const { places, commands } = useMemo(() => {
    const places: Entry[] = screens
      .flatMap((one) => one.screens)
      .filter((screen) => may(actor, screen.right) && !screen.path.includes(':'))
      .map((screen) => ({
        id: screen.path,
        title: t(screen.title),
        words: '',
        icon: screen.icon,
        run: () => navigate(screen.path),
      }))
    const given: Entry[] = screens
      .flatMap((one) => one.commands ?? [])
      .filter((command) => may(actor, command.right))
      .map((command) => ({
        id: command.id,
        title: t(command.title),
        words: command.keywords === undefined ? '' : t(command.keywords),
        icon: command.icon,
        run: () => {
          Promise.resolve(command.run({ api, navigate })).catch((error: unknown) => {
            if (error instanceof AppError) notifyError(error, t)
            else throw error
          })
        },
      }))
    const own: Entry[] = [
      { id: 'lock', title: t('user.lock'), words: '', icon: IconLock, run: onLock },
      { id: 'shortcuts', title: t('shortcuts.title'), words: '', icon: IconKeyboard, run: onShortcuts },
    ]
    return { places, commands: [...given, ...own] }
  }, [actor, api, onLock, onShortcuts, t])

  const found = (entries: readonly Entry[]) =>
    entries.filter((entry) => matchesText(text, `${entry.title} ${entry.words}`))
  const [foundPlaces, foundCommands] = [found(places), found(commands)]
  const isEmpty = foundPlaces.length + foundCommands.length + groups.length === 0

  // Enter takes the first entry when no arrow has chosen another.
  const list = useRef<HTMLDivElement>(null)
  const takeFirst = () => {
    if (list.current?.querySelector('[data-selected]') === null) list.current.querySelector('button')?.click()
  }

  return (
    <Spotlight.Root
      query={text}
      onQueryChange={setText}
      shortcut={['mod + K', '/']}
      scrollable
      maxHeight="70vh"
      size={640}
      centered={false}
      yOffset="12vh"
      clearQueryOnClose
      transitionProps={{ duration: 60 }}
      overlayProps={{ backgroundOpacity: 0.35 }}
      classNames={{
        actionsList: classes['list'] ?? '',
        actionsGroup: classes['group'] ?? '',
        action: classes['action'] ?? '',
        search: classes['search'] ?? '',
      }}
    >
      <Spotlight.Search
        onKeyDown={(event) => event.key === 'Enter' && takeFirst()}
        placeholder={t('palette.placeholder')}
        leftSection={isSearching ? <Loader size={16} /> : <IconSearch size={18} stroke={1.6} />}
      />
      <Spotlight.ActionsList ref={list}>
        {groups.map((group) => (
          <Spotlight.ActionsGroup key={group.title} label={t(group.title)}>
            {group.hits.map((hit) => (
              <Spotlight.Action
                key={hit.id}
                label={hit.title}
                {...(hit.detail === undefined ? {} : { description: hit.detail })}
                leftSection={<group.icon size={18} stroke={1.6} />}
                data-to={hit.to}
                onClick={() => navigate(hit.to)}
              />
            ))}
          </Spotlight.ActionsGroup>
        ))}
        <Group title={t('palette.go')} entries={foundPlaces} />
        <Group title={t('palette.do')} entries={foundCommands} />
        {isEmpty && <Spotlight.Empty>{t(isSearching ? 'palette.searching' : 'palette.nothing')}</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  )
}

function Group({ title, entries }: { title: string; entries: readonly Entry[] }) {
  if (entries.length === 0) return null
  return (
    <Spotlight.ActionsGroup label={title}>
      {entries.map((entry) => (
        <Spotlight.Action
          key={entry.id}
          label={entry.title}
          leftSection={<entry.icon size={18} stroke={1.6} />}
          onClick={entry.run}
        />
      ))}
    </Spotlight.ActionsGroup>
  )
}
