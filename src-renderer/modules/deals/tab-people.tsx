/** Участники: buyers with their shares, family, representatives, the agent and the staff. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ActionIcon, Button, Checkbox, Select, TextInput, Tooltip } from '@mantine/core'
import { IconTrash, IconUserPlus } from '@tabler/icons-react'
import { useCommand } from '#renderer/data/use-command.ts'
import { FormDialog } from '#renderer/ui/form-dialog.tsx'
import type { Choice } from '#renderer/ui/form/picker.tsx'
import { newId } from '#shared/kernel/id.ts'
import { parseRatio } from '#shared/kernel/percent.ts'
import { areWhole } from '#shared/modules/deals/demands.ts'
import {
  OWNERSHIPS,
  PARTICIPANT_ROLES,
  USER_ROLES,
  type DealCard,
  type Ownership,
  type ParticipantRole,
} from '#shared/modules/deals/model.ts'
import { PersonPicker, UserPicker } from './pickers.tsx'
import classes from './deals.module.css'

const isUserRole = (role: ParticipantRole) => (USER_ROLES as readonly string[]).includes(role)

export function PeopleTab({ card }: { card: DealCard }) {
  const { t } = useTranslation('deals')
  const remove = useCommand('deals.removeParticipant', { done: t('people.removed') })
  const [isAdding, setAdding] = useState(false)
  const { participants, can } = card
  // Who buys is registered by now.
  const isSettled = card.deal.stage === 'registration' || card.deal.stage === 'won'
  const nameOf = (id: string | null) => participants.find((each) => each.id === id)?.name ?? ''
  return (
    <div className={classes['columns']}>
      <section>
        <h3>{t('tab.people')}</h3>
        <ul className={classes['people']}>
          {participants.map((each) => (
            <li key={each.id}>
              <div>
                <b>{each.name}</b>
                <span>
                  {t(`role.${each.role}`)}
                  {each.person_kind === 'legal' && ` · ${t('people.legal')}`}
                  {each.is_minor && ` · ${t('people.minor', { name: nameOf(each.guardian_id) })}`}
                  {each.phone !== null && ` · ${each.phone}`}
                </span>
              </div>
              <span className={classes['share']}>
                {each.share_num === null ? '' : `${each.share_num}/${each.share_den}`}
              </span>
              {can.edit && (isUserRole(each.role) || !isSettled) && (
                <Tooltip label={t('common:remove')}>
                  <ActionIcon
                    aria-label={`${t('common:remove')}: ${each.name}`}
                    onClick={() => void remove.run({ id: each.id })}
                  >
                    <IconTrash size={16} />
                  </ActionIcon>
                </Tooltip>
              )}
            </li>
          ))}
        </ul>
        {can.edit && (
          <Button
            leftSection={<IconUserPlus size={16} />}
            variant="default"
            onClick={() => setAdding(true)}
            data-testid="add-participant"
          >
            {t('people.add')}
          </Button>
        )}
      </section>
      <section>
        <h3>{t('people.ownership')}</h3>
        <SharesForm
          key={
            participants.map(({ id, share_num, share_den }) => `${id}${share_num}/${share_den}`).join() +
            card.deal.ownership
          }
          card={card}
        />
      </section>
      {isAdding && <AddParticipant card={card} onClose={() => setAdding(false)} />}
    </div>
  )
}

/** All shares at once, as people write them: 1/2, 50 %, 0,5. */
function SharesForm({ card }: { card: DealCard }) {
  const { t } = useTranslation('deals')
  const save = useCommand('deals.setShares', { done: t('saved') })
  const buyers = card.participants.filter(({ role }) => role === 'buyer')
  const [ownership, setOwnership] = useState<Ownership>(card.deal.ownership)
  const [texts, setTexts] = useState(
    () =>
      new Map(
        buyers.map(({ id, share_num, share_den }) => [id, share_num === null ? '' : `${share_num}/${share_den}`]),
      ),
  )
  const parts = buyers.map(({ id }) => {
    const share = ownership === 'shared' ? parseRatio(texts.get(id) ?? '') : null
    return { id, share_num: share?.num ?? null, share_den: share?.den ?? null }
  })
  const isWhole = areWhole(ownership, parts)
  const equally = () => setTexts(new Map(buyers.map(({ id }) => [id, `1/${buyers.length}`])))
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (!isWhole) return
        const shares = parts.flatMap(({ id, share_num: num, share_den: den }) =>
          num === null || den === null ? [] : [{ id, num, den }],
        )
        void save.run({ dealId: card.deal.id, ownership, shares })
      }}
    >
      <fieldset className={classes['fields']} disabled={!card.can.editUnits}>
        <Select
          className={classes['whole'] ?? ''}
          aria-label={t('people.ownership')}
          data={OWNERSHIPS.map((value) => ({ value, label: t(`ownership.${value}`) }))}
          value={ownership}
          onChange={(value) => {
            setOwnership((value ?? 'sole') as Ownership)
            if (value === 'shared' && [...texts.values()].every((text) => text === '')) equally()
          }}
          disabled={!card.can.editUnits}
        />
        {ownership === 'shared' &&
          buyers.map(({ id, name }) => (
            <TextInput
              key={id}
              label={name}
              value={texts.get(id) ?? ''}
              onChange={(event) => {
                const { value } = event.currentTarget
                setTexts((all) => new Map(all).set(id, value))
              }}
              placeholder="1/2"
            />
          ))}
      </fieldset>
      {!isWhole && (
        <p className={classes['hint']} role="status">
          {t(`people.whole.${ownership}`, { count: buyers.length })}
        </p>
      )}
      {card.can.editUnits && (
        <div className={classes['buttons']}>
          <Button type="submit" disabled={!isWhole} loading={save.isPending}>
            {t('common:save')}
          </Button>
          {ownership === 'shared' && (
            <Button variant="subtle" onClick={equally}>
              {t('people.equally')}
            </Button>
          )}
        </div>
      )}
    </form>
  )
}

