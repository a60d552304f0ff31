/** Who works here: people known to this workstation, or a login by hand. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, TextInput, UnstyledButton } from '@mantine/core'
import { IconKey, IconLock } from '@tabler/icons-react'
import type { ProfileState } from '#shared/modules/engine/model.ts'
import { initials } from '#renderer/ui/format.ts'
import { matchesText } from '#renderer/ui/match.ts'
import { EndDemo } from './end-demo.tsx'
import { PasswordForm } from './password-form.tsx'
import { PinForm } from './pin-form.tsx'
import { ServerChoice } from './server-choice.tsx'
import { Threshold } from './threshold.tsx'
import { useRoleNames } from './use-role-names.ts'
import classes from './threshold.module.css'

type Person = ProfileState['logins'][number]
type Way =
  { kind: 'list' } | { kind: 'password'; person?: Person } | { kind: 'pin'; person: Person } | { kind: 'server' }

export function SignIn({ profile }: { profile: ProfileState }) {
  const { t } = useTranslation('engine')
  const roleNames = useRoleNames()
  const [way, setWay] = useState<Way>(() => (profile.logins.length > 0 ? { kind: 'list' } : { kind: 'password' }))
  const [typed, setTyped] = useState('')
  const all = profile.logins
  const isShort = profile.isDemo && typed === ''
  const people = (isShort ? oneOfEachRole(all) : all).filter((person) =>
    matchesText(typed, `${person.name} ${person.login} ${roleNames(person.roles)}`),
  )
  const toStart = () => setWay(profile.logins.length > 0 ? { kind: 'list' } : { kind: 'password' })
  const toList = profile.logins.length > 0 ? () => setWay({ kind: 'list' }) : undefined
  const foot = [t('start.version', { version: profile.version }), profile.address]
    .filter((part) => part !== null)
    .join(' · ')
  return (
    <Threshold foot={foot}>
      {way.kind === 'list' && (
        <>
          <p className={classes['lead']}>{t(profile.isDemo ? 'signIn.demoLead' : 'signIn.lead')}</p>
          {all.length > MANY && (
            <TextInput
              mb="sm"
              placeholder={t('signIn.find')}
              aria-label={t('signIn.find')}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
            />
          )}
          <div className={classes['panel']}>
            <div className={classes['people']}>
              {people.map((person) => (
                <UnstyledButton
                  key={person.login}
                  className={classes['person']}
                  data-testid={`person-${person.login}`}
                  onClick={() => setWay({ kind: person.hasPin ? 'pin' : 'password', person })}
                >
                  <span className={classes['avatar']}>{initials(person.name)}</span>
                  <span>
                    <span className={classes['personName']}>{person.name}</span>
                    <span className={classes['personRole']}>{roleNames(person.roles)}</span>
                  </span>
                  {person.hasPin ? (
                    <IconLock size={16} color="var(--k-ink-3)" />
                  ) : (
                    <IconKey size={16} color="var(--k-ink-3)" />
                  )}
                </UnstyledButton>
              ))}
            </div>
          </div>
          <div className={classes['row']}>
            <Button variant="subtle" onClick={() => setWay({ kind: 'password' })}>
              {t('signIn.other')}
            </Button>
            {profile.isDemo && <EndDemo />}
          </div>
        </>
      )}
      {way.kind === 'password' && (
        <PasswordForm profile={profile} person={way.person} {...(toList ? { onBack: toList } : {})} />
      )}
      {way.kind === 'server' && <ServerChoice profile={profile} onBack={toStart} />}
      {way.kind === 'pin' && (
        <PinForm
          login={way.person.login}
          name={way.person.name}
          onPassword={() => setWay({ kind: 'password', person: way.person })}
          {...(toList ? { onBack: toList } : {})}
        />
      )}
      {profile.centre === 'server' && way.kind !== 'server' && (
        <div className={classes['row']}>
          <Button variant="subtle" onClick={() => setWay({ kind: 'server' })} data-testid="other-server">
            {t('signIn.otherServer')}
          </Button>
        </div>
      )}
    </Threshold>
  )
}

/** From how many people on the list is searched. */
const MANY = 8

/** A demonstration is looked at through roles: the second of a kind adds nothing. */
function oneOfEachRole(people: readonly Person[]): readonly Person[] {
  const seen = new Set<string>()
  return people.filter((person) => {
    const kind = person.roles.join()
    return seen.size < seen.add(kind).size
  })
}
