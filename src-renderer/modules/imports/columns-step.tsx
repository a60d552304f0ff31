/** Which sheet, which row is the header, which column is which field, and what the file does not say. */
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Select, TextInput } from '@mantine/core'
import { IconArrowRight, IconDeviceFloppy } from '@tabler/icons-react'
import { newId } from '#shared/kernel/id.ts'
import { applyMapping, savedTitle } from '#shared/modules/imports/mapping.ts'
import type { Choice, FileLook, SavedMapping, Summary } from '#shared/modules/imports/model.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { formatTime } from '#renderer/ui/format.ts'
import { ProgressBar } from '#renderer/ui/progress-bar.tsx'
import { useActor } from '#renderer/data/session.ts'
import { ColumnTable } from './column-table.tsx'
import { ConstantsForm, type Chosen } from './constants-form.tsx'
import { SheetPreview } from './sheet-preview.tsx'
import { kindsFor, languageOf } from './words.ts'
import type { OpenFile } from './wizard-screen.tsx'
import classes from './imports.module.css'

export interface ColumnsStepProps {
  open: OpenFile
  former: Choice | undefined
  chosen: Chosen
  onLook(look: FileLook): void
  /** Opens the same file as another kind. */
  onKind?: ((kind: string) => void) | undefined
  onAnalysed(choice: Choice, chosen: Chosen, summary: Summary): void
}

