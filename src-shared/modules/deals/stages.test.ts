import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { lintMachine, transitionRows } from '../../kernel/states.ts'
import { areWhole, lacks, sumOfShares, type DealFacts } from './demands.ts'
import { checkNeeds, segmentsOf } from './needs.ts'
import type { ClaimKind } from '../inventory/model.ts'
import { priorityOf } from '../inventory/status.ts'
import {
  CLAIM_OF_STAGE,
  DEAL_STAGES,
  dealMachine,
  DEMANDS,
  FUNNEL,
  PAID_CLAIM,
  placeOf,
  STAGE_DEMANDS,
} from './stages.ts'
import { Needs } from './model.ts'

const steps = transitionRows(dealMachine)
const leads = (from: string, to: string) => steps.filter((row) => row.from_state === from && row.to_state === to)

describe('the funnel', () => {
  it('has no state that nothing leads to, and says no step twice', () => {
    // One name leads to several stages on purpose: it says the direction, and the user the stage.
    expect(lintMachine(dealMachine).filter(({ kind }) => kind !== 'ambiguous')).toEqual([])
  })

  it('goes from any stage to any later one, back to any earlier one, and to lost from all but lost', () => {
    for (const [n, from] of FUNNEL.entries())
      for (const [m, to] of FUNNEL.entries()) {
        const names = leads(from, to)
          .filter((row) => row.by === 'user')
          .map((row) => row.name)
        expect([from, to, names]).toEqual([from, to, m > n ? ['advance'] : m < n ? ['return'] : []])
      }
    for (const stage of DEAL_STAGES) expect(leads(stage, 'lost').length).toBe(stage === 'lost' ? 0 : 1)
  })

  it('falls off by itself in two ways only', () => {
    expect(steps.filter((row) => row.by === 'system').map((row) => `${row.from_state} ${row.to_state}`)).toEqual([
      'need met',
      'meeting met',
      'booked booking_expired',
    ])
  })

  it('demands no less from service on than in the stage before, and knows every demand', () => {
    const late = FUNNEL.slice(placeOf('service'))
    for (const [n, stage] of late.slice(1).entries())
      expect(STAGE_DEMANDS[late[n] ?? 'service'].filter((demand) => !STAGE_DEMANDS[stage].includes(demand))).toEqual([])
    expect(DEMANDS.filter((demand) => !Object.values(STAGE_DEMANDS).some((list) => list.includes(demand)))).toEqual([])
  })

  it('claims a unit more firmly from stage to stage, and as registered only when the Rosreestr has said so', () => {
    const claims = FUNNEL.slice(placeOf('service')).map((stage) => CLAIM_OF_STAGE[stage as keyof typeof CLAIM_OF_STAGE])
    expect(claims).toEqual(['sold_pending_contract', 'under_contract', 'under_contract', 'registered'])
    const firmness = [...claims, PAID_CLAIM].map((claim) => priorityOf(claim as ClaimKind))
    expect(firmness).toEqual([...firmness].sort((a, b) => b - a))
  })
})

const complete: DealFacts = {
  kind: 'sale',
  client_phone: '+79161234567',
  meeting_at: '2026-11-20T09:00:00.000Z',
  meeting_result: 'да',
  hasNeeds: true,
  payment_kind: 'full',
  mortgage_kind: 'none',
  mortgage_bank: null,
  mortgage_minor: null,
  ownership: 'sole',
  contract_on: '2026-11-20',
  refuse_reason_id: 'x',
  units: [{ price_minor: 1, hasBooking: true }],
  participants: [
    { id: 'a', role: 'buyer', person_id: 'p', share_num: null, share_den: null, is_minor: false, guardian_id: null },
  ],
}

describe('demands', () => {
  it('lets a complete deal into every stage', () => {
    for (const stage of DEAL_STAGES) expect(lacks(complete, stage)).toEqual([])
  })

  it.each<[string, Partial<DealFacts>, string]>([
    ['no phone', { client_phone: '' }, 'phone'],
    ['no unit', { units: [] }, 'units'],
    ['a unit without a price', { units: [{ price_minor: null, hasBooking: true }] }, 'price'],
    ['no buyer', { participants: [] }, 'buyers'],
    ['a mortgage without a bank', { mortgage_kind: 'bank', mortgage_minor: 1 }, 'mortgage'],
    [
      'a mortgage beside instalments',
      { mortgage_kind: 'bank', mortgage_bank: 'ВТБ', mortgage_minor: 1, payment_kind: 'instalments' },
      'mortgage',
    ],
    ['one buyer of a joint property', { ownership: 'joint' }, 'shares'],
    ['no day of the contract', { contract_on: null }, 'contract_on'],
  ])('of a registration is not met by %s', (_name, part, demand) => {
    expect(lacks({ ...complete, ...part }, 'registration')).toContain(demand)
  })

  it('adds shares up exactly, however odd', () => {
    const share = fc.record({ num: fc.integer({ min: 1, max: 1000 }), den: fc.integer({ min: 1, max: 1000 }) })
    fc.assert(
      fc.property(fc.array(share, { minLength: 1, maxLength: 6 }), (parts) => {
        const rest = sumOfShares(
          parts.map(({ num, den }) => ({ share_num: num, share_den: den * parts.length * 1000 })),
        )
        // What is left of one whole closes it, and a hair more does not.
        const left = { num: rest.den - rest.num, den: rest.den }
        if (left.num <= 0n || left.den > 9_000_000_000_000_000n) return true
        const all = [
          ...parts.map(({ num, den }) => ({ share_num: num, share_den: den * parts.length * 1000 })),
          { share_num: Number(left.num), share_den: Number(left.den) },
        ]
        return areWhole('shared', all) && !areWhole('shared', [...all, { share_num: 1, share_den: 1_000_000 }])
      }),
    )
    const thirds = Array.from({ length: 3 }, () => ({ share_num: 1, share_den: 3 }))
    expect([areWhole('shared', thirds), areWhole('shared', thirds.slice(1)), areWhole('sole', thirds)]).toEqual([
      true,
      false,
      false,
    ])
  })
})

describe('needs', () => {
  const sold = {
    payment_kind: 'full' as const,
    mortgage_kind: 'none',
    price_minor: 900_000_000,
    units: [{ kind: 'flat', rooms: 2, area_cm2: 500_000, floor: 5, complex_id: 'c' }],
  }
  it('show a one-room wish that became a two-room sale', () => {
    const checks = checkNeeds(Needs.parse({ rooms: [1], budget_minor: { to: 1_000_000_000 } }), sold)
    const fit = new Map(checks.map((check) => [check.what, check.fit]))
    expect([fit.get('rooms'), fit.get('budget'), fit.get('floor')]).toEqual(['differs', 'fits', 'open'])
  })
  it('put a client into a segment of each kind they spoke of, and of no other', () => {
    expect(
      segmentsOf(
        Needs.parse({ purpose: 'live', rooms: [0, 7], budget_minor: { to: 700_000_000 }, adults: 2, children: 1 }),
      ),
    ).toEqual([
      { what: 'purpose', value: 'live' },
      { what: 'rooms', value: '0' },
      { what: 'rooms', value: '4' },
      { what: 'budget', value: '1' },
      { what: 'payment', value: 'unknown' },
      { what: 'family', value: 'children' },
    ])
  })
})
