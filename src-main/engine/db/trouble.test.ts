import { describe, expect, it } from 'vitest'
import { AppError } from '#shared/rpc/errors.ts'
import { isJudged, isLinkTrouble, isRetryable, toRefusal } from './trouble.ts'

const withCode = (code: string) => Object.assign(new Error('x'), { code })

describe('what a database throws', () => {
  it('is trouble of the link when it says nothing of the work', () => {
    const troubles = [
      withCode('ECONNRESET'),
      withCode('57P01'),
      withCode('08006'),
      new Error('Cannot use a pool after calling end on the pool'),
      new Error('Connection terminated unexpectedly'),
      new Error('Query read timeout'),
      new AppError('offline', 'x'),
    ]
    expect(troubles.filter((error) => !isLinkTrouble(error))).toEqual([])
    expect(troubles.filter(isJudged)).toEqual([])
  })

  it('is judged only with an SQLSTATE, so that a queued command is never refused for a bug or a broken link', () => {
    expect([withCode('22021'), withCode('23505'), withCode('42501')].every(isJudged)).toBe(true)
    expect([withCode('40001'), new TypeError('x'), new Error('odd'), null].some(isJudged)).toBe(false)
    expect(isRetryable(withCode('40P01'))).toBe(true)
  })

  it('becomes a refusal in the application’s words', () => {
    expect(toRefusal(withCode('23P01'))).toMatchObject({ code: 'conflict', details: { reason: 'engine.taken' } })
    expect(toRefusal(withCode('42501'))).toMatchObject({ code: 'forbidden' })
    const bug = new TypeError('x')
    expect(toRefusal(bug)).toBe(bug)
  })
})
