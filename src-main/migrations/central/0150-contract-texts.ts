/**
 * A newer edition of the shipped contracts: codes and numbers that a party may lack leave no gap, foreigners and entrepreneurs are
 * introduced as what they are, terms agree with their counts, schedules with interest and with stages are tables of their own.
 */
import { librarySeed } from './0080-clauses.ts'

export const migration = {
  name: '0150-contract-texts',
  get sql() {
    return librarySeed(undefined, '2026-11-22T00:00:00.000Z')
  },
}
