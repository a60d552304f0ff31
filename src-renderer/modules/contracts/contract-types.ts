import type { Result } from '#renderer/data/calls.ts'

/** What a contract's card shows. */
export type ContractCard = NonNullable<Result<'contracts.card'>>
