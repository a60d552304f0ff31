/** Roles as checkboxes, each with what it is for and, unfolded, every right it gives. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ActionIcon, Checkbox } from '@mantine/core'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { RIGHTS_OF, ROLES, type Right, type Role } from '#shared/modules/access/rights.ts'
import type { CompanyKind } from '#shared/modules/access/model.ts'
import classes from './access.module.css'

export interface RolePickerProps {
  value: readonly Role[]
  companyKind: CompanyKind
  isReadOnly?: boolean
  onChange(roles: Role[]): void
}

/** An agency has one role, everybody else all but that one; the steward is no person and is shown only where it is held. */
export function rolesFor(kind: CompanyKind, held: readonly Role[]): readonly Role[] {
  return ROLES.filter(
    (role) => held.includes(role) || (role !== 'steward' && (role === 'agency') === (kind === 'agency')),
  )
}

export function RolePicker({ value, companyKind, isReadOnly = false, onChange }: RolePickerProps) {
  const { t } = useTranslation('access')
  const [open, setOpen] = useState<Role>()
  return (
    <div role="group" aria-label={t('users.roles')}>
      {rolesFor(companyKind, value).map((role) => {
        const isOpen = open === role
        return (
          <div key={role} className={classes['role']}>
            <Checkbox
              id={`role-${role}`}
              checked={value.includes(role)}
              disabled={isReadOnly}
              onChange={({ currentTarget: { checked } }) =>
                onChange(
                  checked
                    ? ROLES.filter((one) => one === role || value.includes(one))
                    : value.filter((one) => one !== role),
                )
              }
            />
            <label htmlFor={`role-${role}`}>
              <div className={classes['roleName']}>{t(`role.${role}`)}</div>
              <div className={classes['roleAbout']}>{t(`roleAbout.${role}`)}</div>
            </label>
            <ActionIcon
              onClick={() => setOpen(isOpen ? undefined : role)}
              aria-expanded={isOpen}
              aria-label={`${t('user.rightsOf')}: ${t(`role.${role}`)}`}
            >
              {isOpen ? <IconChevronDown size={16} /> : <IconChevronRight size={16} />}
            </ActionIcon>
            {isOpen && <RightsList rights={RIGHTS_OF[role]} />}
          </div>
        )
      })}
    </div>
  )
}

export function RightsList({ rights }: { rights: readonly Right[] }) {
  const { t } = useTranslation('access')
  const areas = Map.groupBy(rights, (right) => right.slice(0, right.indexOf('.')))
  return (
    <dl className={classes['rights']}>
      {[...areas].map(([area, own]) => (
        <div key={area}>
          <dt>{t(`area.${area}`)}</dt>
          <dd>{own.map((right) => t(`right.${right}`)).join(' · ')}</dd>
        </div>
      ))}
    </dl>
  )
}
