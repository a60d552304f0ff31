import { access as contract } from '#shared/modules/access/contract.ts'
import { implement } from '#main/engine/define.ts'
import { createUser, personSecret, resetPassword } from './actions.ts'
import { mergePeople, undoMerge } from './commands/merge.ts'
import { createPerson, recordExport, recordRead, setPersonSecret, updatePerson } from './commands/people.ts'
import {
  addUser,
  blockUser,
  createCompany,
  moveUser,
  renameCompany,
  renameUser,
  resyncUser,
  setRoleLimits,
  setRoles,
  setUserLimits,
  setVerifier,
  unblockUser,
} from './commands/users.ts'
import { auditEntries, auditTables, refusals } from './queries/audit.ts'
import { duplicates, merges } from './queries/merges.ts'
import { findByPhone, people, person } from './queries/people.ts'
import { companies, journal, myLimits, roleLimits, user, userNames, users } from './queries/users.ts'

export const access = implement(contract, {
  companies,
  createCompany,
  renameCompany,
  users,
  userNames,
  user,
  createUser,
  resetPassword,
  addUser,
  setVerifier,
  renameUser,
  moveUser,
  setRoles,
  blockUser,
  unblockUser,
  resyncUser,
  roleLimits,
  setRoleLimits,
  setUserLimits,
  myLimits,
  people,
  person,
  findByPhone,
  createPerson,
  updatePerson,
  duplicates,
  mergePeople,
  undoMerge,
  merges,
  personSecret,
  setPersonSecret,
  recordRead,
  recordExport,
  journal,
  auditEntries,
  auditTables,
  refusals,
})
