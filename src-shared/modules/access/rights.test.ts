import { expect, test } from 'vitest'
import { AGENCY_ROLES, RIGHTS, RIGHTS_OF, ROLES, rightsOf } from './rights.ts'

test('every right is held by somebody, so none is a misspelling that nobody can use', () => {
  const held = new Set(ROLES.flatMap((role) => RIGHTS_OF[role]))
  expect(RIGHTS.filter((right) => !held.has(right))).toEqual([])
})

test('no role lists a right twice', () => {
  for (const role of ROLES) expect(new Set(RIGHTS_OF[role]).size, role).toBe(RIGHTS_OF[role].length)
})

test('only the administrator manages access, and the administrator approves neither prices nor payouts', () => {
  expect(ROLES.filter((role) => RIGHTS_OF[role].includes('access.manage'))).toEqual(['administrator'])
  expect(RIGHTS_OF.administrator.filter((right) => right.endsWith('.approve') && right !== 'imports.approve')).toEqual(
    [],
  )
})

test('the auditor only reads, and reads no secrets of people', () => {
  expect(RIGHTS_OF.auditor.filter((right) => !/\.(read|all|finance|cost)$/.test(right))).toEqual([])
  expect(RIGHTS_OF.auditor).not.toContain('people.secret.read')
})

test('an agency reaches no secret, no audit and no cost', () => {
  expect(AGENCY_ROLES).toEqual(['agency'])
  expect(RIGHTS_OF.agency.filter((right) => /secret|audit|cost|manage|access|grant|ledger/.test(right))).toEqual([])
})

test('several roles give the union of their rights, in the order of the list', () => {
  expect(rightsOf(['cashier', 'auditor'])).toEqual(
    RIGHTS.filter((right) => RIGHTS_OF.cashier.includes(right) || RIGHTS_OF.auditor.includes(right)),
  )
})
