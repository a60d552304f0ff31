/** THE list of contracts. */
import { access } from './access/contract.ts'
import { engine } from './engine/contract.ts'
import { inventory } from './inventory/contract.ts'

export const app = { engine, access, inventory } as const
export type KvartalApp = typeof app
