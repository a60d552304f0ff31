/** What the editor asks for: where a reference leads, which words stand when, what a part is repeated for, when a paragraph stands. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Modal, Select, TextInput } from '@mantine/core'
import type { Condition } from '#shared/modules/contracts/conditions.ts'
import { RUSSIAN_VOCABULARY as WORDS } from '#shared/modules/contracts/vocabulary-ru.ts'
import { ConditionEditor } from './condition-editor.tsx'
import { useNames } from './use-names.ts'
import classes from './editor.module.css'

export interface Place {
  anchor: string
  title: string
}

export function ReferenceDialog({
  places,
  initial,
  onClose,
  onChoose,
}: {
  places: readonly Place[]
  initial: string | null
  onClose(): void
  onChoose(anchor: string): void
}) {
  const { t } = useTranslation('contracts')
  const [anchor, setAnchor] = useState(initial)
  return (
    <Modal
      opened
      returnFocus={false}
      transitionProps={{ duration: 0 }}
      onClose={onClose}
      title={t('reference.title')}
      size={560}
    >
      <form
        className={classes['dialog']}
        onSubmit={(event) => {
          event.preventDefault()
          if (anchor !== null) onChoose(anchor)
        }}
      >
        <Select
          data-autofocus
          searchable
          label={t('reference.to')}
          value={anchor}
          onChange={setAnchor}
          limit={100}
          nothingFoundMessage={t('reference.none')}
          data={places.map((place) => ({ value: place.anchor, label: place.title }))}
        />
        <Button type="submit" disabled={anchor === null}>
          {initial === null ? t('editor.insert') : t('editor.change')}
        </Button>
      </form>
    </Modal>
  )
}

interface Option {
  when: Condition
  text: string
}

export function ChoiceDialog({
  initial,
  onClose,
  onChoose,
}: {
  initial: readonly Option[] | null
  onClose(): void
  onChoose(options: Option[]): void
}) {
  const { t } = useTranslation('contracts')
  const [options, setOptions] = useState<readonly Option[]>(
    initial ?? [
      { when: { fact: 'buyers.sex', in: ['female'] }, text: '' },
      { when: true, text: '' },
    ],
  )
  const put = (index: number, change: Partial<Option>) =>
    setOptions((old) => old.map((one, at) => (at === index ? { ...one, ...change } : one)))
  return (
    <Modal
      opened
      returnFocus={false}
      transitionProps={{ duration: 0 }}
      onClose={onClose}
      title={t('choice.title')}
      size={760}
    >
      <form
        className={classes['dialog']}
        onSubmit={(event) => {
          event.preventDefault()
          onChoose([...options])
        }}
      >
        <p className={classes['hint']}>{t('choice.hint')}</p>
        {options.map(({ when, text }, index) => (
          <fieldset key={index} className={classes['group']}>
            <legend>{t('choice.option', { number: index + 1 })}</legend>
            <TextInput
              label={t('choice.words')}
              value={text}
              onChange={(event) => put(index, { text: event.currentTarget.value })}
            />
            <ConditionEditor value={when} onChange={(next) => put(index, { when: next })} />
            {options.length > 1 && (
              <Button
                variant="subtle"
                size="compact-xs"
                onClick={() => setOptions((old) => old.filter((_, at) => at !== index))}
              >
                {t('condition.remove')}
              </Button>
            )}
          </fieldset>
        ))}
        <div className={classes['buttons']}>
          <Button variant="default" onClick={() => setOptions((old) => [...old, { when: true, text: '' }])}>
            {t('choice.add')}
          </Button>
          <Button type="submit">{initial === null ? t('editor.insert') : t('editor.change')}</Button>
        </div>
      </form>
    </Modal>
  )
}

export function RepeatDialog({
  initial,
  onClose,
  onChoose,
}: {
  initial: string | null
  onClose(): void
  onChoose(list: string): void
}) {
  const { t } = useTranslation('contracts')
  const names = useNames()
  const [list, setList] = useState(initial ?? 'buyers')
  return (
    <Modal
      opened
      returnFocus={false}
      transitionProps={{ duration: 0 }}
      onClose={onClose}
      title={t('repeat.title')}
      size={440}
    >
      <form
        className={classes['dialog']}
        onSubmit={(event) => {
          event.preventDefault()
          onChoose(list)
        }}
      >
        <Select
          data-autofocus
          label={t('repeat.over')}
          value={list}
          allowDeselect={false}
          onChange={(next) => next !== null && setList(next)}
          data={[...WORDS.lists.keys()].map((name) => ({ value: name, label: names.group(name) }))}
        />
        <Button type="submit">{t('editor.apply')}</Button>
      </form>
    </Modal>
  )
}

export function ConditionDialog({
  initial,
  onClose,
  onChoose,
}: {
  initial: Condition | null
  onClose(): void
  onChoose(condition: Condition | null): void
}) {
  const { t } = useTranslation('contracts')
  const [condition, setCondition] = useState<Condition>(initial ?? true)
  return (
    <Modal
      opened
      returnFocus={false}
      transitionProps={{ duration: 0 }}
      onClose={onClose}
      title={t('condition.title')}
      size={760}
    >
      <form
        className={classes['dialog']}
        onSubmit={(event) => {
          event.preventDefault()
          onChoose(condition === true ? null : condition)
        }}
      >
        <ConditionEditor value={condition} onChange={setCondition} />
        <div className={classes['buttons']}>
          <Button variant="default" onClick={() => onChoose(null)}>
            {t('condition.clear')}
          </Button>
          <Button type="submit">{t('editor.apply')}</Button>
        </div>
      </form>
    </Modal>
  )
}
