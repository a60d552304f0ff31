/** Calls that make something before or after a command: a verifier out of a password, a journal line before a secret is shown. */
import { newId } from '#shared/kernel/id.ts'
import type { ArgsOf } from '#shared/rpc/contract.ts'
import type { access } from '#shared/modules/access/contract.ts'
import type { PersonSecret } from '#shared/modules/access/model.ts'
import type { ActionContext } from '#main/engine/define.ts'
import { makeVerifier } from '#main/engine/scram.ts'
import { readPersonSecret } from './api.ts'

type Args<N extends keyof typeof access> = ArgsOf<(typeof access)[N]>

export async function createUser({ password, ...user }: Args<'createUser'>, context: ActionContext) {
  await context.call('access.addUser', { ...user, verifier: await makeVerifier(password) })
  return {}
}

export async function resetPassword({ userId, password }: Args<'resetPassword'>, context: ActionContext) {
  await context.call('access.setVerifier', { userId, verifier: await makeVerifier(password) })
  return {}
}

export function personSecret(args: Args<'personSecret'>, context: ActionContext): Promise<PersonSecret | null> {
  return readPersonSecret(context, { ...args, readId: newId() })
}
