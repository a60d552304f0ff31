/**
 * The engine's end of the reading thread. Memory, time and silence are limited here, and cancelling ends the thread at once,
 * so that no file can stall the engine: what goes wrong comes back as a refusal.
 */
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { BaseRow, ImportOptions, Reference } from '#shared/modules/imports/kind.ts'
import type { Choice, FileLook, ImportedRow, RowFilter, RowWindow, Summary } from '#shared/modules/imports/model.ts'
import type { Problem } from '#shared/modules/imports/problems.ts'
import { AppError, fromWireError } from '#shared/rpc/errors.ts'
import { refuse } from '#main/engine/documents/xlsx/refuse.ts'
import type { EditedCells } from './edited-cells.ts'
import type { AcceptedRow } from './targets/target.ts'
import type { Answer, ErrorWords, Request } from './wire.ts'

export interface ReaderLimits {
  /** The thread's own objects; buffers of the file come on top. */
  heapMegabytes: number
  /** One request may take this long. */
  milliseconds: number
}

const LIMITS: ReaderLimits = { heapMegabytes: 640, milliseconds: 10 * 60_000 }

export interface BasePart {
  rows: BaseRow[]
  references?: Record<string, Reference[]>
}

export interface ReaderCall {
  signal?: AbortSignal | undefined
  onProgress?: ((done: number, total: number) => void) | undefined
}

export interface Reader {
  /** Resolves when the thread has loaded its program. */
  ready: Promise<void>
  open(
    kind: string,
    place?: { sheet?: string | undefined; header?: { from: number; to: number } | undefined },
    call?: ReaderCall,
  ): Promise<FileLook>
  /** Reads everything and compares it with the base, which is taken part by part. */
  analyse(
    choice: Choice,
    options: ImportOptions,
    base: AsyncIterable<BasePart> | Iterable<BasePart>,
    call?: ReaderCall,
  ): Promise<Summary>
  window(filter: RowFilter, offset: number, limit: number): Promise<RowWindow>
  /** Corrects cells of one row, given as typed text, and judges the row again. */
  edit(row: number, cells: Record<string, string>): Promise<{ row: ImportedRow; summary: Summary }>
  accept(rows: number[] | RowFilter, isAccepted: boolean): Promise<Summary>
  accepted(offset: number, limit: number): Promise<AcceptedRow[]>
  summary(): Promise<Summary>
  problems(most: number): Promise<{ row: number; problem: Problem }[]>
  /** The edited cells of a grid's workbook. */
  edited(call?: ReaderCall): Promise<EditedCells>
  /** Writes the user's own file again with a column of reasons; resolves with its ending. */
  errors(path: string, words: ErrorWords): Promise<'xlsx' | 'csv'>
  /** The thread is gone: it was cancelled, or stopped at a limit. */
  isEnded(): boolean
  /** Ends the thread and removes its scratch files; every call under way fails with `cancelled`. */
  close(): Promise<void>
}

interface Waiting {
  resolve(value: unknown): void
  reject(error: Error): void
  onProgress: ReaderCall['onProgress']
  timer: NodeJS.Timeout
}

/** Starts a thread for one file. `dir` is a scratch folder of its own, removed at the end. */
export function startReader(path: string, dir: string, limits: ReaderLimits = LIMITS): Reader {
  mkdirSync(dir, { recursive: true })
  const worker = new Worker(workerFile(), {
    workerData: { path, dir },
    resourceLimits: { maxOldGenerationSizeMb: limits.heapMegabytes, maxYoungGenerationSizeMb: 32 },
  })
  const waiting = new Map<number, Waiting>()
  const ready = Promise.withResolvers<void>()
  let lastId = 0
  let ended: Error | undefined

  worker.on('message', (answer: Answer) => {
    if ('isReady' in answer) return ready.resolve()
    if ('progress' in answer) {
      for (const { onProgress } of waiting.values()) onProgress?.(answer.progress.done, answer.progress.total)
      return
    }
    const call = waiting.get(answer.id)
    waiting.delete(answer.id)
    clearTimeout(call?.timer)
    if ('error' in answer)
      call?.reject(answer.error.code === 'internal' ? new Error(answer.error.message) : fromWireError(answer.error))
    else call?.resolve(answer.value)
  })
  worker.on('error', (error: NodeJS.ErrnoException) =>
    end(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? refuse('out-of-memory') : error),
  )
  worker.on('exit', () => end(new AppError('cancelled', 'The file was closed')))

  function end(error: Error): void {
    ended ??= error
    // Nobody waits for a thread that will never be ready.
    ready.resolve()
    for (const call of waiting.values()) {
      clearTimeout(call.timer)
      call.reject(ended)
    }
    waiting.clear()
  }

  function stop(error: Error): void {
    end(error)
    void worker.terminate().then(() => rmSync(dir, { recursive: true, force: true }))
  }

  function ask<T>(request: Request, { signal, onProgress }: ReaderCall = {}): Promise<T> {
    if (ended) return Promise.reject(ended)
    if (signal?.aborted) return Promise.reject(cancelled())
    const id = ++lastId
    const abort = () => stop(cancelled())
    signal?.addEventListener('abort', abort, { once: true })
    return new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => stop(refuse('took-too-long')), limits.milliseconds)
      waiting.set(id, { resolve: (value) => resolve(value as T), reject, onProgress, timer })
      worker.postMessage({ id, ...request })
    }).finally(() => signal?.removeEventListener('abort', abort))
  }

  return {
    ready: ready.promise,
    open: (kind, place = {}, call) => ask({ op: 'open', kind, ...place }, call),
    async analyse(choice, options, base, call) {
      for await (const part of base)
        await ask({ op: 'base', rows: part.rows, references: part.references ?? {} }, { signal: call?.signal })
      return ask({ op: 'analyse', choice, options }, call)
    },
    window: (filter, offset, limit) => ask({ op: 'window', filter, offset, limit }),
    edit: (row, cells) => ask({ op: 'edit', row, cells }),
    accept: (rows, isAccepted) => ask({ op: 'accept', rows, isAccepted }),
    accepted: (offset, limit) => ask({ op: 'accepted', offset, limit }),
    summary: () => ask({ op: 'summary' }),
    problems: (most) => ask({ op: 'problems', most }),
    edited: (call) => ask({ op: 'edited' }, call),
    errors: (target, words) => ask({ op: 'errors', path: target, words }),
    isEnded: () => ended !== undefined,
    async close() {
      end(cancelled())
      await worker.terminate()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

const cancelled = () => new AppError('cancelled', 'The import was cancelled')

/** The thread's own file: the source beside this one, or what the build made of it. */
function workerFile(): URL {
  if (import.meta.url.endsWith('.ts')) return new URL('./worker.ts', import.meta.url)
  const beside = new URL('./imports-worker.js', import.meta.url)
  return existsSync(fileURLToPath(beside)) ? beside : new URL('../imports-worker.js', import.meta.url)
}
