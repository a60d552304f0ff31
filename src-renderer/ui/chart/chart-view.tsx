import { useEffect, useRef } from 'react'
import { BarChart, LineChart, PieChart, ScatterChart, HeatmapChart } from 'echarts/charts'
import {
  AriaComponent,
  DatasetComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
  VisualMapComponent,
} from 'echarts/components'
import { init, use, type ECharts, type EChartsCoreOption } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { useScheme } from '../use-scheme.ts'
import { chartTheme } from './chart-theme.ts'

use([
  AriaComponent,
  BarChart,
  CanvasRenderer,
  DatasetComponent,
  GridComponent,
  HeatmapChart,
  LegendComponent,
  LineChart,
  MarkLineComponent,
  PieChart,
  ScatterChart,
  TooltipComponent,
  VisualMapComponent,
])

export interface ChartProps {
  /** ECharts' own description; colours, type and grid come from the theme. Of stable identity. */
  option: EChartsCoreOption
  /** What it shows, for those who do not see it. */
  label: string
  /** Pixels. */
  height?: number
  onSelect?: (point: { seriesIndex: number; dataIndex: number; name: string }) => void
}

export function ChartView({ option, label, onSelect }: ChartProps) {
  const box = useRef<HTMLDivElement>(null)
  const chart = useRef<ECharts>(undefined)
  const select = useRef(onSelect)
  const scheme = useScheme()
  useEffect(() => {
    select.current = onSelect
  })
  useEffect(() => {
    const element = box.current
    if (!element) return
    const made = init(element, chartTheme(), { renderer: 'canvas' })
    chart.current = made
    made.on('click', ({ seriesIndex, dataIndex, name }) =>
      select.current?.({ seriesIndex: seriesIndex ?? 0, dataIndex, name }),
    )
    const observer = new ResizeObserver(() => made.resize())
    observer.observe(element)
    return () => {
      observer.disconnect()
      made.dispose()
    }
  }, [scheme])
  useEffect(() => {
    chart.current?.setOption(
      { aria: { enabled: true, decal: { show: true } }, animationDuration: 160, ...option },
      { notMerge: true },
    )
  }, [option, scheme])
  return <div ref={box} role="img" aria-label={label} style={{ height: '100%' }} />
}
