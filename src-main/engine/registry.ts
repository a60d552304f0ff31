/** Every call of the application by its full name, with its body. */
import type { Call } from '#shared/rpc/contract.ts'
import { AppError } from '#shared/rpc/errors.ts'
import type { Actor } from '#shared/modules/engine/model.ts'
import type { Module } from './define.ts'
import type { RunnableCommand } from './run-command.ts'

export interface Registered {
  contract: Call
  body: (...args: never[]) => Promise<unknown>
}

export type Registry = ReadonlyMap<string, Registered>

/** Throws when a body has no contract or a contract no body: the types say so too, but a script may not be typed. */
export function createRegistry(modules: Readonly<Record<string, Module>>): Registry {
  const calls = new Map<string, Registered>()
  for (const [module, { contract, bodies }] of Object.entries(modules)) {
    for (const [name, call] of Object.entries(contract)) {
      const body = (bodies as Record<string, Registered['body']>)[name]
      if (!body) throw new Error(`${module}.${name} has no body`)
      calls.set(`${module}.${name}`, { contract: call, body })
    }
  }
  return calls
}

/** The call, if this actor may make it; `not-found` or `forbidden` otherwise. */
export function allowedCall(registry: Registry, name: string, actor: Actor | null): Registered {
  const found = registry.get(name)
  if (!found) throw new AppError('not-found', `There is no call ${name}`, { reason: 'engine.no-such-call', name })
  const { allow } = found.contract
  if (allow === 'public') return found
  if (!actor) throw new AppError('forbidden', 'Nobody is signed in', { reason: 'engine.signed-out' })
  if (allow !== 'anyone' && !actor.rights.includes(allow)) {
    throw new AppError('forbidden', `${name} needs the right ${allow}`, { reason: 'engine.no-right', right: allow })
  }
  return found
}

/** A list of a million wrong things is answered with the first of them. */
const MOST_ISSUES = 50

/** Arguments as the contract wants them; `invalid` with the issues otherwise. */
export function parseArgs(contract: Call, name: string, args: unknown): unknown {
  let parsed
  try {
    parsed = contract.args.safeParse(args)
  } catch {
    throw new AppError('invalid', `Arguments of ${name} are nested too deeply`, {
      reason: 'engine.bad-arguments',
      issues: [],
    })
  }
  if (parsed.success) return parsed.data
  throw new AppError('invalid', `Arguments of ${name} are not valid`, {
    reason: 'engine.bad-arguments',
    issues: parsed.error.issues.slice(0, MOST_ISSUES),
  })
}

/** A registered call that is a command, with the type of its body. */
export function asCommand(registered: Registered): RunnableCommand {
  return registered as unknown as RunnableCommand
}
