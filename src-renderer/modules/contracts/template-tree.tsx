/** The slots and sections of a template in their order: chosen, moved by keys or by hand, changed at the side. */
import { type DragEvent, type KeyboardEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ActionIcon, Button, Checkbox, NumberInput, Select, TextInput } from '@mantine/core'
import {
  IconArrowDown,
  IconArrowUp,
  IconIndentDecrease,
  IconIndentIncrease,
  IconTrash,
  IconX,
} from '@tabler/icons-react'
import type { Section, Slot, TemplateNode, Variant } from '#shared/modules/contracts/model.ts'
import {
  type Direction,
  type Path,
  inserted,
  linesOf,
  moved,
  movedBefore,
  newSection,
  newSlot,
  nodeAt,
  removed,
  replaced,
} from '#shared/modules/contracts/template-edit.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { Link } from '#renderer/ui/link.tsx'
import { ConditionEditor } from './condition-editor.tsx'
import { useNames } from './use-names.ts'
import classes from './template.module.css'

export interface TemplateTreeProps {
  nodes: readonly TemplateNode[]
  isReadOnly: boolean
  onChange(nodes: TemplateNode[]): void
}

const KEYS: Readonly<Record<string, Direction>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'out',
  ArrowRight: 'in',
}

export function TemplateTree({ nodes, isReadOnly, onChange }: TemplateTreeProps) {
  const { t } = useTranslation('contracts')
  const [chosen, setChosen] = useState<Path>([0])
  const [dragged, setDragged] = useState<Path>()
  const library = useQuery('contracts.library', {})
  const clauses = (library.data ?? []).filter(({ kind }) => kind === 'clause')
  const titles = new Map(clauses.map(({ id, title }) => [id, title]))
  const lines = linesOf(nodes)
  const node = nodeAt(nodes, chosen)

  const move = (direction: Direction) => take(moved(nodes, chosen, direction))
  function take(next: { nodes: TemplateNode[]; path: Path } | undefined) {
    if (!next || isReadOnly) return
    onChange(next.nodes)
    focus(next.path)
  }
  function focus(path: Path) {
    setChosen(path)
    requestAnimationFrame(() => document.getElementById(lineId(path))?.focus())
  }
  const add = (fresh: TemplateNode) => {
    const path = nodes.length === 0 ? [0] : chosen.with(-1, (chosen.at(-1) ?? 0) + 1)
    onChange(inserted(nodes, path, fresh))
    focus(path)
  }
  const remove = () => {
    onChange(removed(nodes, chosen))
    focus(chosen.with(-1, Math.max(0, (chosen.at(-1) ?? 0) - 1)))
  }

  function onKeyDown(event: KeyboardEvent) {
    const at = lines.findIndex(({ path }) => path.join() === chosen.join())
    const direction = KEYS[event.key]
    if (event.altKey && direction) move(direction)
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp')
      focus(lines[at + (event.key === 'ArrowDown' ? 1 : -1)]?.path ?? chosen)
    else if (event.key === 'Delete' && !isReadOnly && lines.length > 1) remove()
    else return
    event.preventDefault()
  }

  return (
    <div className={classes['work']}>
      <div>
        {!isReadOnly && (
          <div className={classes['tools']}>
            {(
              [
                ['up', IconArrowUp],
                ['down', IconArrowDown],
                ['out', IconIndentDecrease],
                ['in', IconIndentIncrease],
              ] as const
            ).map(([direction, Icon]) => (
              <ActionIcon
                key={direction}
                variant="default"
                aria-label={t(`template.move.${direction}`)}
                title={t(`template.move.${direction}`)}
                onClick={() => move(direction)}
              >
                <Icon size={16} />
              </ActionIcon>
            ))}
            <ActionIcon
              variant="default"
              aria-label={t('template.remove')}
              title={t('template.remove')}
              disabled={lines.length < 2}
              onClick={remove}
            >
              <IconTrash size={16} />
            </ActionIcon>
            <Select
              searchable
              size="xs"
              placeholder={t('template.addClause')}
              aria-label={t('template.addClause')}
              value={null}
              limit={60}
              data={clauses.map(({ id, title }) => ({ value: id, label: `${title} · ${id}` }))}
              onChange={(id) => id !== null && add(newSlot(nodes, id, titles.get(id) ?? id))}
            />
            <Button size="xs" variant="default" onClick={() => add(newSection(nodes, t('template.newSection'), false))}>
              {t('template.addSection')}
            </Button>
            <Button size="xs" variant="default" onClick={() => add(newSection(nodes, t('template.newAnnex'), true))}>
              {t('template.addAnnex')}
            </Button>
          </div>
        )}
        <ul className={classes['tree']} role="tree" aria-label={t('template.tree')} onKeyDown={onKeyDown}>
          {lines.map(({ path, node: one }) => (
            <li
              key={path.join('.')}
              id={lineId(path)}
              role="treeitem"
              aria-level={path.length}
              aria-selected={path.join() === chosen.join()}
              tabIndex={path.join() === chosen.join() ? 0 : -1}
              data-kind={one.kind}
              style={{ paddingLeft: 8 + (path.length - 1) * 20 }}
              draggable={!isReadOnly}
              onClick={() => focus(path)}
              onDragStart={() => setDragged(path)}
              onDragOver={(event: DragEvent) => dragged && event.preventDefault()}
              onDrop={(event: DragEvent) => {
                event.preventDefault()
                if (dragged) take(movedBefore(nodes, dragged, path))
                setDragged(undefined)
              }}
            >
              {one.kind === 'section' ? <strong lang="ru">{headingOf(one)}</strong> : one.title}
              <span className={classes['muted']}>
                {' '}
                {one.kind === 'section'
                  ? one.isAnnex
                    ? t('template.annex')
                    : ''
                  : `${t('library.choices', { count: one.variants.length })}${one.isRequired ? '' : ` · ${t('library.optional')}`}`}
              </span>
            </li>
          ))}
        </ul>
        <p className={classes['muted']}>{!isReadOnly && t('template.keys')}</p>
      </div>
      <fieldset className={classes['card']} disabled={isReadOnly} key={chosen.join('.')}>
        {node?.kind === 'slot' && (
          <SlotCard
            slot={node}
            titles={titles}
            clauses={clauses.map(({ id, title }) => ({ value: id, label: `${title} · ${id}` }))}
            onChange={(next) => onChange(replaced(nodes, chosen, next))}
          />
        )}
        {node?.kind === 'section' && (
          <SectionCard section={node} onChange={(next) => onChange(replaced(nodes, chosen, next))} />
        )}
      </fieldset>
    </div>
  )
}

