/** One user: roles with what they give, limits, and what an administrator does to an account. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Spoiler } from '@mantine/core'
import { IconHistory, IconKey, IconLock, IconLockOpen, IconPencil, IconRefresh } from '@tabler/icons-react'
import { effectiveLimits } from '#shared/modules/access/limits.ts'
import { LIMIT_KINDS, type Limit, type UserCard as Card } from '#shared/modules/access/model.ts'
import { rightsOf, type Role } from '#shared/modules/access/rights.ts'
import { navigate } from '#renderer/data/route.ts'
import { useActor, useMay } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { formatTime } from '#renderer/ui/format.ts'
import { ErrorState, LoadingState } from '#renderer/ui/states.tsx'
import { Confirm } from './confirm.tsx'
import { EditUser } from './edit-user.tsx'
import { UserLimitFields } from './limit-fields.tsx'
import { limitText, sameLimits } from './limit-words.ts'
import { NewPassword } from './new-password.tsx'
import { Panel, Section } from './panel.tsx'
import { RightsList, RolePicker } from './role-picker.tsx'
import classes from './access.module.css'

type Dialogue = 'block' | 'unblock' | 'password' | 'resync' | 'edit'

export function UserCard({ userId, onClose }: { userId: string; onClose(): void }) {
  const { data, error, retry } = useQuery('access.user', { userId })
  const { t } = useTranslation('access')
  if (error) {
    return (
      <Panel title={t('users.pick')} onClose={onClose}>
        <ErrorState error={error} onRetry={retry} />
      </Panel>
    )
  }
  if (!data) {
    return (
      <Panel title="…" onClose={onClose}>
        <LoadingState />
      </Panel>
    )
  }
  return <Loaded user={data} onClose={onClose} />
}

function Loaded({ user, onClose }: { user: Card; onClose(): void }) {
  const { t } = useTranslation('access')
  const actor = useActor()
  const [dialogue, setDialogue] = useState<Dialogue>()
  const canManage = useMay('access.manage')
  const canAudit = useMay('audit.read')
  const isSelf = actor?.userId === user.id
  const canAdminister = canManage || user.company_kind === 'agency'
  const close = () => setDialogue(undefined)

  return (
    <Panel title={user.name} detail={`${user.login} · ${user.company_name}`} onClose={onClose}>
      {user.blocked_at !== null && (
        <p className={classes['notice']} data-bad>
          {t('users.blockedSince', { at: formatTime(user.blocked_at), reason: user.blocked_reason ?? '' })}
        </p>
      )}
      {isSelf && <p className={classes['notice']}>{t('user.self')}</p>}
      <Roles user={user} isReadOnly={!canAdminister || isSelf} />
      <Limits user={user} isReadOnly={!canManage || isSelf} />
      <div className={classes['actions']}>
        {canAdminister && (
          <Button variant="default" leftSection={<IconPencil size={16} />} onClick={() => setDialogue('edit')}>
            {t('user.rename')}
          </Button>
        )}
        {canAdminister && !isSelf && (
          <Button variant="default" leftSection={<IconKey size={16} />} onClick={() => setDialogue('password')}>
            {t('user.resetPassword')}
          </Button>
        )}
        {canManage && (
          <Button variant="default" leftSection={<IconRefresh size={16} />} onClick={() => setDialogue('resync')}>
            {t('user.resync')}
          </Button>
        )}
        {canAudit && (
          <Button
            variant="default"
            leftSection={<IconHistory size={16} />}
            onClick={() => navigate(`/access/audit?row=${user.id}`)}
          >
            {t('user.history')}
          </Button>
        )}
        {canAdminister &&
          !isSelf &&
          (user.blocked_at === null ? (
            <Button
              variant="outline"
              color="bad"
              leftSection={<IconLock size={16} />}
              onClick={() => setDialogue('block')}
            >
              {t('user.block')}
            </Button>
          ) : (
            <Button variant="outline" leftSection={<IconLockOpen size={16} />} onClick={() => setDialogue('unblock')}>
              {t('user.unblock')}
            </Button>
          ))}
      </div>
      {(dialogue === 'block' || dialogue === 'unblock') && (
        <Block user={user} isBlock={dialogue === 'block'} onClose={close} />
      )}
      {dialogue === 'resync' && <Resync user={user} onClose={close} />}
      {dialogue === 'password' && <NewPassword user={user} onClose={close} />}
      {dialogue === 'edit' && <EditUser user={user} canMove={canManage && !isSelf} onClose={close} />}
    </Panel>
  )
}

function Roles({ user, isReadOnly }: { user: Card; isReadOnly: boolean }) {
  const { t } = useTranslation('access')
  const [draft, setDraft] = useState<readonly Role[]>()
  const save = useCommand('access.setRoles', { done: t('user.rolesSaved') })
  const roles = draft ?? user.roles
  const rights = rightsOf(roles)
  return (
    <Section title={t('users.roles')}>
      <RolePicker value={roles} companyKind={user.company_kind} isReadOnly={isReadOnly} onChange={setDraft} />
      {draft && draft.join() !== user.roles.join() && (
        <div className={classes['save']}>
          <Button
            loading={save.isPending}
            onClick={() =>
              void save.run({ userId: user.id, roles: [...draft] }).then(({ ok }) => ok && setDraft(undefined))
            }
          >
            {t('common:save')}
          </Button>
          <Button variant="default" onClick={() => setDraft(undefined)}>
            {t('common:cancel')}
          </Button>
        </div>
      )}
      {roles.length > 1 && (
        <Spoiler
          maxHeight={0}
          showLabel={t('user.allRights', { count: rights.length })}
          hideLabel={t('common:close')}
          mt={8}
        >
          <RightsList rights={rights} />
        </Spoiler>
      )}
    </Section>
  )
}

function Limits({ user, isReadOnly }: { user: Card; isReadOnly: boolean }) {
  const { t } = useTranslation('access')
  const [draft, setDraft] = useState<readonly Limit[]>()
  const save = useCommand('access.setUserLimits', { done: t('limits.saved') })
  const ofAllRoles = useQuery('access.roleLimits', {}).data ?? []
  const ofRoles = effectiveLimits(
    [],
    ofAllRoles.filter(({ id }) => user.roles.includes(id)).flatMap(({ limits }) => limits),
  )
  const limits = draft ?? user.limits
  return (
    <Section title={t('limits.title')}>
      <p className={classes['about']}>{t('limits.about')}</p>
      {isReadOnly ? (
        <dl className={classes['facts']}>
          {LIMIT_KINDS.map((kind) => (
            <Fact
              key={kind}
              name={t(`limit.${kind}`)}
              value={limitText(
                user.effective.find((limit) => limit.kind === kind),
                kind,
                t,
              )}
            />
          ))}
        </dl>
      ) : (
        <UserLimitFields value={limits} ofRoles={ofRoles} onChange={setDraft} />
      )}
      {draft && !sameLimits(draft, user.limits) && (
        <div className={classes['save']}>
          <Button
            loading={save.isPending}
            onClick={() =>
              void save.run({ userId: user.id, limits: [...draft] }).then(({ ok }) => ok && setDraft(undefined))
            }
          >
            {t('common:save')}
          </Button>
          <Button variant="default" onClick={() => setDraft(undefined)}>
            {t('common:cancel')}
          </Button>
        </div>
      )}
    </Section>
  )
}

export function Fact({ name, value }: { name: string; value: string | null }) {
  return (
    <>
      <dt>{name}</dt>
      <dd data-selectable>{value === null || value === '' ? '—' : value}</dd>
    </>
  )
}

function Block({ user, isBlock, onClose }: { user: Card; isBlock: boolean; onClose(): void }) {
  const { t } = useTranslation('access')
  const block = useCommand('access.blockUser', { done: t('user.blockedDone', { name: user.name }) })
  const unblock = useCommand('access.unblockUser', { done: t('user.unblockedDone', { name: user.name }) })
  const { run, isPending } = isBlock ? block : unblock
  return (
    <Confirm
      title={`${t(isBlock ? 'user.block' : 'user.unblock')}: ${user.name}`}
      about={t(isBlock ? 'user.blockAbout' : 'user.unblockAbout')}
      action={t(isBlock ? 'user.block' : 'user.unblock')}
      isBad={isBlock}
      needsReason
      isPending={isPending}
      onConfirm={(reason) => void run({ userId: user.id, reason }).then(({ ok }) => ok && onClose())}
      onClose={onClose}
    />
  )
}

function Resync({ user, onClose }: { user: Card; onClose(): void }) {
  const { t } = useTranslation('access')
  const { run, isPending } = useCommand('access.resyncUser', { done: t('user.resynced') })
  return (
    <Confirm
      title={`${t('user.resync')}: ${user.name}`}
      about={t('user.resyncAbout')}
      action={t('user.resync')}
      isPending={isPending}
      onConfirm={() => void run({ userId: user.id }).then(({ ok }) => ok && onClose())}
      onClose={onClose}
    />
  )
}
