/** What each role may do without asking: roles down, kinds of limits across. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@mantine/core'
import { LIMIT_KINDS, type Limit } from '#shared/modules/access/model.ts'
import type { Role } from '#shared/modules/access/rights.ts'
import { useActor, useMay } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { Page } from '#renderer/ui/page.tsx'
import { ErrorState, SkeletonRows } from '#renderer/ui/states.tsx'
import { LimitField } from './limit-fields.tsx'
import { RetentionDays } from './retention.tsx'
import { sameLimits, withLimit } from './limit-words.ts'
import classes from './access.module.css'

export function RoleLimits() {
  const { t } = useTranslation('access')
  const actor = useActor()
  const canManage = useMay('access.manage')
  const { data, error, retry } = useQuery('access.roleLimits', {})
  const [drafts, setDrafts] = useState<ReadonlyMap<Role, readonly Limit[]>>(new Map())
  const save = useCommand('access.setRoleLimits', { done: t('limits.saved') })
  const roles = (data ?? []).filter(({ id }) => id !== 'steward')
  const changed = roles.filter(({ id, limits }) => !sameLimits(drafts.get(id) ?? limits, limits))

  async function saveAll() {
    for (const { id } of changed) {
      const { ok } = await save.run({ role: id, limits: [...(drafts.get(id) ?? [])] })
      if (!ok) return
    }
    setDrafts(new Map())
  }

  return (
    <Page
      title={t('screens.limits')}
      isText
      actions={
        changed.length > 0 && (
          <>
            <Button variant="default" onClick={() => setDrafts(new Map())}>
              {t('common:cancel')}
            </Button>
            <Button loading={save.isPending} onClick={() => void saveAll()}>
              {t('common:save')}
            </Button>
          </>
        )
      }
    >
      <p className={classes['about']}>{t('limits.about')}</p>
      {error && <ErrorState error={error} onRetry={retry} />}
      {!data && !error && <SkeletonRows count={8} />}
      {data && (
        <table className={classes['matrix']}>
          <thead>
            <tr>
              <th scope="col">{t('users.roles')}</th>
              {LIMIT_KINDS.map((kind) => (
                <th key={kind} scope="col">
                  {t(`limit.${kind}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {roles.map(({ id, limits }) => {
              const own = drafts.get(id) ?? limits
              const isOwnRole = actor?.roles.includes(id) ?? false
              return (
                <tr key={id} title={isOwnRole ? t('limits.ownRole') : undefined}>
                  <th scope="row">{t(`role.${id}`)}</th>
                  {LIMIT_KINDS.map((kind) => (
                    <td key={kind}>
                      <LimitField
                        kind={kind}
                        label={`${t(`role.${id}`)}: ${t(`limit.${kind}`)}`}
                        value={own.find((limit) => limit.kind === kind)}
                        without={t('limits.none')}
                        isReadOnly={!canManage || isOwnRole}
                        onChange={(ceiling) => setDrafts(new Map(drafts).set(id, withLimit(own, kind, ceiling)))}
                      />
                    </td>
                  ))}
                </tr>
              )
            })}
          </tbody>
        </table>
      )}
      <RetentionDays />
    </Page>
  )
}
