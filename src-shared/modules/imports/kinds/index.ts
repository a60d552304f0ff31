/** THE list of what can be imported. */
import type { ImportKind } from '../kind.ts'
import { agencies } from './agencies.ts'
import { people } from './people.ts'
import { plans } from './plans.ts'
import { prices } from './prices.ts'
import { units } from './units.ts'

export const KINDS: readonly ImportKind[] = [units, prices, people, agencies, plans]

export const findKind = (name: string): ImportKind | undefined => KINDS.find((kind) => kind.name === name)
