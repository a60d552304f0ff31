/** Which file, and of what. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Radio, Stack } from '@mantine/core'
import { IconFileDownload, IconUpload } from '@tabler/icons-react'
import type { ImportKind } from '#shared/modules/imports/kind.ts'
import type { EarlierImport, FileLook } from '#shared/modules/imports/model.ts'
import type { FileRef } from '#shared/rpc/host.ts'
import { AppError } from '#shared/rpc/errors.ts'
import { useHost } from '#renderer/data/engine.tsx'
import { useCommand } from '#renderer/data/use-command.ts'
import { useFiles } from '#renderer/ui/print.ts'
import { ProgressBar } from '#renderer/ui/progress-bar.tsx'
import { Refusal } from '#renderer/ui/refusal.tsx'
import { languageOf } from './words.ts'
import classes from './imports.module.css'

const ENDINGS = ['.xlsx', '.xlsm', '.csv', '.ods', '.xls', '.txt']

export interface FileStepProps {
  kinds: readonly ImportKind[]
  wanted: ImportKind | undefined
  onOpen(file: FileRef, kind: string, look: FileLook & { earlier: EarlierImport | null }, draftId: string): void
  makeId(): string
}

export function FileStep({ kinds, wanted, onOpen, makeId }: FileStepProps) {
  const { t, i18n } = useTranslation('imports')
  const host = useHost()
  const { save } = useFiles()
  const language = languageOf(i18n.language)
  const [kind, setKind] = useState(wanted?.name ?? '')
  const [refused, setRefused] = useState<AppError>()
  const open = useCommand('imports.open', { quiet: true, label: t('file.opening') })
  const template = useCommand('imports.template')

  async function choose() {
    setRefused(undefined)
    try {
      const file = await host.openFile(ENDINGS)
      if (!file) return
      const draftId = makeId()
      const result = await open.run({ draftId, file, kind })
      if (result.ok) onOpen(file, kind, result.value, draftId)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      setRefused(error)
    }
  }

  async function download() {
    const result = await template.run({ kind, language })
    if (result.ok) await save(result.value)
  }

  return (
    <div className={classes['center']}>
      <Stack gap="lg" className={classes['card'] ?? ''}>
        <Radio.Group label={t('file.what')} value={kind} onChange={setKind}>
          <Stack gap="xs" mt="xs">
            {kinds.map((one) => (
              <Radio key={one.name} value={one.name} label={one.title[language]} />
            ))}
          </Stack>
        </Radio.Group>
        <p className={classes['hint']}>{t('file.hint')}</p>
        <Refusal error={refused ?? open.error} />
        {open.isPending && (
          <ProgressBar label={t('file.opening')} done={open.progress?.done} total={open.progress?.total} />
        )}
        <div className={classes['row']}>
          <Button
            leftSection={<IconUpload size={16} />}
            onClick={() => void choose()}
            loading={open.isPending}
            disabled={kind === ''}
          >
            {t('file.choose')}
          </Button>
          <Button
            variant="default"
            leftSection={<IconFileDownload size={16} />}
            onClick={() => void download()}
            loading={template.isPending}
            disabled={kind === ''}
          >
            {t('file.template')}
          </Button>
        </div>
      </Stack>
    </div>
  )
}
