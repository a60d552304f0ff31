/** A plan is said in a form; its lines, what they cost and which limits they break are seen at every key. */
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, NativeSelect, Switch, Textarea, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { newId } from '#shared/kernel/id.ts'
import { AppError } from '#shared/rpc/errors.ts'
import type { DealAccount } from '#shared/modules/instalments/model.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { formatMoney } from '#renderer/ui/format.ts'
import { DateField } from '#renderer/ui/form/date-field.tsx'
import { AreaField, MoneyField, PercentField, WholeField } from '#renderer/ui/form/fields.tsx'
import { FormDialog } from '#renderer/ui/form-dialog.tsx'
import { Refusal } from '#renderer/ui/refusal.tsx'
import { LinesTable } from './lines-table.tsx'
import {
  BLANK_ROW,
  blankPlan,
  outcomeOf,
  PLAN_KINDS,
  planOf,
  type PlanForm,
  type PlanKind,
  type PlanRow,
} from './plan.ts'
import { thisDay } from './words.ts'
import classes from './instalments.module.css'

export interface PlanDialogProps {
  dealId: string
  price: number
  account: DealAccount
  hasActive: boolean
  onClose(made?: string): void
}

export function PlanDialog({ dealId, price, account, hasActive, onClose }: PlanDialogProps) {
  const { t } = useTranslation('instalments')
  const [form, setForm] = useState(() => ({ ...blankPlan(thisDay()), ...(hasActive ? { firstShare: null } : {}) }))
  const [reason, setReason] = useState('')
  const [isCivil, setCivil] = useState(false)
  const [isPenalty, setPenalty] = useState(false)
  const limits = useQuery('instalments.limits', {}).data
  const propose = useCommand('instalments.propose', { quiet: true, done: t('plan.made') })
  // What is paid stays: the plan is for the rest.
  const rest = hasActive ? price - account.paid_principal_minor : price
  const outcome = useMemo(() => outcomeOf(rest, form, limits), [rest, form, limits])
  const set = (part: Partial<PlanForm>) => setForm((before) => ({ ...before, ...part }))
  const isMade = outcome !== undefined && !(outcome instanceof AppError)
  return (
    <FormDialog
      isOpen
      width={760}
      title={t(hasActive ? 'plan.renewTitle' : 'plan.title')}
      text={
        hasActive
          ? t('plan.renewText', { rest: formatMoney(rest), paid: formatMoney(account.paid_principal_minor) })
          : t('plan.text', { price: formatMoney(rest) })
      }
      submit={t('plan.submit')}
      isPending={propose.isPending}
      error={propose.error}
      onClose={() => onClose()}
      onSubmit={(event) => {
        event.preventDefault()
        const plan = planOf(form)
        if (!plan || !isMade) return
        const scheduleId = newId()
        void propose
          .run({
            scheduleId,
            dealId,
            terms: { plan },
            allocation: { order: isCivil ? 'civil-code' : 'principal-first', is_penalty_by_contract: isPenalty },
            reason: hasActive && reason.trim() !== '' ? reason : null,
          })
          .then((answer) => answer.ok && onClose(scheduleId))
      }}
    >
      <NativeSelect
        label={t('plan.kind')}
        value={form.kind}
        onChange={(event) => set({ kind: event.currentTarget.value as PlanKind })}
        data={PLAN_KINDS.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
        data-autofocus
      />
      <PlanFields form={form} set={set} />
      {hasActive && (
        <Textarea
          label={t('plan.reason')}
          required
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          autosize
          minRows={1}
        />
      )}
      <div className={classes['bar']} style={{ padding: 0 }}>
        <Switch label={t('plan.civil')} checked={isCivil} onChange={(event) => setCivil(event.currentTarget.checked)} />
        <Switch
          label={t('plan.penalty')}
          checked={isPenalty}
          onChange={(event) => setPenalty(event.currentTarget.checked)}
        />
      </div>
      {outcome instanceof AppError && <Refusal error={outcome} />}
      {isMade && (
        <>
          {outcome.breaches.length > 0 && (
            <div className={classes['warning']} style={{ margin: 0 }} role="status">
              {t('plan.breaks', { limits: outcome.breaches.map((breach) => t(`breach.${breach}`)).join(', ') })}
            </div>
          )}
          <LinesTable
            lines={outcome.lines.map((line) => ({
              due_on: line.nominalOn,
              pay_on: line.dueOn,
              principal_minor: line.principal,
              interest_minor: line.interest,
              balance_minor: line.balance,
              label: line.label ?? null,
            }))}
          />
        </>
      )}
    </FormDialog>
  )
}

interface FieldsProps {
  form: PlanForm
  set(part: Partial<PlanForm>): void
}

function PlanFields({ form, set }: FieldsProps) {
  const { t } = useTranslation('instalments')
  const { kind } = form
  if (kind === 'full')
    return <DateField label={t('plan.on')} value={form.firstOn} onChange={(firstOn) => set({ firstOn })} required />
  if (kind === 'custom' || kind === 'stages' || kind === 'area') return <RowsFields form={form} set={set} />
  return (
    <div className={classes['fields']}>
      <PercentField label={t('plan.first')} value={form.firstShare} onChange={(firstShare) => set({ firstShare })} />
      <DateField label={t('plan.firstOn')} value={form.firstOn} onChange={(firstOn) => set({ firstOn })} />
      <WholeField label={t('plan.count')} value={form.count} onChange={(count) => set({ count })} required />
      <DateField label={t('plan.startOn')} value={form.startOn} onChange={(startOn) => set({ startOn })} required />
      <WholeField
        label={t('plan.everyMonths')}
        value={form.everyMonths}
        onChange={(everyMonths) => set({ everyMonths })}
      />
      <WholeField label={t('plan.dayOfMonth')} value={form.dayOfMonth} onChange={(dayOfMonth) => set({ dayOfMonth })} />
      {kind === 'balloon' && (
        <MoneyField label={t('plan.regular')} value={form.regular} onChange={(regular) => set({ regular })} required />
      )}
      {kind === 'interest' && (
        <>
          <PercentField label={t('plan.rate')} value={form.rate} onChange={(rate) => set({ rate })} required />
          <DateField label={t('plan.from')} value={form.from} onChange={(from) => set({ from })} required />
          <NativeSelect
            label={t('plan.method')}
            value={form.method}
            onChange={(event) => set({ method: event.currentTarget.value as PlanForm['method'] })}
            data={(['equal-principal', 'annuity', 'balloon'] as const).map((value) => ({
              value,
              label: t(`method.${value}`),
            }))}
          />
        </>
      )}
    </div>
  )
}

function RowsFields({ form, set }: FieldsProps) {
  const { t } = useTranslation('instalments')
  const { kind, rows } = form
  const change = (index: number, part: Partial<PlanRow>) =>
    set({ rows: rows.map((row, at) => (at === index ? { ...row, ...part } : row)) })
  return (
    <div className={classes['rows']}>
      {kind === 'area' && (
        <AreaField label={t('plan.area')} value={form.areaCm2} onChange={(areaCm2) => set({ areaCm2 })} required />
      )}
      {rows.map((row, index) => (
        <div key={index} className={classes['rowFields']}>
          <DateField
            label={t('plan.rowOn', { line: index + 1 })}
            value={row.on}
            onChange={(on) => change(index, { on })}
          />
          {kind === 'stages' ? (
            <PercentField label={t('plan.share')} value={row.share} onChange={(share) => change(index, { share })} />
          ) : kind === 'area' && index === rows.length - 1 ? (
            <TextInput label={t('plan.amount')} value={t('plan.theRest')} disabled readOnly />
          ) : (
            <MoneyField label={t('plan.amount')} value={row.amount} onChange={(amount) => change(index, { amount })} />
          )}
          {kind === 'area' ? (
            <MoneyField label={t('plan.ppm')} value={row.ppm} onChange={(ppm) => change(index, { ppm })} />
          ) : (
            <TextInput
              label={t(kind === 'stages' ? 'plan.stage' : 'plan.label')}
              value={row.label}
              onChange={(event) => change(index, { label: event.currentTarget.value })}
            />
          )}
          <Button
            variant="default"
            aria-label={t('plan.removeRow')}
            disabled={rows.length === 1}
            onClick={() => set({ rows: rows.filter((_, at) => at !== index) })}
          >
            <IconTrash size={15} />
          </Button>
        </div>
      ))}
      <div>
        <Button
          variant="default"
          leftSection={<IconPlus size={15} />}
          onClick={() => set({ rows: [...rows, BLANK_ROW] })}
        >
          {t('plan.addRow')}
        </Button>
      </div>
    </div>
  )
}
