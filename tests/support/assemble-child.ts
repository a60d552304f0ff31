/** Keeps one contract after another in the profile it is given, until somebody kills it: `node assemble-child.ts DIR PASSWORD`. */
import { writeSync } from 'node:fs'
import { newId } from '#shared/kernel/id.ts'
import { app } from '#shared/modules/index.ts'
import { connect } from '#shared/rpc/client.ts'
import { serve } from '#shared/rpc/server.ts'
import { memoryWire } from '#shared/rpc/wire.ts'
import { startEngine } from '#main/start-engine.ts'
import { plainKeyStore } from './desks.ts'

const [profileDir = '', password = ''] = process.argv.slice(2)
const engine = await startEngine({ profileDir, keyStore: plainKeyStore })
const { client, server } = memoryWire()
serve(engine.openSession(), server, engine.contractHash)
const { api } = connect(app, client)
await api.engine.signIn({ login: 'vera', password })
const { facts } = await api.contracts.example({ template: 'sale' })
const { 'contract.number': _, ...given } = facts
writeSync(1, 'begun\n')
for (;;) {
  await api.contracts.keep({
    contractId: newId(),
    source: { kind: 'none', id: null },
    dealId: null,
    unitId: null,
    baseId: null,
    template: 'sale',
    facts: given,
    origins: {},
    sources: {},
    edits: [],
    register: {},
    revision: null,
  })
  writeSync(1, 'kept\n')
}
