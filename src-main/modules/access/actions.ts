/** Calls that make something before or after a command: a verifier out of a password, a journal line before a secret is shown. */
import { newId } from '#shared/kernel/id.ts'
import type { ArgsOf } from '#shared/rpc/contract.ts'
import type { access } from '#shared/modules/access/contract.ts'
import type { PersonSecret } from '#shared/modules/access/model.ts'
import type { ActionContext } from '#main/engine/define.ts'
import { makeVerifier } from '#main/engine/scram.ts'

type Args<N extends keyof typeof access> = ArgsOf<(typeof access)[N]>

export async function createUser({ password, ...user }: Args<'createUser'>, context: ActionContext) {
  await context.call('access.addUser', { ...user, verifier: await makeVerifier(password) })
  return {}
}

export async function resetPassword({ userId, password }: Args<'resetPassword'>, context: ActionContext) {
  await context.call('access.setVerifier', { userId, verifier: await makeVerifier(password) })
  return {}
}

export async function personSecret(args: Args<'personSecret'>, context: ActionContext): Promise<PersonSecret | null> {
  await context.call('access.recordRead', {
    readId: newId(),
    what: 'person_secret',
    rowId: args.personId,
    purpose: args.purpose,
  })
  const row = await context.cache
    .selectFrom('person_secret')
    .select([
      'birth_on as birthOn',
      'birth_place as birthPlace',
      'passport_number as passportNumber',
      'passport_issued_on as passportIssuedOn',
      'passport_issued_by as passportIssuedBy',
      'passport_code as passportCode',
      'address',
      'inn',
      'snils',
    ])
    .where('id', '=', args.personId)
    .executeTakeFirst()
  return row ?? null
}
