/** A state machine as a table: the same rows drive the screens, the command bodies and the centre's trigger. */
import { AppError } from '../rpc/errors.ts'

export interface Transition<S extends string, N extends string, A extends string> {
  name: N
  from: readonly S[]
  to: S
  /** Who may do it: kinds of actor such as a role, `clock` or `system`. */
  by: readonly A[]
}

export interface Machine<S extends string = string, N extends string = string, A extends string = string> {
  name: string
  initial: S
  states: readonly S[]
  transitions: readonly Transition<S, N, A>[]
}

export interface TransitionRow {
  machine: string
  name: string
  from_state: string
  to_state: string
  by: string
}

/** Checks names at compile time: a transition can only lead between the listed states. */
export function machine<const S extends string, const N extends string, const A extends string>(definition: {
  name: string
  states: readonly S[]
  initial: NoInfer<S>
  transitions: readonly { name: N; from: readonly NoInfer<S>[]; to: NoInfer<S>; by: readonly A[] }[]
}): Machine<S, N, A> {
  return definition
}

/** The state after the named transition. Refuses as `conflict` when the state does not allow it, as `forbidden` when this actor may not. */
export function transition<S extends string, N extends string, A extends string>(
  of: Machine<S, N, A>,
  state: S,
  name: N,
  by: A,
): S {
  const fitting = of.transitions.filter((row) => row.name === name && row.from.includes(state))
  const details = { machine: of.name, state, transition: name, by }
  if (fitting.length === 0) {
    throw new AppError('conflict', `${of.name} in state ${state} does not allow ${name}`, {
      reason: 'kernel.state-forbids',
      ...details,
    })
  }
  const allowed = fitting.find((row) => row.by.includes(by))
  if (!allowed)
    throw new AppError('forbidden', `${by} may not ${name} ${of.name}`, {
      reason: 'kernel.actor-forbidden',
      ...details,
    })
  return allowed.to
}

/** What this actor can do next, for buttons. */
export function transitionsFrom<S extends string, N extends string, A extends string>(
  of: Machine<S, N, A>,
  state: S,
  by?: A,
): Transition<S, N, A>[] {
  return of.transitions.filter((row) => row.from.includes(state) && (by === undefined || row.by.includes(by)))
}

export function isFinal<S extends string>(of: Machine<S>, state: S): boolean {
  return transitionsFrom(of, state).length === 0
}

/** One row for each allowed step and actor, in a fixed order: what the centre's table of transitions holds. */
export function transitionRows(of: Machine): TransitionRow[] {
  return of.transitions.flatMap((row) =>
    row.from.flatMap((from) =>
      row.by.map((by) => ({ machine: of.name, name: row.name, from_state: from, to_state: row.to, by })),
    ),
  )
}

/** An insert of the machine's rows for a migration, into a table with the columns of `TransitionRow`. */
export function transitionSql(of: Machine, table: string): string {
  const rows = transitionRows(of).map(
    (row) => `  (${[row.machine, row.name, row.from_state, row.to_state, row.by].map(quote).join(', ')})`,
  )
  return `insert into ${table} (machine, name, from_state, to_state, by) values\n${rows.join(',\n')};`
}

export interface MachineProblem {
  kind: 'unreachable' | 'ambiguous' | 'duplicate'
  state: string
  transition?: string
}

/** Faults of the table: states nothing leads to, and one name that leads to two states from the same one for the same actor. */
export function lintMachine(of: Machine): MachineProblem[] {
  const reached = new Set([of.initial])
  for (let size = 0; size !== reached.size;) {
    size = reached.size
    for (const row of of.transitions) if (row.from.some((state) => reached.has(state))) reached.add(row.to)
  }
  const problems: MachineProblem[] = of.states
    .filter((state) => !reached.has(state))
    .map((state) => ({ kind: 'unreachable', state }))
  const seen = new Map<string, string>()
  for (const row of transitionRows(of)) {
    const key = `${row.from_state} ${row.name} ${row.by}`
    const before = seen.get(key)
    if (before !== undefined)
      problems.push({
        kind: before === row.to_state ? 'duplicate' : 'ambiguous',
        state: row.from_state,
        transition: row.name,
      })
    seen.set(key, row.to_state)
  }
  return problems
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
