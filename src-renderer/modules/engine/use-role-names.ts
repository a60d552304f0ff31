import { useTranslation } from 'react-i18next'

/** Roles in words, from the dictionary of the access module. */
export function useRoleNames(): (roles: readonly string[]) => string {
  const { t } = useTranslation('access')
  return (roles) => roles.map((role) => t(`role.${role}`, { defaultValue: role })).join(', ')
}
