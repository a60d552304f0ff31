import { describe, expect, test } from 'vitest'
import { isFinal, lintMachine, machine, transition, transitionRows, transitionSql, transitionsFrom } from './states.ts'

const door = machine({
  name: 'door',
  states: ['open', 'closed', 'locked', 'burnt'],
  initial: 'open',
  transitions: [
    { name: 'close', from: ['open'], to: 'closed', by: ['anyone', 'clock'] },
    { name: 'open', from: ['closed'], to: 'open', by: ['anyone'] },
    { name: 'lock', from: ['closed', 'open'], to: 'locked', by: ['owner'] },
  ],
})

describe('state machines as data (C0.5)', () => {
  test('a listed step is taken, an unlisted one is a conflict, a stranger is refused', () => {
    expect(transition(door, 'open', 'close', 'clock')).toBe('closed')
    expect(() => transition(door, 'locked', 'open', 'anyone')).toThrow(
      expect.objectContaining({
        code: 'conflict',
        details: { reason: 'kernel.state-forbids', machine: 'door', state: 'locked', transition: 'open', by: 'anyone' },
      }),
    )
    expect(() => transition(door, 'closed', 'lock', 'anyone')).toThrow(expect.objectContaining({ code: 'forbidden' }))
  })

  test('every pair of state and name is either in the table or refused', () => {
    const names = ['close', 'open', 'lock'] as const
    const legal = new Set(transitionRows(door).map((row) => `${row.from_state} ${row.name} ${row.by}`))
    for (const state of door.states) {
      for (const name of names) {
        for (const by of ['anyone', 'clock', 'owner'] as const) {
          const attempt = () => transition(door, state, name, by)
          if (legal.has(`${state} ${name} ${by}`)) expect(attempt()).toBeTypeOf('string')
          else expect(attempt).toThrow()
        }
      }
    }
  })

  test('the centre gets the same table', () => {
    expect(transitionSql(door, 'sync.transition')).toBe(
      `insert into sync.transition (machine, name, from_state, to_state, by) values
  ('door', 'close', 'open', 'closed', 'anyone'),
  ('door', 'close', 'open', 'closed', 'clock'),
  ('door', 'open', 'closed', 'open', 'anyone'),
  ('door', 'lock', 'closed', 'locked', 'owner'),
  ('door', 'lock', 'open', 'locked', 'owner');`,
    )
  })

  test('buttons come from the table and a state without steps is final', () => {
    expect(transitionsFrom(door, 'closed', 'owner').map((row) => row.name)).toEqual(['lock'])
    expect([isFinal(door, 'locked'), isFinal(door, 'open')]).toEqual([true, false])
  })

  test('a state nothing leads to and an ambiguous name are found', () => {
    const odd = {
      ...door,
      transitions: [...door.transitions, { name: 'close', from: ['open'], to: 'locked', by: ['clock'] } as const],
    }
    expect(lintMachine(odd)).toEqual([
      { kind: 'unreachable', state: 'burnt' },
      { kind: 'ambiguous', state: 'open', transition: 'close' },
    ])
  })
})
