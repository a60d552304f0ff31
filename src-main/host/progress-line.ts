/** Progress for a person at a terminal: one line that writes over itself, or a line for each step where the output is a file. */
import type { Progress } from '#shared/rpc/client.ts'

interface Output {
  isTTY?: boolean
  write(text: string): unknown
}

/** Steps shorter than this are not worth a line of a log. */
const EVERY_MS = 2_000

/** What the stages that calls report are called at a terminal; another one says its own name. */
const STAGES: Readonly<Record<string, string>> = {
  complexes: 'Building complexes',
  copy: 'Copying rows',
  index: 'Building indexes',
  reading: 'Reading',
  checking: 'Checking',
  writing: 'Writing',
}

export function progressLine(
  output: Output,
  now: () => number = () => performance.now(),
): (progress: Progress) => void {
  let lastStage = ''
  let lastAt = -Infinity
  return ({ stage: name, done, total }) => {
    const stage = STAGES[name] ?? name
    const isNew = stage !== lastStage
    const isDone = total > 0 && done >= total
    const share = total > 0 ? ` ${Math.floor((done / total) * 100)} %` : done > 0 ? ` ${done}` : ''
    if (output.isTTY === true) {
      output.write(`${isNew && lastStage !== '' ? '\n' : '\r\u001b[K'}${stage}${share}${isDone ? '\n' : ''}`)
      lastStage = isDone ? '' : stage
      return
    }
    if (!isNew && !isDone && now() - lastAt < EVERY_MS) return
    lastAt = now()
    lastStage = stage
    output.write(`${stage}${share}\n`)
  }
}
