/** One contract: its words as they were agreed, its way through the hands, its papers. What may be done next stands at the top. */
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Menu } from '@mantine/core'
import { IconEdit, IconFileOff, IconFileTypeDocx, IconFileTypePdf } from '@tabler/icons-react'
import type { ContractCard as Card } from './contract-types.ts'
import { type ContractStep, stepsFor } from '#shared/modules/contracts/contract-machine.ts'
import { navigate, setQuery, useParams, useRoute } from '#renderer/data/route.ts'
import { useActor, useMay } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { formatDay, formatMoney } from '#renderer/ui/format.ts'
import { Facts } from '#renderer/ui/facts.tsx'
import { Link } from '#renderer/ui/link.tsx'
import { Page } from '#renderer/ui/page.tsx'
import { useFiles } from '#renderer/ui/print.ts'
import { EmptyState, ErrorState, LoadingState } from '#renderer/ui/states.tsx'
import { Tabs } from '#renderer/ui/tabs.tsx'
import { ToneBadge } from '#renderer/ui/tone-badge.tsx'
import { ContractApprovals } from './contract-approvals.tsx'
import { ContractCourse } from './contract-course.tsx'
import { ContractPapers } from './contract-papers.tsx'
import { ContractStale } from './contract-stale.tsx'
import { StepDialog } from './contract-step-dialog.tsx'
import { openBuilder } from './api.tsx'
import { toneOf } from './contract-words.ts'
import { Paper } from './paper.tsx'
import type { Result } from '#renderer/data/calls.ts'
import classes from './contract-card.module.css'

export function ContractCard() {
  const { t } = useTranslation('contracts')
  const { contractId = '' } = useParams('/contracts/:contractId')
  const { query } = useRoute()
  const answer = useQuery('contracts.card', { contractId })
  const card = answer.data
  const opened = useOpened(contractId, card)
  const tab = query['tab'] ?? 'course'
  if (answer.error) return <ErrorState error={answer.error} onRetry={answer.retry} />
  if (card === null)
    return <EmptyState icon={IconFileOff} title={t('errors.no-contract')} text={t('errors.no-contract--advice')} />
  if (!card) return <LoadingState />
  const { row } = card
  return (
    <Page
      title={`${row.number} · ${row.client_name}`}
      detail={<ToneBadge tone={toneOf(row.state)} text={t(`state.${row.state}`)} />}
      actions={<Actions card={card} />}
    >
      <div className={classes['body']}>
        <div className={classes['side']}>
          <Facts
            facts={[
              { title: t('column.kind'), value: row.title },
              {
                title: t('column.unit'),
                value: row.unit_number && [row.unit_number, row.building, row.complex].filter(Boolean).join(', '),
              },
              { title: t('column.price'), value: formatMoney(row.price_minor) },
              { title: t('column.on'), value: formatDay(row.contract_on) },
              { title: t('column.signed'), value: row.signed_on && formatDay(row.signed_on) },
              { title: t('column.registration'), value: row.registration_number },
              {
                title: t('card.deal'),
                value: row.deal_id && <Link to={`/deals/card/${row.deal_id}?tab=contract`}>{t('card.openDeal')}</Link>,
              },
              {
                title: t('card.base'),
                value: card.base && <Link to={`/contracts/${card.base.id}`}>{card.base.number}</Link>,
              },
              {
                title: t('card.template'),
                value: t('card.versionOf', { template: row.title, version: card.template_version }),
              },
              { title: t('column.user'), value: row.user_name },
            ]}
          />
          {card.has_body && (row.state === 'draft' || row.state === 'legal_check' || row.state === 'approved') && (
            <ContractStale contractId={row.id} state={row.state} />
          )}
          <Tabs
            value={tab}
            onChange={(id) => setQuery({ tab: id })}
            tabs={[
              { id: 'course', title: t('card.course'), content: () => <ContractCourse card={card} /> },
              {
                id: 'approvals',
                title: t('card.approvals'),
                ...(card.approvals.length > 0 ? { count: card.approvals.length } : {}),
                content: () => <ContractApprovals card={card} />,
              },
              {
                id: 'papers',
                title: t('card.papers'),
                count: card.papers.length,
                content: () => <ContractPapers card={card} />,
              },
              { id: 'based', title: t('card.based'), count: card.based.length, content: () => <Based card={card} /> },
            ]}
          />
        </div>
        {opened.data ? (
          <Paper document={opened.data.document} isClean={row.state !== 'draft'} />
        ) : (
          <div style={{ flex: 1 }}>
            {opened.isPending ? (
              <LoadingState />
            ) : (
              <EmptyState icon={IconFileOff} title={t('errors.no-text')} text={t('errors.no-text--advice')} />
            )}
          </div>
        )}
      </div>
    </Page>
  )
}

