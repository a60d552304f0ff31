/** The limit of the machine: as many columns of the same texts without a grid, each one element, written anew at every scroll. */
const ROW = 28
const WIDTH = 120

export function listByHand(
  host: HTMLElement,
  rows: readonly Record<string, unknown>[],
  fields: readonly string[],
): void {
  const box = document.createElement('div')
  box.className = 'by-hand'
  const height = document.createElement('div')
  height.style.height = `${rows.length * ROW}px`
  box.append(height)
  host.append(box)
  const count = Math.ceil(box.clientHeight / ROW) + 1
  const columns = fields.slice(0, Math.ceil(box.clientWidth / WIDTH)).map((field, place) => {
    const column = document.createElement('div')
    column.style.left = `${place * WIDTH}px`
    box.append(column)
    return { field, column }
  })
  const draw = () => {
    const first = Math.floor(box.scrollTop / ROW)
    const seen = rows.slice(first, first + count)
    for (const { field, column } of columns) {
      column.style.top = `${first * ROW}px`
      column.textContent = seen.map((row) => row[field] ?? '').join('\n')
    }
  }
  box.addEventListener('scroll', draw)
  draw()
}
