/** Which clause stands at each place and why; another one may be taken by hand, and then it is marked. */
import { useTranslation } from 'react-i18next'
import { Button, NativeSelect } from '@mantine/core'
import type { ClauseRow, Preview, TemplateRow } from '#shared/modules/contracts/contract.ts'
import { slotsOf } from '#shared/modules/contracts/model.ts'
import type { Facts } from '#shared/modules/contracts/vocabulary.ts'
import { ToneBadge } from '#renderer/ui/tone-badge.tsx'
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
  const titles = new Map(clauses.map(({ id, title }) => [id, title]))
  const slots = new Map(template ? slotsOf(template.body).map((slot) => [slot.key, slot]) : [])
  const dropped = draft.edits.filter((edit) => edit.kind === 'drop')
  return (
    <ol className={classes['clauses']}>
      {preview.clauses.map(({ slot, title, clause, standing, because }) => {
        const isEdited = draft.edits.some((edit) => edit.slot === slot)
        const variants = [...new Set([clause, ...(slots.get(slot)?.variants.map((each) => each.clause) ?? [])])]
        return (
          <li key={slot}>
            <div className={classes['clauseHead']}>
              <strong>{title}</strong>
              {standing !== 'standard' && <ToneBadge tone="held" text={t(`standing.${standing}`)} />}
              <Button
                variant="subtle"
                onClick={() => onChange(isEdited ? withoutEdit(draft, slot) : withEdit(draft, { kind: 'drop', slot }))}
              >
                {isEdited ? t('builder.restore') : t('builder.drop')}
              </Button>
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
              <span>{titles.get(clause) ?? clause}</span>
            )}
            <span className={classes['why']}>
              {standing === 'swapped'
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
  )
}
