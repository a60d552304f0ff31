/** One plan for many units: those of a layout, chosen by the filter or on the board. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@mantine/core'
import { IconPhotoUp } from '@tabler/icons-react'
import type { StoredFile } from '#shared/modules/files/model.ts'
import { PICTURE_ENDINGS, useUpload } from '#renderer/data/stored-files.ts'
import { StoredPicture } from '#renderer/ui/stored-picture.tsx'
import { UnitCommandDialog } from './unit-command-dialog.tsx'

export function PlanDialog({ unitIds }: { unitIds: readonly string[] }) {
  const { t } = useTranslation('inventory')
  const [file, setFile] = useState<StoredFile>()
  const { upload, isPending } = useUpload('picture', PICTURE_ENDINGS)
  return (
    <UnitCommandDialog
      unitIds={unitIds}
      command="inventory.setPlanPicture"
      title={t('plan.title')}
      submit={t('plan.submit')}
      done={t('plan.saved')}
      args={file && { unitIds: [...unitIds], sha256: file.sha256 }}
    >
      {file && <StoredPicture sha256={file.sha256} label={file.name} height={220} />}
      <Button
        variant="default"
        leftSection={<IconPhotoUp size={14} />}
        loading={isPending}
        onClick={() => void upload().then((next) => next && setFile(next))}
        data-autofocus
      >
        {t(file ? 'plan.replace' : 'plan.add')}
      </Button>
    </UnitCommandDialog>
  )
}
