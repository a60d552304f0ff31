/** Theme, density and notifications around everything. */
import { useEffect, type ReactNode } from 'react'
import { MantineProvider } from '@mantine/core'
import { DatesProvider } from '@mantine/dates'
import { Notifications } from '@mantine/notifications'
import { useLanguage, useSettings } from '../data/settings.ts'
import { cssVariables, theme } from '../ui/theme.ts'
import { useScheme } from '../ui/use-scheme.ts'

export function Look({ children }: { children: ReactNode }) {
  const density = useSettings((settings) => settings.density)
  const language = useLanguage()
  const scheme = useScheme()
  useEffect(() => {
    document.documentElement.dataset['density'] = density
  }, [density])
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} forceColorScheme={scheme}>
      <DatesProvider settings={{ locale: language, firstDayOfWeek: 1, weekendDays: [0, 6] }}>
        <Notifications position="bottom-right" limit={4} containerWidth={380} />
        {children}
      </DatesProvider>
    </MantineProvider>
  )
}
