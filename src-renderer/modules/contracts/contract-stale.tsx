/** The warning before signing: what the register says otherwise since the contract was put together (idea 6). */
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@mantine/core'
import type { Id } from '#shared/kernel/id.ts'
import { navigate } from '#renderer/data/route.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import type { Result } from '#renderer/data/calls.ts'
import { Link } from '#renderer/ui/link.tsx'
import { useNames } from './use-names.ts'
import { shownValue } from './shown-value.ts'
import classes from './contract-card.module.css'

export function ContractStale({ contractId, state }: { contractId: Id; state: string }) {
  const { t } = useTranslation('contracts')
  const names = useNames()
  const { run } = useCommand('contracts.stale', { quiet: true })
  const [values, setValues] = useState<Result<'contracts.stale'>['values']>([])
  useEffect(() => {
    let isGone = false
    const ask = async () => {
      const answer = await run({ contractId })
      if (answer.ok && !isGone) setValues(answer.value.values)
    }
    void ask()
    return () => {
      isGone = true
    }
  }, [contractId, run])
  if (values.length === 0) return null
  return (
    <section className={classes['warn']} role="alert">
      <h2>{t('stale.title', { count: values.length })}</h2>
      <p>{t('stale.text')}</p>
      <table>
        <tbody>
          {values.slice(0, 20).map(({ path, was, now, source }) => (
            <tr key={path}>
              <th>{source?.to ? <Link to={source.to}>{names.fact(path)}</Link> : names.fact(path)}</th>
              <td>
                <del>{shownValue(path, was, names) || t('names.absent')}</del>
              </td>
              <td>{shownValue(path, now, names) || t('names.absent')}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {state === 'draft' && (
        <Button variant="default" onClick={() => navigate(`/contracts/builder?contract=${contractId}`)}>
          {t('stale.refresh')}
        </Button>
      )}
    </section>
  )
}
