import type { Contract } from '../../rpc/contract.ts'

export const inventory = {} satisfies Contract