function lineId(path: Path): string {
  return `template-line-${path.join('-')}`
}

function headingOf({ heading, key }: Section): string {
  return heading?.map((inline) => (inline.type === 'text' ? inline.text : '…')).join('') ?? key
}

function SectionCard({ section, onChange }: { section: Section; onChange(section: Section): void }) {
  const { t } = useTranslation('contracts')
  const isPlain = section.heading?.every(({ type }) => type === 'text') ?? true
  const { heading: _, ...bare } = section
  return (
    <>
      <TextInput
        label={t('template.heading')}
        value={section.heading ? headingOf(section) : ''}
        disabled={!isPlain}
        onChange={(event) => {
          const text = event.currentTarget.value
          onChange(text === '' ? bare : { ...section, heading: [{ type: 'text', text }] })
        }}
      />
      <Checkbox
        label={t('template.isAnnex')}
        checked={section.isAnnex}
        onChange={(event) => onChange({ ...section, isAnnex: event.currentTarget.checked })}
      />
      <h4>{t('template.stands')}</h4>
      <ConditionEditor value={section.when} onChange={(when) => onChange({ ...section, when })} />
    </>
  )
}

interface SlotCardProps {
  slot: Slot
  titles: ReadonlyMap<string, string>
  clauses: readonly { value: string; label: string }[]
  onChange(slot: Slot): void
}

function SlotCard({ slot, titles, clauses, onChange }: SlotCardProps) {
  const { t } = useTranslation('contracts')
  const names = useNames()
  const put = (index: number, change: Partial<Variant>) =>
    onChange({ ...slot, variants: slot.variants.map((one, at) => (at === index ? { ...one, ...change } : one)) })
  return (
    <>
      <TextInput
        label={t('template.slotTitle')}
        value={slot.title}
        onChange={(event) => onChange({ ...slot, title: event.currentTarget.value })}
      />
      <Checkbox
        label={t('template.required')}
        checked={slot.isRequired}
        onChange={(event) => onChange({ ...slot, isRequired: event.currentTarget.checked })}
      />
      {slot.variants.map((variant, index) => (
        <section key={index} className={classes['variant']}>
          <div className={classes['variantHead']}>
            <Link to={`/contracts/library/clause/${variant.clause}`}>
              {titles.get(variant.clause) ?? variant.clause}
            </Link>
            <NumberInput
              size="xs"
              w={90}
              aria-label={t('template.priority')}
              title={t('template.priority')}
              allowDecimal={false}
              value={variant.priority}
              onChange={(priority) => typeof priority === 'number' && put(index, { priority })}
            />
            {slot.variants.length > 1 && (
              <ActionIcon
                variant="subtle"
                aria-label={t('condition.remove')}
                onClick={() => onChange({ ...slot, variants: slot.variants.toSpliced(index, 1) })}
              >
                <IconX size={14} />
              </ActionIcon>
            )}
          </div>
          <div className={classes['muted']}>{names.condition(variant.when)}</div>
          <ConditionEditor value={variant.when} onChange={(when) => put(index, { when })} />
        </section>
      ))}
      <Select
        searchable
        size="xs"
        placeholder={t('template.addVariant')}
        aria-label={t('template.addVariant')}
        value={null}
        limit={60}
        data={clauses.filter(({ value }) => !slot.variants.some(({ clause }) => clause === value))}
        onChange={(clause) =>
          clause !== null && onChange({ ...slot, variants: [...slot.variants, { clause, when: true, priority: 0 }] })
        }
      />
    </>
  )
}
