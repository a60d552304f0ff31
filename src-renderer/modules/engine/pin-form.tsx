/** A PIN by keys or by fingers: for workstations that several people share. */
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, UnstyledButton } from '@mantine/core'
import { IconBackspace, IconCornerDownLeft } from '@tabler/icons-react'
import { useCommand } from '#renderer/data/use-command.ts'
import { Refusal } from '#renderer/ui/refusal.tsx'
import classes from './threshold.module.css'

export interface PinFormProps {
  login: string
  name: string
  onPassword(): void
  onBack?: () => void
  onDone?: () => void
}

const [LEAST, MOST] = [4, 8]

export function PinForm({ login, name, onPassword, onBack, onDone }: PinFormProps) {
  const { t } = useTranslation('engine')
  const [pin, setPin] = useState('')
  const signIn = useCommand('engine.signInWithPin', { quiet: true })
  const box = useRef<HTMLFormElement>(null)
  useEffect(() => box.current?.focus(), [])

  const type = (digit: string) => setPin((now) => (now + digit).slice(0, MOST))
  const submit = async () => {
    if (pin.length < LEAST || signIn.isPending) return
    const outcome = await signIn.run({ login, pin })
    setPin('')
    if (outcome.ok) onDone?.()
  }
  return (
    <form
      ref={box}
      tabIndex={-1}
      className={`${classes['panel']} ${classes['form']}`}
      aria-label={t('signIn.pin', { name })}
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
      onKeyDown={(event) => {
        if (/^\d$/.test(event.key)) type(event.key)
        else if (event.key === 'Backspace') setPin((now) => now.slice(0, -1))
        else if (event.key === 'Enter' && event.target === box.current) void submit()
      }}
    >
      <h2 className={classes['formTitle']}>{name}</h2>
      <p className={classes['formText']}>{t('signIn.pinText')}</p>
      <div className={classes['dots']} role="status" aria-label={t('signIn.digits', { count: pin.length })}>
        {Array.from({ length: Math.max(LEAST, pin.length) }, (_, index) => (
          <span key={index} className={classes['dot']} data-full={index < pin.length || undefined} />
        ))}
      </div>
      <div className={classes['pad']}>
        {['1', '2', '3', '4', '5', '6', '7', '8', '9'].map((digit) => (
          <UnstyledButton key={digit} className={classes['key']} tabIndex={-1} onClick={() => type(digit)}>
            {digit}
          </UnstyledButton>
        ))}
        <UnstyledButton
          className={classes['key']}
          tabIndex={-1}
          aria-label={t('signIn.erase')}
          onClick={() => setPin((now) => now.slice(0, -1))}
        >
          <IconBackspace size={20} />
        </UnstyledButton>
        <UnstyledButton className={classes['key']} tabIndex={-1} onClick={() => type('0')}>
          0
        </UnstyledButton>
        <UnstyledButton className={classes['key']} aria-label={t('signIn.go')} onClick={() => void submit()}>
          <IconCornerDownLeft size={20} />
        </UnstyledButton>
      </div>
      <Refusal error={signIn.error} />
      <div className={classes['row']}>
        {onBack ? (
          <Button variant="default" onClick={onBack}>
            {t('common:back')}
          </Button>
        ) : (
          <span />
        )}
        <Button variant="subtle" onClick={onPassword}>
          {t('signIn.byPassword')}
        </Button>
      </div>
    </form>
  )
}