/** The words are secret: read once for each revision, and each reading is journalled. */
function useOpened(contractId: string, card: Card | null | undefined) {
  const open = useCommand('contracts.openContract', { quiet: true })
  const [data, setData] = useState<{ key: string; value: Result<'contracts.openContract'> }>()
  const key = card?.has_body ? `${contractId} ${card.revision}` : ''
  const { run } = open
  useEffect(() => {
    let isGone = false
    const load = async () => {
      if (key === '') return
      const answer = await run({ contractId })
      if (answer.ok && !isGone) setData({ key, value: answer.value })
    }
    void load()
    return () => {
      isGone = true
    }
  }, [contractId, key, run])
  return {
    data: data?.key === key ? data.value : undefined,
    isPending: open.isPending || (key !== '' && data?.key !== key && !open.error),
  }
}

/** Steps back and aside stand behind the one that leads on. */
const SELDOM: readonly ContractStep[] = ['rework', 'annul', 'sign_buyer', 'sign_developer', 'terminate']
/** More buttons than these are a menu. */
const FEW = 3

function Actions({ card }: { card: Card }) {
  const { t } = useTranslation('contracts')
  const actor = useActor()
  const mayWrite = useMay('contracts.write')
  const [step, setStep] = useState<(typeof steps)[number]['name']>()
  const write = useCommand('contracts.files', { label: t('builder.writing') })
  const files = useFiles()
  const { row } = card
  const steps = stepsFor(row.state, actor?.rights ?? [], card.is_registered_kind)
    .filter(({ name }) => !(name === 'approve' && card.is_mine))
    .toSorted((a, b) => Number(SELDOM.includes(a.name)) - Number(SELDOM.includes(b.name)))
  const isClean = !['draft', 'legal_check', 'annulled'].includes(row.state)
  const save = async (format: 'docx' | 'pdf') => {
    const answer = await write.run({ contractId: row.id, copy: isClean ? 'clean' : 'working', formats: [format] })
    const file = answer.ok ? answer.value[format] : null
    if (file) await files.save(file.ref)
  }
  return (
    <>
      {mayWrite && row.state === 'draft' && (
        <Button
          variant="default"
          leftSection={<IconEdit size={16} />}
          onClick={() => navigate(`/contracts/builder?contract=${row.id}`)}
        >
          {t('card.edit')}
        </Button>
      )}
      {card.has_body && (
        <>
          <Button
            variant="default"
            leftSection={<IconFileTypeDocx size={16} />}
            loading={write.isPending}
            onClick={() => void save('docx')}
          >
            {t('builder.word')}
          </Button>
          <Button
            variant="default"
            leftSection={<IconFileTypePdf size={16} />}
            loading={write.isPending}
            onClick={() => void save('pdf')}
          >
            {t('builder.pdf')}
          </Button>
        </>
      )}
      {steps.slice(0, FEW).map(({ name }, index) => (
        <Button key={name} variant={index === 0 ? 'filled' : 'default'} data-step={name} onClick={() => setStep(name)}>
          {t(`step.${name}`)}
        </Button>
      ))}
      {steps.length > FEW && (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="default">{t('card.moreSteps')}</Button>
          </Menu.Target>
          <Menu.Dropdown>
            {steps.slice(FEW).map(({ name }) => (
              <Menu.Item key={name} data-step={name} onClick={() => setStep(name)}>
                {t(`step.${name}`)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {step && <StepDialog row={row} step={step} onClose={() => setStep(undefined)} />}
    </>
  )
}

function Based({ card }: { card: Card }) {
  const { t } = useTranslation('contracts')
  const mayWrite = useMay('contracts.write')
  const { row } = card
  const next = ['amendment', 'assignment', 'act', 'notice'] as const
  return (
    <div className={classes['list']}>
      {card.based.map((each) => (
        <Link key={each.id} to={`/contracts/${each.id}`} className={classes['item']}>
          <strong>{each.number}</strong>
          <span>{each.title}</span>
          <ToneBadge tone={toneOf(each.state)} text={t(`state.${each.state}`)} />
        </Link>
      ))}
      {mayWrite && card.has_body && row.kind !== 'amendment' && (
        <div className={classes['actions']}>
          {next.map((kind) => (
            <Button key={kind} variant="default" onClick={() => openBuilder({ kind: 'base', id: row.id }, kind)}>
              {t(`kind.${kind}`)}
            </Button>
          ))}
        </div>
      )}
      <div className={classes['actions']}>
        <Button variant="subtle" onClick={() => navigate(`/contracts/compare?left=${row.id}`)}>
          {t('card.compareStandard')}
        </Button>
      </div>
    </div>
  )
}
