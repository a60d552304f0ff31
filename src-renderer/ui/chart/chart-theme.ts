/** Our tokens as ECharts wants them: resolved, because a canvas knows no variables. */

/** Series in order, apart in lightness too; decals tell them apart without colour. */
const SERIES = [1, 2, 3, 4, 5, 6, 7, 8].map((place) => `--k-chart-${place}`)

export function chartTheme(): object {
  const style = getComputedStyle(document.documentElement)
  const token = (name: string) => style.getPropertyValue(name).trim()
  const [ink, dim, line, surface] = [token('--k-ink'), token('--k-ink-2'), token('--k-line'), token('--k-raised')]
  const axis = {
    axisLine: { lineStyle: { color: token('--k-line-strong') } },
    axisTick: { show: false },
    axisLabel: { color: dim },
    splitLine: { lineStyle: { color: line } },
  }
  return {
    color: SERIES.map(token),
    backgroundColor: 'transparent',
    textStyle: { fontFamily: token('--k-font'), color: ink, fontSize: 12 },
    grid: { left: 8, right: 16, top: 32, bottom: 8, containLabel: true },
    legend: { textStyle: { color: dim }, top: 0, left: 0, itemHeight: 10, itemWidth: 16 },
    tooltip: { backgroundColor: surface, borderColor: line, textStyle: { color: ink, fontSize: 12 }, confine: true },
    categoryAxis: { ...axis, splitLine: { show: false } },
    valueAxis: { ...axis, axisLine: { show: false } },
    timeAxis: axis,
  }
}