export function ColumnsStep({ open, former, chosen: formerChosen, onLook, onKind, onAnalysed }: ColumnsStepProps) {
  const { t, i18n } = useTranslation('imports')
  const { look, kind, draftId } = open
  const language = languageOf(i18n.language)
  const [fields, setFields] = useState<ReadonlyMap<number, string>>(() => firstFields(look, former))
  const [constants, setConstants] = useState<Record<string, string>>(former?.constants ?? {})
  const [chosen, setChosen] = useState(formerChosen)
  const [name, setName] = useState('')
  const relook = useCommand('imports.look', { label: t('file.opening') })
  const analyse = useCommand('imports.analyse', { label: t('columns.checking') })
  const saveMapping = useCommand('imports.saveMapping', { done: t('columns.saved') })
  const { data: saved = [] } = useQuery('imports.mappings', { kind: kind.name })
  const fitting = saved.filter(({ mapping }) => applyMapping(look.columns, mapping.columns))
  const better = kindsFor(useActor()).find((one) => one.name === look.better)
  const given = new Set(fields.values())
  const missing = kind.fields.filter(({ key }) => !given.has(key))
  const lacking = missing.filter((field) => field.isRequired && !constants[field.key])

  // Whoever has cancelled stands where the check was begun.
  const go = useRef<HTMLButtonElement>(null)
  const wasPending = useRef(false)
  useEffect(() => {
    if (wasPending.current && !analyse.isPending) go.current?.focus()
    wasPending.current = analyse.isPending
  }, [analyse.isPending])

  async function turnTo(sheet: string, header: number | null) {
    const result = await relook.run({
      draftId,
      sheet,
      ...(header === null ? {} : { header: { from: header, to: header } }),
    })
    if (result.ok) onLook(result.value)
  }

  async function check() {
    const seen = new Set<string>()
    const columns = Array.from(fields)
      .sort(([a], [b]) => a - b)
      .map(([column, field]) => {
        // Of two columns of one field the second is only compared with the first.
        const isTwin = seen.has(field)
        seen.add(field)
        return { column, field, isTwin }
      })
    const choice: Choice = { headerFrom: look.headerFrom, headerTo: look.headerTo, columns, constants }
    const result = await analyse.run({ draftId, choice, options: chosen })
    if (result.ok) onAnalysed(choice, chosen, result.value)
  }

  function keep() {
    const columns = Array.from(fields, ([column, field]) => ({
      title: savedTitle(column, look.columns.find((one) => one.column === column)?.title ?? ''),
      field,
      isTwin: false,
    }))
    const known = saved.find((one) => one.is_mine && one.name === name.trim())
    void saveMapping.run({
      id: known?.id ?? newId(),
      kind: kind.name,
      name: name.trim(),
      is_shared: true,
      mapping: { columns, constants },
    })
  }

  function use(mapping: SavedMapping | undefined) {
    const found = mapping && applyMapping(look.columns, mapping.mapping.columns)
    if (!mapping || !found) return
    setFields(new Map(found.map(({ column, field }) => [column, field])))
    setConstants(mapping.mapping.constants)
    setName(mapping.name)
  }

  return (
    <>
      <div className={classes['bar']}>
        {look.sheets.length > 1 && (
          <Select
            aria-label={t('columns.sheet')}
            data={look.sheets.map((sheet) => sheet.name)}
            value={look.sheet}
            allowDeselect={false}
            onChange={(sheet) => sheet !== null && void turnTo(sheet, null)}
          />
        )}
        <span>
          {look.headerFrom === null
            ? t('columns.foundNothing', { count: look.rows })
            : look.headerFrom === 0
              ? t('columns.foundHeadless', { count: look.rows })
              : t('columns.found', { count: look.rows, header: headerRows(look) })}
        </span>
        {open.earlier && (
          <span>
            {t('columns.earlier', {
              when: formatTime(open.earlier.created_at),
              state: t(`state.${open.earlier.state}`),
            })}
          </span>
        )}
        {look.isReturning && <span>{t('columns.returning')}</span>}
        {better && onKind && (
          <span className={classes['row']}>
            {t('columns.better', { kind: better.title[language] })}
            <Button variant="default" onClick={() => onKind(better.name)}>
              {t('columns.turnTo', { kind: better.title[language] })}
            </Button>
          </span>
        )}
        {fitting.length > 0 && (
          <Select
            aria-label={t('columns.useMapping')}
            placeholder={t('columns.useMapping')}
            data={fitting.map((one) => ({ value: one.id, label: one.name }))}
            onChange={(id) => use(saved.find((one) => one.id === id))}
          />
        )}
        <div className={classes['row']}>
          {analyse.isPending && (
            <>
              <span className={classes['progress']}>
                <ProgressBar
                  label={t('columns.checking')}
                  done={analyse.progress?.done}
                  total={analyse.progress?.total}
                />
              </span>
              <Button
                variant="default"
                // The button that was pressed is busy: Enter and Escape now stop what it has begun.
                ref={takeFocus}
                onClick={analyse.cancel}
                onKeyDown={(event) => event.key === 'Escape' && analyse.cancel()}
              >
                {t('common:cancel')}
              </Button>
            </>
          )}
          <Button
            ref={go}
            rightSection={<IconArrowRight size={16} />}
            onClick={() => void check()}
            loading={analyse.isPending}
            disabled={lacking.length > 0 || look.headerFrom === null}
          >
            {t('columns.check')}
          </Button>
        </div>
      </div>
      <div className={classes['columns']}>
        <div className={classes['pane']}>
          <ColumnTable
            kind={kind}
            look={look}
            fields={fields}
            lacking={lacking}
            onField={(column, field) => setFields((before) => withField(before, column, field))}
            onHeadless={() => void turnTo(look.sheet, 0)}
          />
        </div>
        <div className={classes['pane']}>
          <ConstantsForm
            kind={kind}
            missing={missing}
            hasStatus={given.has('status')}
            constants={constants}
            onConstants={setConstants}
            chosen={chosen}
            onChosen={setChosen}
          />
          <div className={classes['row']} style={{ marginTop: 12 }}>
            <TextInput
              aria-label={t('columns.mappingName')}
              placeholder={t('columns.mappingName')}
              value={name}
              maxLength={100}
              w={240}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <Button
              variant="default"
              leftSection={<IconDeviceFloppy size={16} />}
              disabled={name.trim() === '' || fields.size === 0}
              onClick={keep}
              loading={saveMapping.isPending}
            >
              {t('columns.saveMapping')}
            </Button>
          </div>
          <SheetPreview look={look} onHeader={(row) => void turnTo(look.sheet, row)} />
        </div>
      </div>
    </>
  )
}

const takeFocus = (button: HTMLButtonElement | null) => button?.focus()

const headerRows = ({ headerFrom, headerTo }: FileLook): string =>
  headerTo === null || headerTo === headerFrom ? String(headerFrom) : `${headerFrom}–${headerTo}`

function firstFields(look: FileLook, former: Choice | undefined): ReadonlyMap<number, string> {
  if (former) return new Map(former.columns.map(({ column, field }) => [column, field]))
  return new Map(look.columns.flatMap(({ column, field }) => (field === null ? [] : [[column, field] as const])))
}

function withField(
  before: ReadonlyMap<number, string>,
  column: number,
  field: string | null,
): ReadonlyMap<number, string> {
  const after = new Map(before)
  if (field === null) after.delete(column)
  else after.set(column, field)
  return after
}
