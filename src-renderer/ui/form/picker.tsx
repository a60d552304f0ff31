/** Chooses one of many by typing: people, units, contracts. The shell; a module gives `find` and, if it may, `onCreate`. */
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CloseButton, Combobox, Loader, TextInput, useCombobox } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import classes from './picker.module.css'

export interface Choice {
  id: string
  title: string
  detail?: string
}

export interface PickerProps {
  label: string
  value: Choice | null
  onChange(choice: Choice | null): void
  /** Best first, at most a dozen; aborted when the user types on. */
  find(text: string, signal: AbortSignal): Promise<readonly Choice[]>
  /** Offered below the hits with what was typed. */
  onCreate?: (text: string) => void
  placeholder?: string
  error?: string
  required?: boolean
  autoFocus?: boolean
}

const PAUSE_MS = 120

export function Picker({
  label,
  value,
  onChange,
  find,
  onCreate,
  placeholder,
  error,
  required,
  autoFocus,
}: PickerProps) {
  const { t } = useTranslation()
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() })
  const [text, setText] = useState('')
  const [hits, setHits] = useState<readonly Choice[]>()
  const [isBusy, setBusy] = useState(false)
  const search = useRef(find)
  useEffect(() => {
    search.current = find
  })
  const isOpen = combobox.dropdownOpened
  useEffect(() => {
    if (!isOpen) return
    const controller = new AbortController()
    const timer = setTimeout(() => {
      setBusy(true)
      search
        .current(text.trim(), controller.signal)
        .then((found) => !controller.signal.aborted && setHits(found))
        .catch(() => !controller.signal.aborted && setHits([]))
        .finally(() => !controller.signal.aborted && setBusy(false))
    }, PAUSE_MS)
    return () => {
      clearTimeout(timer)
      controller.abort()
    }
  }, [text, isOpen])

  return (
    <Combobox
      store={combobox}
      onOptionSubmit={(id) => {
        const chosen = hits?.find((hit) => hit.id === id)
        if (chosen) onChange(chosen)
        else onCreate?.(text.trim())
        setText('')
        combobox.closeDropdown()
      }}
    >
      <Combobox.Target>
        <TextInput
          label={label}
          required={required ?? false}
          error={error}
          placeholder={placeholder ?? t('form.startTyping')}
          autoFocus={autoFocus ?? false}
          value={isOpen ? text : (value?.title ?? text)}
          onFocus={() => combobox.openDropdown()}
          onClick={() => combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
          onChange={(event) => {
            setText(event.currentTarget.value)
            combobox.openDropdown()
            combobox.resetSelectedOption()
          }}
          rightSection={
            isBusy ? (
              <Loader size={14} />
            ) : value ? (
              <CloseButton size="xs" aria-label={t('form.clear')} onClick={() => onChange(null)} />
            ) : null
          }
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Options mah={280} style={{ overflowY: 'auto' }}>
          {hits?.map((hit) => (
            <Combobox.Option key={hit.id} value={hit.id}>
              <span className={classes['title']}>{hit.title}</span>
              {hit.detail !== undefined && <span className={classes['detail']}>{hit.detail}</span>}
            </Combobox.Option>
          ))}
          {hits?.length === 0 && <Combobox.Empty>{t('form.nothing')}</Combobox.Empty>}
          {onCreate && text.trim() !== '' && (
            <Combobox.Option value="">
              <IconPlus size={14} /> {t('form.create', { text: text.trim() })}
            </Combobox.Option>
          )}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  )
}
