import { files as contract } from '#shared/modules/files/contract.ts'
import { implement } from '#main/engine/define.ts'
import { get, picture, preview, put } from './actions.ts'
import { setRetention, store, sweep } from './commands.ts'
import { retention } from './queries.ts'

export const files = implement(contract, { put, picture, preview, get, store, retention, setRetention, sweep })
