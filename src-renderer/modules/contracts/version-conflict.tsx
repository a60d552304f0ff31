/** Two people wrote in one draft: what each changed, piece by piece, and whose words stay. Until it is decided nothing is lost. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Modal, SegmentedControl } from '@mantine/core'
import { type ChunkKind, type Side, usualSide } from '#shared/modules/contracts/merge.ts'
import { diffLines } from '#shared/modules/contracts/text-diff.ts'
import { DiffLines } from './clause-diff.tsx'
import classes from './library.module.css'

export interface Difference {
  key: string
  title: string
  kind: ChunkKind
  mine: readonly string[]
  theirs: readonly string[]
  /** A text can hold the words of both, a field cannot. */
  canBeBoth: boolean
}

export interface VersionConflictProps {
  differences: readonly Difference[]
  onTake(): void
  /** Sides by the keys of the differences. */
  onMerge(sides: ReadonlyMap<string, Side>): void
  onClose(): void
}

export function VersionConflict({ differences, onTake, onMerge, onClose }: VersionConflictProps) {
  const { t } = useTranslation('contracts')
  const [chosen, setChosen] = useState<ReadonlyMap<string, Side>>(new Map())
  const shown = differences.filter(({ kind }) => kind !== 'same')
  const sideOf = ({ key, kind }: Difference) => chosen.get(key) ?? usualSide(kind)
  const merge = (side?: Side) => onMerge(new Map(differences.map((each) => [each.key, side ?? sideOf(each)])))
  return (
    <Modal opened onClose={onClose} title={t('conflict.title')} size={960}>
      <p>{t('conflict.text')}</p>
      {shown.map((each) => (
        <section key={each.key} className={classes['conflict']} data-kind={each.kind} aria-label={each.title}>
          <header>
            <strong>{each.title}</strong>
            <span className={classes['muted']}>{t(`conflict.by.${each.kind}`)}</span>
            <SegmentedControl
              size="xs"
              aria-label={t('conflict.whose', { title: each.title })}
              value={sideOf(each)}
              data={[
                { value: 'theirs', label: t('conflict.theirs') },
                { value: 'mine', label: t('conflict.mine') },
                ...(each.canBeBoth ? [{ value: 'all', label: t('conflict.all') }] : []),
              ]}
              onChange={(side) => setChosen((old) => new Map(old).set(each.key, side as Side))}
            />
          </header>
          <DiffLines lines={diffLines(each.theirs, each.mine)} />
        </section>
      ))}
      <div className={classes['filters']} style={{ justifyContent: 'flex-end', margin: '12px 0 0' }}>
        <span />
        <Button variant="default" onClick={onClose}>
          {t('conflict.later')}
        </Button>
        <Button variant="default" onClick={onTake}>
          {t('conflict.take')}
        </Button>
        <Button variant="default" onClick={() => merge('mine')}>
          {t('conflict.keep')}
        </Button>
        <Button onClick={() => merge()}>{t('conflict.merge')}</Button>
      </div>
    </Modal>
  )
}
