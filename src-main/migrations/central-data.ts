/** What the migrator brings to a centre: the migrations, the rights of roles and the state machines, all from one source. */
import { RIGHTS_OF } from '#shared/modules/access/rights.ts'
import type { CentralData } from '#main/engine/db/migrate.ts'
import { type Machine, transitionRows } from '#shared/kernel/states.ts'
import { clauseMachine } from '#shared/modules/contracts/model.ts'
import { dealMachine } from '#shared/modules/deals/stages.ts'
import { priceListMachine, reservationMachine } from '#shared/modules/inventory/status.ts'
import { migrations } from './central/index.ts'

/** State machines whose tables are kept by `sync.guard_state`. */
const machines: readonly Machine[] = [reservationMachine, priceListMachine, clauseMachine, dealMachine]

export const centralData: CentralData = { migrations, rightsOf: RIGHTS_OF, transitions: machines.flatMap(stepsOf) }

function stepsOf(of: Machine): CentralData['transitions'] {
  const steps = new Map(
    transitionRows(of).map(({ machine, from_state: from, to_state: to }) => [`${from} ${to}`, { machine, from, to }]),
  )
  return [...steps.values()]
}
