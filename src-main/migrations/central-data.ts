/** What the migrator brings to a centre: the migrations, the rights of roles and the state machines, all from one source. */
import { RIGHTS_OF } from '#shared/modules/access/rights.ts'
import type { CentralData } from '#main/engine/db/migrate.ts'
import { migrations } from './central/index.ts'

export const centralData: CentralData = { migrations, rightsOf: RIGHTS_OF, transitions: [] }
