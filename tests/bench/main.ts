/** npm run bench [part …]: every figure is a ratio against the bare work measured in the same run. Writes bench-results.json. */
import { writeFileSync } from 'node:fs'
import { arch, cpus, platform } from 'node:os'
import { testCluster } from '../support/central.ts'
import { boardBench } from './board.bench.ts'
import { documentsBench } from './documents.bench.ts'
import { table, type BenchRow } from './harness.ts'
import { memoryBench } from './memory.bench.ts'
import { startBench } from './start.bench.ts'
import { importsBench } from './imports.bench.ts'
import { registryBench } from './registry.bench.ts'
import { replicationBench } from './replication.bench.ts'
import { workstationsBench } from './workstations.bench.ts'

/** THE list of benches. */
const parts: Record<string, () => Promise<BenchRow[]>> = {
  board: boardBench,
  registry: registryBench,
  replication: () => replicationBench([190_000, 1_000_000]),
  workstations: workstationsBench,
  memory: () => memoryBench(),
  start: startBench,
  imports: () => importsBench(),
  documents: documentsBench,
}

const wanted = process.argv.slice(2)
const results: BenchRow[] = []
for (const [name, run] of Object.entries(parts)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  process.stderr.write(`${name} …\n`)
  const rows = await run()
  process.stderr.write(`${table(rows)}\n`)
  results.push(...rows)
}
await (await testCluster()).stop()
process.stdout.write(`${table(results)}\n`)
const machine = { node: process.version, platform: platform(), arch: arch(), cores: cpus().length }
writeFileSync('bench-results.json', `${JSON.stringify({ machine, results }, null, 2)}\n`)
process.exit(0)
