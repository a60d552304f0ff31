/** A picture of the file store in a frame that holds its place; a click shows it large. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Modal, UnstyledButton } from '@mantine/core'
import { IconPhotoOff } from '@tabler/icons-react'
import { errorText } from '../data/error-text.ts'
import { usePicture } from '../data/stored-files.ts'
import classes from './stored-picture.module.css'

export interface StoredPictureProps {
  sha256: string
  /** What it shows, for those who do not see it. */
  label: string
  /** Pixels; the width is that of the place. */
  height: number
  /** In a card that is gone when the mouse moves there is nothing to click. */
  isStill?: boolean
}

export function StoredPicture({ sha256, label, height, isStill = false }: StoredPictureProps) {
  const { t } = useTranslation('files')
  const { url, error } = usePicture(sha256)
  const [isLarge, setLarge] = useState(false)
  if (error) {
    return (
      <div className={classes['frame']} style={{ height }} title={errorText(error, t).advice}>
        <IconPhotoOff size={18} /> {errorText(error, t).title}
      </div>
    )
  }
  const picture = url !== undefined && <img src={url} alt={label} className={classes['picture']} />
  if (isStill || url === undefined) {
    return (
      <div className={classes['frame']} style={{ height }} aria-busy={url === undefined}>
        {picture}
      </div>
    )
  }
  return (
    <>
      <UnstyledButton
        className={classes['frame']}
        style={{ height }}
        onClick={() => setLarge(true)}
        aria-label={t('enlarge', { label })}
      >
        {picture}
      </UnstyledButton>
      <Modal
        opened={isLarge}
        onClose={() => setLarge(false)}
        title={label}
        size="auto"
        closeButtonProps={{ 'aria-label': t('common:close') }}
      >
        <img src={url} alt={label} className={classes['large']} />
      </Modal>
    </>
  )
}
