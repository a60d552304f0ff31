/** Before there is a centre: try the program, begin a database of one's own, or join a server. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { UnstyledButton } from '@mantine/core'
import { IconArrowRight, IconBuildingCommunity, IconDatabasePlus, IconServer2, type Icon } from '@tabler/icons-react'
import type { EngineStatus, ProfileState } from '#shared/modules/engine/model.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { ErrorState } from '#renderer/ui/states.tsx'
import { Progressing } from './progressing.tsx'
import { StartDemo, type Scale } from './start-demo.tsx'
import { StartEmpty } from './start-empty.tsx'
import { Threshold } from './threshold.tsx'
import { UseServer } from './use-server.tsx'
import classes from './threshold.module.css'

type Choice = 'demo' | 'empty' | 'server'

const CHOICES: readonly { choice: Choice; icon: Icon }[] = [
  { choice: 'demo', icon: IconBuildingCommunity },
  { choice: 'empty', icon: IconDatabasePlus },
  { choice: 'server', icon: IconServer2 },
]

export function FirstScreen({ profile, status }: { profile: ProfileState; status: EngineStatus }) {
  const { t } = useTranslation('engine')
  const [choice, setChoice] = useState<Choice>()
  // Here and not in its form, so that progress outlives the form.
  const demo = useCommand('engine.startDemo', { quiet: true })
  const foot = t('start.version', { version: profile.version })
  const back = () => setChoice(undefined)

  if (profile.state === 'starting' || demo.isPending) {
    return (
      <Threshold foot={foot}>
        <Progressing
          title={t(demo.isPending ? 'start.filling' : 'start.opening')}
          text={t(demo.isPending ? 'start.fillingText' : 'start.openingText')}
          progress={demo.progress ?? status.sync ?? undefined}
          onCancel={demo.isPending ? demo.cancel : undefined}
        />
      </Threshold>
    )
  }
  if (profile.state === 'failed') {
    return (
      <Threshold foot={foot}>
        <ErrorState
          error={{
            code: 'internal',
            message: '',
            details: { reason: 'engine.centre-failed', failure: profile.failure },
          }}
        />
      </Threshold>
    )
  }
  return (
    <Threshold foot={foot}>
      {choice === undefined && (
        <>
          <p className={classes['lead']}>{t('start.lead')}</p>
          <div className={classes['panel']}>
            {CHOICES.map(({ choice: one, icon: ChoiceIcon }) => (
              <UnstyledButton
                key={one}
                className={classes['choice']}
                onClick={() => setChoice(one)}
                data-testid={`start-${one}`}
              >
                <ChoiceIcon className={classes['choiceIcon']} stroke={1.5} />
                <span className={classes['choiceTitle']}>{t(`start.${one}.title`)}</span>
                <span className={classes['choiceText']}>{t(`start.${one}.text`)}</span>
                <IconArrowRight className={classes['choiceArrow']} />
              </UnstyledButton>
            ))}
          </div>
        </>
      )}
      {choice === 'demo' && (
        <StartDemo error={demo.error} onStart={(scale: Scale) => void demo.run({ scale })} onBack={back} />
      )}
      {choice === 'empty' && <StartEmpty onBack={back} />}
      {choice === 'server' && <UseServer onBack={back} />}
    </Threshold>
  )
}
