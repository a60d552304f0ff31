/** THE list of verbs. A module that brings one of its own adds it here. */
import { backupVerbs } from './verbs/backup.ts'
import { callVerbs } from './verbs/calls.ts'
import { centralVerbs } from './verbs/central.ts'
import { demoVerbs } from './verbs/demo.ts'
import { importVerbs } from './verbs/imports.ts'
import { syncVerbs } from './verbs/sync.ts'
import { userVerbs } from './verbs/users.ts'
import type { Verb } from './verb.ts'

export const verbs: Verb[] = [
  ...demoVerbs,
  ...callVerbs,
  ...centralVerbs,
  ...userVerbs,
  ...importVerbs,
  ...syncVerbs,
  ...backupVerbs,
]
