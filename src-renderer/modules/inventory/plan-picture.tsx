/** The plan of a unit, or of its floor where the unit has none of its own; brought in by those who keep the structure. */
import { useTranslation } from 'react-i18next'
import { Button } from '@mantine/core'
import { IconPhotoUp } from '@tabler/icons-react'
import { isSha256 } from '#shared/modules/files/model.ts'
import type { UnitCard } from '#shared/modules/inventory/model.ts'
import { useMay } from '#renderer/data/session.ts'
import { PICTURE_ENDINGS, useUpload } from '#renderer/data/stored-files.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { StoredPicture } from '#renderer/ui/stored-picture.tsx'
import classes from './panel.module.css'

export function PlanPicture({ card }: { card: UnitCard }) {
  const { t } = useTranslation('inventory')
  const maySet = useMay('inventory.structure')
  const { upload, isPending } = useUpload('picture', PICTURE_ENDINGS)
  const set = useCommand('inventory.setPlanPicture', { done: t('plan.saved') })
  const own = isSha256(card.plan_picture) ? card.plan_picture : null
  const floor = isSha256(card.floor_plan_picture) ? card.floor_plan_picture : null
  const shown = own ?? floor
  if (shown === null && !maySet) return null
  const unitIds = [card.unit.id]
  async function replace() {
    const file = await upload()
    if (file) await set.run({ unitIds, sha256: file.sha256 })
  }
  return (
    <div className={classes['plan']}>
      {shown !== null && (
        <StoredPicture sha256={shown} label={t(own === null ? 'plan.ofFloor' : 'plan.title')} height={180} />
      )}
      {maySet && (
        <div className={classes['planActions']}>
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<IconPhotoUp size={14} />}
            loading={isPending || set.isPending}
            onClick={() => void replace()}
          >
            {t(own === null ? 'plan.add' : 'plan.replace')}
          </Button>
          {own !== null && (
            <Button variant="subtle" size="compact-sm" onClick={() => void set.run({ unitIds, sha256: null })}>
              {t('plan.remove')}
            </Button>
          )}
        </div>
      )}
    </div>
  )
}
