/** What changed between two texts of a clause, in the reader's words for variables and conditions. */
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { RichText } from '#shared/modules/contracts/rich-text.ts'
import { type DiffLine, diffLines } from '#shared/modules/contracts/text-diff.ts'
import { writeText } from '#shared/modules/contracts/write-notation.ts'
import { useNames } from './use-names.ts'
import classes from './library.module.css'

export function ClauseDiff({ before, after }: { before: RichText; after: RichText }) {
  const names = useNames()
  const lines = useMemo(() => {
    const said = { variable: names.fact, condition: names.condition }
    return diffLines(writeText(before, said), writeText(after, said))
  }, [before, after, names])
  return <DiffLines lines={lines} />
}

export function DiffLines({ lines }: { lines: readonly DiffLine[] }) {
  const { t } = useTranslation('contracts')
  if (lines.every(({ kind }) => kind === 'same')) return <p className={classes['muted']}>{t('diff.same')}</p>
  return (
    <div className={classes['diff']} lang="ru">
      {lines.map(({ kind, parts }, index) => (
        <p key={index} data-kind={kind}>
          {parts.map((part, at) =>
            part.kind === 'added' ? (
              <ins key={at}>{part.text}</ins>
            ) : part.kind === 'removed' ? (
              <del key={at}>{part.text}</del>
            ) : (
              <span key={at}>{part.text}</span>
            ),
          )}
        </p>
      ))}
    </div>
  )
}
