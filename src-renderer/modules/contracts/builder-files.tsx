/** The files of what the builder shows, before anything is kept. */
import { useTranslation } from 'react-i18next'
import { Button } from '@mantine/core'
import { IconFileTypeDocx, IconFileTypePdf } from '@tabler/icons-react'
import { notifyError } from '#renderer/data/notify.ts'
import { useMay } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useFiles } from '#renderer/ui/print.ts'
import { useNamedRefusal } from './named-refusal.ts'

interface BuilderFilesProps {
  args: Parameters<ReturnType<typeof useCommand<'contracts.assemble'>>['run']>[0]
  isClean: boolean
}

export function BuilderFiles({ args, isClean }: BuilderFilesProps) {
  const { t } = useTranslation('contracts')
  const mayWrite = useMay('contracts.write')
  const assemble = useCommand('contracts.assemble', { label: t('builder.writing'), quiet: true })
  const named = useNamedRefusal()
  const files = useFiles()
  async function write(format: 'docx' | 'pdf') {
    const answer = await assemble.run({ ...args, copy: isClean ? 'clean' : 'working', formats: [format] })
    const refused = answer.ok ? undefined : named(answer.error)
    if (refused && refused.code !== 'cancelled') notifyError(refused, t)
    const file = answer.ok ? answer.value[format] : null
    if (file) await files.save(file.ref)
  }
  if (!mayWrite) return null
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconFileTypeDocx size={16} />}
        loading={assemble.isPending}
        onClick={() => void write('docx')}
      >
        {t('builder.word')}
      </Button>
      <Button
        variant="default"
        leftSection={<IconFileTypePdf size={16} />}
        loading={assemble.isPending}
        onClick={() => void write('pdf')}
      >
        {t('builder.pdf')}
      </Button>
    </>
  )
}
