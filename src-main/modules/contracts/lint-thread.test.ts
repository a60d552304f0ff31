import { expect, test } from 'vitest'
import { judge } from './lint-thread.ts'
import { shippedContracts } from './shipped-files.ts'

const job = () => {
  const { clauses, templates } = shippedContracts()
  return { op: 'lint' as const, shelf: { clauses, templates }, on: '2026-08-22' }
}

test('judging stops at once when it is told to, half way through', async () => {
  const abort = new AbortController()
  let abortedAt = 0
  const judging = judge(job(), {
    signal: abort.signal,
    progress({ done }) {
      if (done < 2 || abort.signal.aborted) return
      abortedAt = performance.now()
      abort.abort()
    },
  })
  await expect(judging).rejects.toMatchObject({ code: 'cancelled' })
  expect(performance.now() - abortedAt).toBeLessThan(500)
})

test('a thread that fails is a failure with its reason, not a silence', async () => {
  const broken = { ...job(), shelf: null as never }
  await expect(judge(broken, { signal: AbortSignal.timeout(60_000), progress: () => undefined })).rejects.toThrow(
    /null/,
  )
})
