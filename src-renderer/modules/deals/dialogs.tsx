/** The dialogs of deals: which one is open is in the state, so that the funnel, the card and the keyboard open the same. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Select, Textarea, TextInput } from '@mantine/core'
import { useApi } from '#renderer/data/engine.tsx'
import { navigate } from '#renderer/data/route.ts'
import { useMay } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { FormDialog } from '#renderer/ui/form-dialog.tsx'
import type { Choice } from '#renderer/ui/form/picker.tsx'
import { newId } from '#shared/kernel/id.ts'
import { normalizePhone } from '#shared/modules/access/phone.ts'
import { DEAL_KINDS, type DealKind, type DealStage } from '#shared/modules/deals/stages.ts'
import { MoveDialog } from './move-dialog.tsx'
import { createPerson, PersonPicker, UserPicker } from './pickers.tsx'
import { closeDealDialog, useDeals, type NewDeal } from './state.ts'

export function DealDialogs() {
  const dialog = useDeals((state) => state.dialog)
  switch (dialog?.kind) {
    case 'open':
      return <OpenDialog deal={dialog.deal} />
    case 'move':
      return (
        <MoveDialog key={`${dialog.dealId} ${dialog.to}`} dealId={dialog.dealId} from={dialog.from} to={dialog.to} />
      )
    case 'lose':
      return <LoseDialog dealId={dialog.dealId} from={dialog.from} />
    case 'assign':
      return <AssignDialog dealId={dialog.dealId} />
    case undefined:
      return null
  }
}

/** A new deal: the client is a card there is, or a name for which one is made. */
function OpenDialog({ deal }: { deal: NewDeal }) {
  const { t } = useTranslation('deals')
  const api = useApi()
  const open = useCommand('deals.open', { done: t('open.done'), quiet: true })
  const [dealId] = useState(newId)
  const [person, setPerson] = useState<Choice | null>(() =>
    deal.personId ? { id: deal.personId, title: deal.clientName ?? '' } : null,
  )
  const [name, setName] = useState(deal.clientName ?? '')
  const [phone, setPhone] = useState(deal.clientPhone ?? '')
  const [note, setNote] = useState('')
  const [kind, setKind] = useState<DealKind>('sale')
  const [isBusy, setBusy] = useState(false)
  const clientName = person?.title ?? name.trim()
  async function submit() {
    if (clientName === '') return
    setBusy(true)
    const personId = person?.id ?? (await createPerson(api, clientName, normalizePhone(phone) ?? '').catch(() => null))
    const outcome = await open.run({
      dealId,
      kind,
      clientName,
      clientPhone: normalizePhone(phone) ?? phone.trim(),
      buyer: personId === null ? null : { id: newId(), personId },
      units: (deal.units ?? []).map(({ unitId, reservationId }, position) => ({
        id: newId(),
        unitId,
        reservationId,
        position,
      })),
      note: note.trim(),
    })
    setBusy(false)
    if (!outcome.ok) return
    closeDealDialog()
    navigate(`/deals/card/${dealId}`)
  }
  return (
    <FormDialog
      isOpen
      title={t('open.title')}
      {...(deal.units?.length
        ? { text: t('open.of', { numbers: deal.units.map(({ number }) => number).join(', ') }) }
        : {})}
      submit={t('open.submit')}
      isPending={isBusy}
      error={open.error}
      onClose={closeDealDialog}
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      {deal.personId ? null : deal.clientName === undefined ? (
        <PersonPicker label={t('open.person')} value={person} onChange={setPerson} autoFocus />
      ) : null}
      {person === null && (
        <TextInput
          label={t(deal.clientName === undefined ? 'open.orName' : 'open.name')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          {...(deal.clientName === undefined ? {} : { required: true, 'data-autofocus': true })}
          maxLength={300}
        />
      )}
      <TextInput
        label={t('column.phone')}
        type="tel"
        value={phone}
        onChange={(event) => setPhone(event.currentTarget.value)}
        maxLength={50}
      />
      {!deal.units?.some(({ reservationId }) => reservationId !== null) && (
        <Select
          label={t('column.kind')}
          data={DEAL_KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
          value={kind}
          onChange={(value) => setKind((value ?? 'sale') as DealKind)}
          allowDeselect={false}
        />
      )}
      <Textarea
        label={t('note')}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        autosize
        minRows={1}
        maxRows={4}
      />
    </FormDialog>
  )
}

/** The option that puts what was typed into the dictionary. */
const NEW_REASON = 'new'

function LoseDialog({ dealId, from }: { dealId: string; from: DealStage }) {
  const { t } = useTranslation('deals')
  const lose = useCommand('deals.lose', { done: t('lose.done'), quiet: true })
  const mayEditReasons = useMay('deals.approve')
  const reasons = useQuery('deals.refusals', {}).data?.filter(({ is_active }) => is_active) ?? []
  const saveReason = useCommand('deals.saveRefusal', { done: t('saved') })
  const [typed, setTyped] = useState('')
  const isNew =
    typed.trim().length >= 3 && !reasons.some(({ name: known }) => known.toLowerCase() === typed.trim().toLowerCase())
  const name = useQuery('deals.deal', { dealId }).data?.deal.name
  const [reasonId, setReason] = useState<string | null>(null)
  const [note, setNote] = useState('')
  const choose = (value: string | null) => {
    if (value !== NEW_REASON) return setReason(value)
    const id = newId()
    void saveReason.run({ id, name: typed.trim(), isActive: true }).then(({ ok }) => ok && setReason(id))
  }
  return (
    <FormDialog
      isOpen
      title={[t('lose.title'), name].filter(Boolean).join(': ')}
      text={t('lose.text')}
      submit={t('lose.submit')}
      isDangerous
      isPending={lose.isPending}
      error={lose.error}
      onClose={closeDealDialog}
      onSubmit={(event) => {
        event.preventDefault()
        if (reasonId === null) return
        void lose
          .run({ dealId, from, reasonId, note: note.trim() === '' ? null : note.trim() })
          .then(({ ok }) => ok && closeDealDialog())
      }}
    >
      <Select
        label={t('lose.reason')}
        data={[
          ...reasons.map(({ id, name: known }) => ({ value: id, label: known })),
          ...(mayEditReasons && isNew
            ? [{ value: NEW_REASON, label: t('lose.addReason', { name: typed.trim() }) }]
            : []),
        ]}
        value={reasonId}
        onChange={choose}
        required
        searchable
        searchValue={typed}
        onSearchChange={setTyped}
        data-autofocus
      />
      {mayEditReasons && reasonId !== null && (
        <Button
          variant="subtle"
          size="compact-sm"
          onClick={() => {
            const retired = reasons.find(({ id }) => id === reasonId)
            if (retired)
              void saveReason
                .run({ id: reasonId, name: retired.name, isActive: false })
                .then(({ ok }) => ok && setReason(null))
          }}
        >
          {t('lose.retireReason')}
        </Button>
      )}
      <Textarea
        label={t('note')}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        autosize
        minRows={2}
        maxRows={5}
        maxLength={500}
      />
    </FormDialog>
  )
}

function AssignDialog({ dealId }: { dealId: string }) {
  const { t } = useTranslation('deals')
  const assign = useCommand('deals.assign', { done: t('assign.done'), quiet: true })
  const name = useQuery('deals.deal', { dealId }).data?.deal.name
  const [user, setUser] = useState<Choice | null>(null)
  return (
    <FormDialog
      isOpen
      title={[t('assign.title'), name].filter(Boolean).join(': ')}
      submit={t('assign.submit')}
      isPending={assign.isPending}
      error={assign.error}
      onClose={closeDealDialog}
      onSubmit={(event) => {
        event.preventDefault()
        if (user) void assign.run({ dealId, userId: user.id }).then(({ ok }) => ok && closeDealDialog())
      }}
    >
      <UserPicker label={t('assign.user')} value={user} onChange={setUser} autoFocus />
    </FormDialog>
  )
}
