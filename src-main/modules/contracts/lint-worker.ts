/** The thread in which the library is judged: minutes of search must not stand in the engine's way. */
import { parentPort, workerData } from 'node:worker_threads'
import { lintTemplate } from '#shared/modules/contracts/lint.ts'
import { computeMatrix } from '#shared/modules/contracts/matrix.ts'
import { makeLibrary } from '#shared/modules/contracts/model.ts'
import { RUSSIAN_VOCABULARY as WORDS } from '#shared/modules/contracts/vocabulary-ru.ts'
import { must } from '#shared/rpc/errors.ts'
import { renderDocx } from '#main/engine/documents/docx.ts'
import type { LintAnswer, LintJob, LintResults } from './lint-wire.ts'

const port = must(parentPort, 'the parent port')
const say = (answer: LintAnswer) => port.postMessage(answer)
const progress = (done: number, total: number, stage: string) => say({ progress: { done, total, stage } })

async function perform(job: LintJob): Promise<LintResults[LintJob['op']]> {
  if (job.op === 'matrix')
    return computeMatrix(
      { ...job, vocabulary: WORDS },
      {
        progress,
        async render(document) {
          await renderDocx(document, { copy: 'clean' })
        },
      },
    )
  const library = makeLibrary(job.shelf.clauses)
  return job.shelf.templates.map((template, index) => {
    progress(index, job.shelf.templates.length, template.title)
    return lintTemplate(template, library, WORDS, job.on)
  })
}

try {
  say({ value: await perform(workerData as LintJob) })
} catch (error) {
  say({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
}
