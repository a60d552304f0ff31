/** Which clause stands at each place and why; for this one document it may be swapped, moved, dropped, added or rewritten, and is marked then. */
import { type DragEvent, type KeyboardEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ActionIcon, Button, Menu, NativeSelect } from '@mantine/core'
import { IconDotsVertical, IconGripVertical, IconPlus } from '@tabler/icons-react'
import type { ClauseRow, Preview, TemplateRow } from '#shared/modules/contracts/contract.ts'
import { slotsOf } from '#shared/modules/contracts/model.ts'
import type { Facts } from '#shared/modules/contracts/vocabulary.ts'
import { ToneBadge } from '#renderer/ui/tone-badge.tsx'
import { type OpenedClause, ClauseDialog } from './builder-clause-dialog.tsx'
import { type BuilderDraft, withEdit, withoutEdit } from './draft.ts'
import type { Names } from './use-names.ts'
import classes from './contracts.module.css'

export interface ClausesListProps {
  preview: Preview
  template: TemplateRow | undefined
  clauses: readonly ClauseRow[]
  draft: BuilderDraft
  facts: Facts
  names: Names
  onChange(draft: BuilderDraft): void
}

export function ClausesList({ preview, template, clauses, draft, facts, names, onChange }: ClausesListProps) {
  const { t } = useTranslation('contracts')
  const [dragged, setDragged] = useState<string>()
  const [over, setOver] = useState<string>()
  const [opened, setOpened] = useState<OpenedClause>()
  const titles = new Map(clauses.map(({ id, title }) => [id, title]))
  const slots = new Map(template ? slotsOf(template.body).map((slot) => [slot.key, slot]) : [])
  const dropped = draft.edits.filter((edit) => edit.kind === 'drop')
  const order = preview.clauses.map(({ slot }) => slot)

  const moveTo = (slot: string, after: string) => {
    if (slot === after || order[order.indexOf(slot) - 1] === after) return
    onChange(withEdit(draft, { kind: 'move', slot, after }))
  }
  const moveBy = (slot: string, step: -1 | 1) => {
    const at = order.indexOf(slot)
    const after = order[step === 1 ? at + 1 : at - 2]
    if (after !== undefined) moveTo(slot, after)
  }
  const onKey = (event: KeyboardEvent, slot: string) => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
    event.preventDefault()
    moveBy(slot, event.key === 'ArrowUp' ? -1 : 1)
  }
  const onDrop = (event: DragEvent, slot: string) => {
    event.preventDefault()
    if (dragged !== undefined) moveTo(dragged, slot)
    setDragged(undefined)
    setOver(undefined)
  }
  return (
    <>
      <p className={classes['note']}>{t('builder.clausesHint')}</p>
      <ol className={classes['clauses']}>
        {preview.clauses.map(({ slot, title, clause, version, standing, because }) => {
          const edits = draft.edits.filter((edit) => edit.slot === slot)
          const variants = [...new Set([clause, ...(slots.get(slot)?.variants.map((each) => each.clause) ?? [])])]
          const own = edits.find((edit) => edit.kind === 'rewrite')
          return (
            <li
              key={slot}
              tabIndex={0}
              draggable
              aria-label={title}
              data-slot={slot}
              data-over={over === slot || undefined}
              onKeyDown={(event) => onKey(event, slot)}
              onDragStart={() => setDragged(slot)}
              onDragEnd={() => setDragged(undefined)}
              onDragOver={(event) => {
                event.preventDefault()
                setOver(slot)
              }}
              onDrop={(event) => onDrop(event, slot)}
            >
              <div className={classes['clauseHead']}>
                <IconGripVertical size={14} className={classes['grip'] ?? ''} aria-hidden />
                <strong>{title}</strong>
                {standing !== 'standard' && <ToneBadge tone="held" text={t(`standing.${standing}`)} />}
                <Menu position="bottom-end">
                  <Menu.Target>
                    <ActionIcon variant="subtle" aria-label={t('builder.clauseMenu', { title })}>
                      <IconDotsVertical size={16} />
                    </ActionIcon>
                  </Menu.Target>
                  <Menu.Dropdown>
                    <Menu.Item
                      onClick={() =>
                        setOpened({
                          kind: 'rewrite',
                          slot,
                          title,
                          clause,
                          version,
                          content: own?.kind === 'rewrite' ? own.content : null,
                        })
                      }
                    >
                      {t('builder.rewrite')}
                    </Menu.Item>
                    <Menu.Item onClick={() => setOpened({ kind: 'add', after: slot, title })}>
                      {t('builder.addAfter')}
                    </Menu.Item>
                    <Menu.Item onClick={() => moveBy(slot, -1)} rightSection="Alt+↑">
                      {t('builder.moveUp')}
                    </Menu.Item>
                    <Menu.Item onClick={() => moveBy(slot, 1)} rightSection="Alt+↓">
                      {t('builder.moveDown')}
                    </Menu.Item>
                    {edits.length > 0 && (
                      <Menu.Item onClick={() => onChange(withoutEdit(draft, slot))}>{t('builder.restore')}</Menu.Item>
                    )}
                    {standing !== 'added' && (
                      <Menu.Item color="bad" onClick={() => onChange(withEdit(draft, { kind: 'drop', slot }))}>
                        {t('builder.drop')}
                      </Menu.Item>
                    )}
                  </Menu.Dropdown>
                </Menu>
              </div>
              {variants.length > 1 ? (
                <NativeSelect
                  aria-label={title}
                  value={clause}
                  data={variants.map((key) => ({ value: key, label: titles.get(key) ?? key }))}
                  onChange={(event) =>
                    onChange(withEdit(draft, { kind: 'swap', slot, clause: event.currentTarget.value }))
                  }
                />
              ) : (
                <span>{titles.get(clause) ?? (standing === 'added' ? t('builder.ownText') : clause)}</span>
              )}
              <span className={classes['why']}>
                {standing === 'swapped' || standing === 'added' || standing === 'rewritten'
                  ? t('builder.byHand')
                  : because.length === 0
                    ? t('names.always')
                    : names.because(because, facts).join('; ')}
              </span>
            </li>
          )
        })}
        {dropped.map(({ slot }) => (
          <li key={slot}>
            <div className={classes['clauseHead']}>
              <s>{slots.get(slot)?.title ?? slot}</s>
              <Button variant="subtle" onClick={() => onChange(withoutEdit(draft, slot))}>
                {t('builder.restore')}
              </Button>
            </div>
          </li>
        ))}
      </ol>
      {order.length > 0 && (
        <Button
          variant="default"
          leftSection={<IconPlus size={14} />}
          onClick={() => setOpened({ kind: 'add', after: order.at(-1) ?? '', title: '' })}
        >
          {t('builder.addClause')}
        </Button>
      )}
      {opened && (
        <ClauseDialog
          opened={opened}
          clauses={clauses}
          onClose={() => setOpened(undefined)}
          onEdit={(edit) => {
            onChange(withEdit(draft, edit))
            setOpened(undefined)
          }}
        />
      )}
    </>
  )
}
