/** The document as pages: what Word and the PDF will say, with the origin of every value until a clean copy is asked for. */
import { type MouseEvent, memo, useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PrintBlock, PrintDocument, PrintParagraph, PrintRun } from '#shared/kernel/document.ts'
import { namedHoles } from '#shared/modules/contracts/fact-names.ts'
import { useNames } from './use-names.ts'
import { fieldId } from './value-field.tsx'
import classes from './paper.module.css'

const [WIDTH, HEIGHT] = [210, 297]

export interface PaperProps {
  document: PrintDocument
  isClean: boolean
  /** A click on a value: which one. */
  onValue?: (path: string) => void
}

export function Paper({ document: printed, isClean, onValue }: PaperProps) {
  const { t } = useTranslation('contracts')
  const names = useNames()
  const sheet = useRef<HTMLDivElement>(null)
  const [starts, setStarts] = useState<readonly number[]>([0])
  useLayoutEffect(() => {
    const next = sheet.current ? pageStarts(sheet.current, printed) : [0]
    setStarts((old) => (old.join() === next.join() ? old : next))
  }, [printed])

  const { top, right, bottom, left } = printed.margins
  // The engine says the path of what is missing; here, as in the files, the reader's words stand.
  const header = namedHoles(printed.header, names.fact)
  const padding = `${top}mm ${right}mm ${bottom}mm ${left}mm`
  const pages = starts.map((from, index) =>
    printed.blocks.slice(from, starts[index + 1]).map((block, at) => [from + at, block] as const),
  )
  // A click on a value leads to its field and its source; the keyboard reaches the same through the form.
  const goToField = (event: MouseEvent) => {
    const path = (event.target as HTMLElement).dataset['path']
    if (path === undefined) return
    onValue?.(path)
    window.document.getElementById(fieldId(path))?.focus()
  }
  return (
    <div
      className={classes['desk']}
      ref={sheet}
      data-clean={isClean || undefined}
      onClick={goToField}
      role="presentation"
    >
      {pages.map((blocks, index) => (
        <section
          key={index}
          className={classes['page']}
          style={{ padding, fontSize: `${printed.fontSize}pt` }}
          aria-label={t('builder.page', { number: index + 1, of: pages.length })}
          lang="ru"
        >
          {header !== '' && <div className={classes['header']}>{header}</div>}
          {blocks.map(([at, block]) => (
            <div key={at} data-block={at}>
              <Block block={block} />
            </div>
          ))}
          {printed.hasPageNumbers && (
            <div className={classes['footer']}>
              {index + 1} / {pages.length}
            </div>
          )}
        </section>
      ))}
    </div>
  )
}

/** Which block begins each page, from the heights as they are laid out; heights do not depend on the page. */
function pageStarts(desk: HTMLElement, { blocks, margins }: PrintDocument): number[] {
  const page = desk.querySelector('section')
  if (!page) return [0]
  const room = ((HEIGHT - margins.top - margins.bottom) * page.getBoundingClientRect().width) / WIDTH
  const starts = [0]
  let used = 0
  for (const element of desk.querySelectorAll<HTMLElement>('[data-block]')) {
    const at = Number(element.dataset['block'])
    const { height } = element.getBoundingClientRect()
    const block = blocks[at]
    const isBreak = block?.kind === 'paragraph' && block.pageBreakBefore === true
    if (at > 0 && (isBreak || used + height > room)) {
      const before = blocks[at - 1]
      const isHeading = !isBreak && before?.kind === 'paragraph' && before.keepNext === true && starts.at(-1) !== at - 1
      starts.push(isHeading ? at - 1 : at)
      used = isHeading ? (element.previousElementSibling?.getBoundingClientRect().height ?? 0) : 0
    }
    used += height
  }
  return starts
}

/** Every answer is a new document, most of whose blocks say the same as before. */
const Block = memo(OneBlock, (a, b) => JSON.stringify(a.block) === JSON.stringify(b.block))

function OneBlock({ block }: { block: PrintBlock }) {
  if (block.kind === 'paragraph') return <Paragraph paragraph={block} />
  const total = block.widths.reduce((sum, width) => sum + width, 0)
  return (
    <table className={classes['table']} data-borders={block.borders}>
      <colgroup>
        {block.widths.map((width, index) => (
          <col key={index} style={{ width: `${(100 * width) / total}%` }} />
        ))}
      </colgroup>
      <tbody>
        {block.rows.map((row, index) => (
          <tr key={index} data-header={row.isHeader || undefined}>
            {row.cells.map((cell, at) => (
              <td key={at} colSpan={cell.colspan} rowSpan={cell.rowspan}>
                {cell.paragraphs.map((paragraph, line) => (
                  <Paragraph key={line} paragraph={paragraph} />
                ))}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Paragraph({ paragraph }: { paragraph: PrintParagraph }) {
  const { style, align, number, runs } = paragraph
  return (
    <p
      className={classes['paragraph']}
      data-style={style}
      data-list={number && number.kind !== 'decimal' ? true : undefined}
      data-top={number?.kind === 'decimal' && number.level === 0 ? true : undefined}
      style={align ? { textAlign: align } : undefined}
    >
      {number && <span>{number.text} </span>}
      {runs.map((run, index) => (
        <Run key={index} run={run} />
      ))}
    </p>
  )
}

function Run({ run }: { run: PrintRun }) {
  return (
    <>
      {run.breakBefore && <br />}
      <span
        data-bold={run.bold}
        data-italic={run.italic}
        data-underline={run.underline}
        data-origin={run.origin}
        data-path={run.path}
      >
        {run.origin === 'missing' && run.path !== undefined ? <Missing path={run.path} /> : run.text}
      </span>
    </>
  )
}

/** What is not there yet, in the reader's words. */
function Missing({ path }: { path: string }) {
  const names = useNames()
  return `[${names.fact(path)}]`
}
