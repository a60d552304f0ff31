/** Contracts that hold a clause or stand on a template: how many, and page after page of them. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@mantine/core'
import type { ContractUses as Uses, VersionKind } from '#shared/modules/contracts/library-contract.ts'
import { useApi } from '#renderer/data/engine.tsx'
import { formatDay } from '#renderer/ui/format.ts'
import { Link } from '#renderer/ui/link.tsx'
import classes from './library.module.css'

export function ContractUses({ kind, subject, first }: { kind: VersionKind; subject: string; first: Uses }) {
  const { t } = useTranslation('contracts')
  const api = useApi()
  const [more, setMore] = useState<Uses['rows']>([])
  const [isBusy, setBusy] = useState(false)
  const rows = [...first.rows, ...more]
  const left = first.total - rows.length
  async function next() {
    setBusy(true)
    try {
      const page = await api.contracts.contractUses({ kind, key: subject, offset: rows.length })
      setMore((old) => [...old, ...page.rows])
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <h3>{first.total > 0 ? t('matrix.contracts', { count: first.total }) : t('matrix.noContracts')}</h3>
      <ul className={classes['plain']}>
        {rows.map(({ id, number, title, client, on, version, state }) => (
          <li key={id}>
            <Link to={`/contracts/${id}`}>
              {[
                number ?? t('matrix.noNumber'),
                title,
                client,
                formatDay(on),
                t(`state.${state}`, { defaultValue: state }),
                t('library.version', { version }),
              ].join(' · ')}
            </Link>
          </li>
        ))}
      </ul>
      {left > 0 && (
        <Button variant="default" loading={isBusy} onClick={() => void next()}>
          {t('matrix.moreContracts', { count: left })}
        </Button>
      )}
    </>
  )
}
