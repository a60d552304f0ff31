/** Theme, density and notifications around everything. */
import { useEffect, useMemo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { MantineProvider, mergeThemeOverrides } from '@mantine/core'
import { DatesProvider } from '@mantine/dates'
import { Notifications } from '@mantine/notifications'
import { useLanguage, useSettings } from '../data/settings.ts'
import { cssVariables, theme } from '../ui/theme.ts'
import { useScheme } from '../ui/use-scheme.ts'

export function Look({ children }: { children: ReactNode }) {
  const density = useSettings((settings) => settings.density)
  const language = useLanguage()
  const scheme = useScheme()
  const { t } = useTranslation()
  const close = t('close')
  // The keyboard closes by Escape: the first stop of a dialog is its first field, not its cross.
  const named = useMemo(() => {
    const closeButtonProps = { 'aria-label': close, tabIndex: -1 }
    return mergeThemeOverrides(theme, { components: { Modal: { defaultProps: { closeButtonProps } } } })
  }, [close])
  useEffect(() => {
    document.documentElement.dataset['density'] = density
  }, [density])
  return (
    <MantineProvider theme={named} cssVariablesResolver={cssVariables} forceColorScheme={scheme}>
      <DatesProvider settings={{ locale: language, firstDayOfWeek: 1, weekendDays: [0, 6] }}>
        <Notifications position="bottom-right" limit={4} containerWidth={380} />
        {children}
      </DatesProvider>
    </MantineProvider>
  )
}
