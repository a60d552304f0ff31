import { describe, expect, it } from 'vitest'
import { isBefore, rewound } from './pull.ts'

describe('snapshots', () => {
  it.each([
    ['5000:5010:5000,5004', '4010:4010:'],
    ['4000:5010:4000,4005,5004', '4000:4010:4000,4005'],
    ['700:700:', '3:3:'],
    ['3:3:', '3:3:'],
    ['18446744073709551000:18446744073709551500:', '18446744073709550500:18446744073709550500:'],
  ])('R9: %s is rewound to %s', (snapshot, earlier) => {
    expect(rewound(snapshot)).toBe(earlier)
  })

  it('R4: a centre that is behind what is known was put back', () => {
    expect(isBefore('10:20:', '10:21:')).toBe(true)
    expect([isBefore('10:21:', '10:21:'), isBefore('10:22:', '10:21:10')]).toEqual([false, false])
  })
})
