/** At the right of the head: what the colours show, zoom, the time machine, the panel. */
import { useTranslation } from 'react-i18next'
import { ActionIcon, SegmentedControl, Tooltip } from '@mantine/core'
import { IconHistory, IconLayoutSidebarRight, IconMaximize, IconZoomIn, IconZoomOut } from '@tabler/icons-react'
import { LAST_ZOOM, nextZoom } from '#renderer/ui/board/zoom.ts'
import { HEATS, type HeatKind } from './heat.ts'
import { useInventory } from './state.ts'

export function BoardTools({ step }: { step: number }) {
  const { t } = useTranslation('inventory')
  const { paint, zoom, isTimeOpen } = useInventory()
  const setZoom = (next: number | 'fit') => useInventory.setState({ zoom: next })
  return (
    <>
      <SegmentedControl
        aria-label={t('paint.title')}
        data={(['status', ...HEATS] as const).map((value) => ({ value, label: t(`paint.${value}`) }))}
        value={paint}
        onChange={(value) => useInventory.setState({ paint: value as 'status' | HeatKind })}
      />
      <div style={{ display: 'flex' }} role="group" aria-label={t('zoom.title')}>
        <Tool
          label={t('zoom.out')}
          isOff={step <= 0}
          onClick={() => setZoom(nextZoom(step, -1))}
          icon={<IconZoomOut size={17} stroke={1.6} />}
        />
        <Tool
          label={t('zoom.fit')}
          isOn={zoom === 'fit'}
          onClick={() => setZoom('fit')}
          icon={<IconMaximize size={17} stroke={1.6} />}
        />
        <Tool
          label={t('zoom.in')}
          isOff={step >= LAST_ZOOM}
          onClick={() => setZoom(nextZoom(step, 1))}
          icon={<IconZoomIn size={17} stroke={1.6} />}
        />
      </div>
      <Tool
        label={t('time.open')}
        isOn={isTimeOpen}
        onClick={() =>
          useInventory.setState(isTimeOpen ? { isTimeOpen: false, day: null, compareDay: null } : { isTimeOpen: true })
        }
        icon={<IconHistory size={17} stroke={1.6} />}
      />
      <PanelTool />
    </>
  )
}

export function PanelTool() {
  const { t } = useTranslation('inventory')
  const isOpen = useInventory((state) => state.isPanelOpen)
  return (
    <Tool
      label={t('panel.show')}
      isOn={isOpen}
      onClick={() => useInventory.setState({ isPanelOpen: !isOpen })}
      icon={<IconLayoutSidebarRight size={17} stroke={1.6} />}
    />
  )
}

interface ToolProps {
  label: string
  icon: React.ReactNode
  isOn?: boolean
  isOff?: boolean
  onClick(): void
}

function Tool({ label, icon, isOn, isOff, onClick }: ToolProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        aria-label={label}
        aria-pressed={isOn}
        disabled={isOff ?? false}
        onClick={onClick}
        {...(isOn ? { variant: 'light', color: 'accent' } : {})}
      >
        {icon}
      </ActionIcon>
    </Tooltip>
  )
}
