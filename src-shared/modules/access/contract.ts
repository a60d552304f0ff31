import type { Contract } from '../../rpc/contract.ts'

export const access = {} satisfies Contract
