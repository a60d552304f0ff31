import { notices as contract } from '#shared/modules/notices/contract.ts'
import { implement } from '#main/engine/define.ts'
import { markAllRead, markRead, setDone } from './commands.ts'
import { counts, list } from './queries.ts'

export const notices = implement(contract, { counts, list, markRead, markAllRead, setDone })
