/**
 * THE list of what can be imported. A module brings its own kind from its own folders: the fields and rules as an `ImportKind`
 * in `src-shared/modules/<area>/import-kind.ts`, listed here; where its rows come from and go to as an `ImportTarget` (with
 * `takeBack` for undo) exported by `src-main/modules/<area>/api.ts`, listed in `src-main/modules/imports/targets/index.ts`.
 * Wizard, command line, templates, exports, diff, second eye and protocol follow from the two.
 */
import { payments } from '../../instalments/import-kind.ts'
import type { ImportKind } from '../kind.ts'
import { agencies } from './agencies.ts'
import { people } from './people.ts'
import { plans } from './plans.ts'
import { prices } from './prices.ts'
import { units } from './units.ts'

export const KINDS: readonly ImportKind[] = [units, prices, people, agencies, plans, payments]

export const findKind = (name: string): ImportKind | undefined => KINDS.find((kind) => kind.name === name)
