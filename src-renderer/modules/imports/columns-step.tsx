/** Which sheet, which row is the header, which column is which field, and what the file does not say. */
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Checkbox, Select, TextInput } from '@mantine/core'
import { IconArrowRight, IconDeviceFloppy } from '@tabler/icons-react'
import { columnName } from '#shared/kernel/cell.ts'
import { newId } from '#shared/kernel/id.ts'
import { applyMapping, savedTitle } from '#shared/modules/imports/mapping.ts'
import type { Choice, FileLook, SavedMapping, Summary } from '#shared/modules/imports/model.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { formatTime } from '#renderer/ui/format.ts'
import { ProgressBar } from '#renderer/ui/progress-bar.tsx'
import { useActor, useMay } from '#renderer/data/session.ts'
import { kindsFor, languageOf } from './words.ts'
import type { OpenFile } from './wizard-screen.tsx'
import classes from './imports.module.css'

export interface ColumnsStepProps {
  open: OpenFile
  former: Choice | undefined
  onLook(look: FileLook): void
  /** Opens the same file as another kind. */
  onKind?: ((kind: string) => void) | undefined
  onAnalysed(choice: Choice, summary: Summary): void
}

export function ColumnsStep({ open, former, onLook, onKind, onAnalysed }: ColumnsStepProps) {
  const { t, i18n } = useTranslation('imports')
  const { look, kind, draftId } = open
  const language = languageOf(i18n.language)
  const [fields, setFields] = useState<ReadonlyMap<number, string>>(() => firstFields(look, former))
  const [constants, setConstants] = useState<Record<string, string>>(former?.constants ?? {})
  const [createsReferences, setCreates] = useState(false)
  const [takesSold, setTakesSold] = useState(false)
  const maySell = useMay('deals.write')
  const [name, setName] = useState('')
  const relook = useCommand('imports.look', { label: t('file.opening') })
  const analyse = useCommand('imports.analyse', { label: t('columns.checking') })
  const saveMapping = useCommand('imports.saveMapping', { done: t('columns.saved') })
  const { data: saved = [] } = useQuery('imports.mappings', { kind: kind.name })
  const better = kindsFor(useActor()).find((one) => one.name === look.better)
  const missing = kind.fields.filter(({ key }) => !Array.from(fields.values()).includes(key))
  const lacking = missing.filter((field) => field.isRequired && !constants[field.key])
  const options = useMemo(
    () =>
      kind.fields.map(({ key, title, isRequired }) => ({
        value: key,
        label: title[language] + (isRequired ? ' *' : ''),
      })),
    [kind, language],
  )

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
    const result = await analyse.run({ draftId, choice, options: { createsReferences, takesSold } })
    if (result.ok) onAnalysed(choice, result.value)
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
            onChange={(sheet) => sheet !== null && void turnTo(sheet, null)}
          />
        )}
        <span>
          {look.headerFrom === 0
            ? t('columns.foundHeadless', { count: look.rows })
            : t('columns.found', { count: look.rows, header: look.headerFrom ?? '—' })}
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
          <span className={classes['hint']}>
            {t('columns.better', { kind: better.title[language] })}{' '}
            <Button size="compact-xs" variant="default" onClick={() => onKind(better.name)}>
              {t('columns.turnTo', { kind: better.title[language] })}
            </Button>
          </span>
        )}
        {saved.length > 0 && (
          <Select
            placeholder={t('columns.useMapping')}
            data={saved
              .filter(({ mapping }) => applyMapping(look.columns, mapping.columns))
              .map((one) => ({ value: one.id, label: one.name }))}
            onChange={(id) => use(saved.find((one) => one.id === id))}
          />
        )}
        <div className={classes['row']}>
          {analyse.isPending && (
            <ProgressBar label={t('columns.checking')} done={analyse.progress?.done} total={analyse.progress?.total} />
          )}
          {analyse.isPending && (
            <Button variant="default" onClick={analyse.cancel}>
              {t('common:cancel')}
            </Button>
          )}
          <Button
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
          <h2>{t('columns.title')}</h2>
          {lacking.length > 0 && (
            <p className={classes['hint']}>
              {t('columns.lacking', { fields: lacking.map(({ title }) => title[language]).join(', ') })}
            </p>
          )}
          <table className={classes['mapping']}>
            <thead>
              <tr>
                <th />
                <th>{t('columns.inFile')}</th>
                <th>{t('columns.samples')}</th>
                <th>{t('columns.field')}</th>
              </tr>
            </thead>
            <tbody>
              {look.columns
                .filter(({ title, samples }) => title !== '' || samples.length > 0)
                .map(({ column, title, samples }) => (
                  <tr key={column}>
                    <td className={classes['letter']}>{columnName(column)}</td>
                    <td>{title || '—'}</td>
                    <td className={classes['samples']} title={samples.join(' · ')}>
                      {samples.slice(0, 3).join(' · ')}
                    </td>
                    <td>
                      <Select
                        aria-label={`${title || columnName(column)}: ${t('columns.field')}`}
                        data={options}
                        value={fields.get(column) ?? null}
                        placeholder={t('columns.leaveOut')}
                        clearable
                        searchable
                        onChange={(field) => setFields((before) => withField(before, column, field))}
                      />
                    </td>
                  </tr>
                ))}
            </tbody>
          </table>
        </div>
        <div className={classes['pane']}>
          <h2>{t('columns.constants')}</h2>
          <div className={classes['constants']}>
            {missing
              .filter(({ isReadOnly, isUnique, isHelper }) => !isReadOnly && !isUnique && !isHelper)
              .slice(0, 8)
              .map((field) => (
                <TextInput
                  key={field.key}
                  label={field.title[language] + (field.isRequired ? ' *' : '')}
                  value={constants[field.key] ?? ''}
                  onChange={(event) => setConstants({ ...constants, [field.key]: event.currentTarget.value })}
                />
              ))}
          </div>
          <Checkbox
            mt="md"
            label={t('columns.createPlaces')}
            checked={createsReferences}
            onChange={(event) => setCreates(event.currentTarget.checked)}
          />
          {maySell && kind.name === 'units' && Array.from(fields.values()).includes('status') && (
            <Checkbox
              mt="xs"
              label={t('columns.takesSold')}
              description={t('columns.takesSoldHint')}
              checked={takesSold}
              onChange={(event) => setTakesSold(event.currentTarget.checked)}
            />
          )}
          <div className={classes['row']} style={{ marginTop: 12 }}>
            <TextInput
              aria-label={t('columns.mappingName')}
              placeholder={t('columns.mappingName')}
              value={name}
              maxLength={100}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <Button
              variant="default"
              leftSection={<IconDeviceFloppy size={16} />}
              disabled={name.trim() === ''}
              onClick={keep}
              loading={saveMapping.isPending}
            >
              {t('columns.saveMapping')}
            </Button>
          </div>
          <h2 style={{ marginTop: 16 }}>{t('columns.preview')}</h2>
          <Preview look={look} onHeader={(row) => void turnTo(look.sheet, row)} />
        </div>
      </div>
    </>
  )
}

/** The top of the sheet; a click on a row's number makes it the header. */
function Preview({ look, onHeader }: { look: FileLook; onHeader(row: number): void }) {
  const { t } = useTranslation('imports')
  const width = Math.min(30, Math.max(...look.preview.map(({ cells }) => cells.length), 1))
  const isHeader = (row: number) =>
    look.headerFrom !== null && row >= look.headerFrom && row <= (look.headerTo ?? look.headerFrom)
  return (
    <table className={classes['preview']}>
      <thead>
        <tr>
          <th>
            <button type="button" title={t('columns.headless')} onClick={() => onHeader(0)}>
              —
            </button>
          </th>
          {Array.from({ length: width }, (_, column) => (
            <th key={column}>{columnName(column)}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {look.preview.map(({ row, cells }) => (
          <tr key={row} data-header={isHeader(row) || undefined}>
            <th>
              <button type="button" title={t('columns.makeHeader')} onClick={() => onHeader(row)}>
                {row}
              </button>
            </th>
            {Array.from({ length: width }, (_, column) => (
              <td key={column}>{cells[column]}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

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