function AddParticipant({ card, onClose }: { card: DealCard; onClose(): void }) {
  const { t } = useTranslation('deals')
  const add = useCommand('deals.addParticipant', { done: t('people.added'), quiet: true })
  const [role, setRole] = useState<ParticipantRole>('buyer')
  const [person, setPerson] = useState<Choice | null>(null)
  const [user, setUser] = useState<Choice | null>(null)
  const [isMinor, setMinor] = useState(false)
  const [guardianId, setGuardian] = useState<string | null>(null)
  const isUser = isUserRole(role)
  const adults = card.participants.filter((each) => each.person_id !== null && !each.is_minor)
  const chosen = isUser ? user : person
  return (
    <FormDialog
      isOpen
      title={t('people.add')}
      submit={t('common:add')}
      isPending={add.isPending}
      error={add.error}
      onClose={onClose}
      onSubmit={(event) => {
        event.preventDefault()
        if (!chosen || (isMinor && guardianId === null)) return
        void add
          .run({
            dealId: card.deal.id,
            id: newId(),
            role,
            personId: isUser ? null : chosen.id,
            userId: isUser ? chosen.id : null,
            isMinor: role === 'buyer' && isMinor,
            guardianId: isMinor || role === 'representative' ? guardianId : null,
            position: card.participants.length,
          })
          .then(({ ok }) => ok && onClose())
      }}
    >
      <Select
        label={t('people.role')}
        data={PARTICIPANT_ROLES.map((value) => ({ value, label: t(`role.${value}`) }))}
        value={role}
        onChange={(value) => setRole((value ?? 'buyer') as ParticipantRole)}
        data-autofocus
      />
      {isUser ? (
        <UserPicker label={t(`role.${role}`)} value={user} onChange={setUser} isHouse={role === 'staff'} />
      ) : (
        <PersonPicker label={t('open.person')} value={person} onChange={setPerson} />
      )}
      {role === 'buyer' && (
        <Checkbox
          label={t('people.isMinor')}
          checked={isMinor}
          onChange={(event) => setMinor(event.currentTarget.checked)}
        />
      )}
      {((role === 'buyer' && isMinor) || role === 'representative') && (
        <Select
          label={t(role === 'buyer' ? 'people.guardian' : 'people.acts')}
          description={adults.length === 0 ? t('errors.minor-needs-guardian--advice') : undefined}
          data={adults.map(({ id, name }) => ({ value: id, label: name }))}
          value={guardianId}
          onChange={setGuardian}
          required={role === 'buyer'}
        />
      )}
    </FormDialog>
  )
}
