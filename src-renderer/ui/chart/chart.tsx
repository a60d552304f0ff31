/** A chart: ECharts, loaded when the first one is shown, in our colours and type, drawn anew when theme or size change. */
import { lazy, Suspense } from 'react'
import type { ChartProps } from './chart-view.tsx'
import { LoadingState } from '../states.tsx'

const ChartView = lazy(async () => ({ default: (await import('./chart-view.tsx')).ChartView }))

/** Holds its place before the code of charts has come: `height` never changes. */
export function Chart(props: ChartProps) {
  return (
    <div style={{ height: props.height ?? 280, minWidth: 0 }}>
      <Suspense fallback={<LoadingState />}>
        <ChartView {...props} />
      </Suspense>
    </div>
  )
}
