/** Names of calls as types: `'engine.status'` gives its arguments and its result. */
import type { KvartalApp } from '#shared/modules/index.ts'
import type { Action, Call, Command, InputOf, Query, ResultOf } from '#shared/rpc/contract.ts'

type Names<Kind extends Call> = {
  [M in keyof KvartalApp & string]: {
    [N in keyof KvartalApp[M] & string]: KvartalApp[M][N] extends Kind ? `${M}.${N}` : never
  }[keyof KvartalApp[M] & string]
}[keyof KvartalApp & string]

export type QueryName = Names<Query>
/** Commands and actions: what `useCommand` runs. */
export type DoName = Names<Command> | Names<Action>

type At<Path extends string> = Path extends `${infer M}.${infer N}`
  ? M extends keyof KvartalApp
    ? N extends keyof KvartalApp[M]
      ? KvartalApp[M][N] extends Call
        ? KvartalApp[M][N]
        : never
      : never
    : never
  : never

export type Input<Path extends string> = InputOf<At<Path>>
export type Result<Path extends string> = ResultOf<At<Path>>
