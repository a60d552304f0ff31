/** Chance that comes out the same every time: a stream of numbers from a name, so that a new part of the demonstration changes no old one. */
import type { Id } from '#shared/kernel/id.ts'

export interface Chance {
  /** From 0 to 1, without 1. */
  next(): number
  /** A whole number from `from` to `to`, both possible. */
  int(from: number, to: number): number
  is(probability: number): boolean
  pick<T>(list: readonly T[]): T
  /** Around `middle`, most within `spread`, nearly normal. */
  around(middle: number, spread: number): number
}

export function chance(name: string): Chance {
  let state = hash(name)
  const next = () => {
    state = (state + 0x9e3779b9) | 0
    let mixed = state ^ (state >>> 16)
    mixed = Math.imul(mixed, 0x21f0aaad)
    mixed ^= mixed >>> 15
    mixed = Math.imul(mixed, 0x735a2d97)
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32
  }
  return {
    next,
    int: (from, to) => from + Math.floor(next() * (to - from + 1)),
    is: (probability) => next() < probability,
    pick: (list) => list[Math.floor(next() * list.length)] as (typeof list)[number],
    around: (middle, spread) => middle + (next() + next() + next() + next() - 2) * spread,
  }
}

function hash(text: string): number {
  let value = 0x811c9dc5
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193)
  return value
}

/** Kinds of rows that get ids: their place in the list is part of the id, so it only grows at the end. */
const ID_KINDS = [
  'company',
  'user',
  'role',
  'person',
  'phone',
  'complex',
  'building',
  'section',
  'entrance',
  'floor',
  'unit',
  'claim',
  'reservation',
  'price',
  'rule',
  'list',
  'item',
  'lot',
  'lotUnit',
  'grant',
  'view',
  'reason',
  'deal',
  'dealUnit',
  'participant',
  'dealEvent',
  'dealService',
  'entity',
  'schedule',
  'scheduleLine',
  'payment',
  'allocation',
  'batch',
  'entry',
  'factDefault',
  'contract',
  'contractEvent',
  'registrationStep',
  'paperCopy',
  'paperMove',
  'computed',
] as const
export type IdKind = (typeof ID_KINDS)[number]

/** The id of the n-th row of its kind: a valid uuid v7 of 2024, in the order of n. */
export function demoId(kind: IdKind, n: number): Id {
  const tag = (ID_KINDS.indexOf(kind) + 1).toString(16).padStart(3, '0')
  return `018cc251-f400-7${tag}-8000-${n.toString(16).padStart(12, '0')}`
}
