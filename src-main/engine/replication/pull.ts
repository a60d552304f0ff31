/** One pull: what became visible between the cache's snapshot and now, in one statement and so in one snapshot (SPEC R1–R5). */
import { createHash } from 'node:crypto'
import { must } from '#shared/rpc/errors.ts'
import type { WireError } from '#shared/rpc/errors.ts'
import type { Actor } from '#shared/modules/engine/model.ts'
import type { Cache } from '../db/cache.ts'
import type { Central, Row } from '../db/central.ts'

export interface Ack {
  id: string
  outcome: 'done' | 'refused'
  result: unknown
  error: WireError | null
}

export interface Pulled {
  head: {
    snapshot: string
    identity: string
    actor: Actor | null
    userEpoch: number | null
    now: number
  }
  rows: { tbl: string; values: unknown[] }[]
  gone: { tbl: string; id: string }[]
  /** Digests of ids that a restricted user may not see (any more). */
  hidden: Set<string>
  acks: Ack[]
}

/**
 * The same snapshot as it was some transactions earlier. A server that crashed may give the ids of its last transactions, which
 * left no trace, to new ones; whoever saw them end must not take the new ones for known. What is then read twice does no harm.
 */
export function rewound(snapshot: string): string {
  const [xmin, xmax, running] = partsOf(snapshot)
  const end = xmax - REUSED_AT_MOST > 3n ? xmax - REUSED_AT_MOST : 3n
  const still = running.filter((id) => id < end)
  return `${xmin < end ? xmin : end}:${end}:${still.join(',')}`
}

const REUSED_AT_MOST = 1_000n

/** True when the centre is now where it was before `known`: an older state of it was put back. */
export function isBefore(snapshot: string, known: string): boolean {
  return partsOf(snapshot)[1] < partsOf(known)[1]
}

function partsOf(snapshot: string): [xmin: bigint, xmax: bigint, running: bigint[]] {
  const [xmin = '', xmax = '', running = ''] = snapshot.split(':')
  return [BigInt(xmin), BigInt(xmax), running === '' ? [] : running.split(',').map(BigInt)]
}

export async function fetchPull(central: Central, since: string, pending: string[]): Promise<Pulled> {
  const answer = await central.rows('select kind, tbl, payload from sync.pull($1, $2::uuid[])', [since, pending])
  const pulled: Omit<Pulled, 'head'> = { rows: [], gone: [], hidden: new Set(), acks: [] }
  let head: Pulled['head'] | undefined
  for (const [kind, tbl, payload] of answer as [string, string, string][]) {
    if (kind === 'row') pulled.rows.push({ tbl, values: JSON.parse(payload) as unknown[] })
    else if (kind === 'gone') pulled.gone.push({ tbl, id: payload })
    else if (kind === 'hidden') pulled.hidden.add(payload)
    else if (kind === 'ack') pulled.acks.push(asAck([payload]))
    else head = JSON.parse(payload) as Pulled['head']
  }
  return { head: must(head, 'head of the pull'), ...pulled }
}

export function asAck([text]: Row): Ack {
  return JSON.parse(text as string) as Ack
}

/** `wall` is the workstation's clock. Applies a pull to the cache, which must hold no pending effects, inside a write transaction; returns the tables touched. */
export function applyPull(cache: Cache, { head, rows, gone, hidden }: Pulled, wall: () => number): Set<string> {
  const touched = new Set<string>()
  const byName = new Map(cache.tables.map((table) => [table.name, table]))
  for (const { tbl, values } of rows) {
    cache.put(must(byName.get(tbl), `cache table ${tbl}`), values)
    touched.add(tbl)
  }
  for (const { tbl, id } of gone) {
    cache.remove(tbl, id)
    touched.add(tbl)
  }
  if (hidden.size > 0) for (const tbl of removeHidden(cache, hidden)) touched.add(tbl)
  cache.setState({
    ...cache.state(),
    snapshot: head.snapshot,
    syncedAt: new Date(head.now).toISOString(),
    skewMs: wall() - head.now,
  })
  return touched
}

/** A restricted user holds few rows, so looking through all of them is cheap. */
function removeHidden(cache: Cache, hidden: Set<string>): Set<string> {
  const touched = new Set<string>()
  for (const { name } of cache.tables) {
    for (const id of cache.writer.prepare(`select id from "${name}"`).pluck().all() as string[]) {
      if (!hidden.has(createHash('md5').update(id).digest('hex'))) continue
      cache.remove(name, id)
      touched.add(name)
    }
  }
  return touched
}
