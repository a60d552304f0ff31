/** What registries, cards, packages and the print centre show: from the cache, without a word of what is secret. */
import { RUSSIA } from '#shared/kernel/calendar-ru.ts'
import type { Day } from '#shared/kernel/day.ts'
import type { Id } from '#shared/kernel/id.ts'
import { contractName, type ContractRow } from '#shared/modules/contracts/contract-model.ts'
import type { paperCalls } from '#shared/modules/contracts/paper-contract.ts'
import { registrationClock, type TimelineStep } from '#shared/modules/contracts/registration-clock.ts'
import { foldWords } from '#shared/modules/inventory/search-text.ts'
import type { Db, QueryBody, QueryContext } from '#main/engine/define.ts'
import { today } from './drafts.ts'
import { paperRows, printRows } from './package-queries.ts'
import { published } from './published.ts'

type Calls = typeof paperCalls

/** States in which the Rosreestr has the application: the clock runs for these only, so only these read their steps. */
const AT_THE_OFFICE = ['submitted', 'suspended', 'resubmitted'] as const

export const clauseContent: QueryBody<Calls['clauseContent']> = async (db, { clause, version }, { now }) =>
  (await published(db)).library.find(clause, version ?? undefined, today(now))?.content ?? null

interface RegistryFilter {
  text?: string
  kinds?: readonly ContractRow['kind'][] | undefined
  states?: readonly ContractRow['state'][] | undefined
  dealId?: Id | undefined
  baseId?: Id | undefined
  ids?: readonly Id[] | undefined
  from?: Day | undefined
  to?: Day | undefined
  limit: number
}

export const registry: QueryBody<Calls['registry']> = (db, args, context) => contractRows(db, args, context)

export async function contractRows(
  db: Db,
  filter: RegistryFilter,
  { now }: Pick<QueryContext, 'now'>,
): Promise<ContractRow[]> {
  const text = foldWords(filter.text ?? '')
  const number = /(\d{1,9})\s*$/.exec(text)?.[1]
  const rows = await db
    .selectFrom('contract as c')
    .leftJoin('unit as u', 'u.id', 'c.unit_id')
    .leftJoin('building as b', 'b.id', 'u.building_id')
    .leftJoin('complex as x', 'x.id', 'u.complex_id')
    .leftJoin('app_user as a', 'a.id', 'c.user_id')
    .select([
      'c.id',
      'c.number',
      'c.kind',
      'c.title',
      'c.state',
      'c.state_since_at',
      'c.contract_on',
      'c.client_name',
      'c.unit_id',
      'u.number as unit_number',
      'b.name as building',
      'x.name as complex',
      'c.deal_id',
      'c.price_minor',
      'a.name as user_name',
      'c.has_deviations',
      'c.is_hand_edited',
      'c.signed_on',
      'c.application_number',
      'c.submitted_on',
      'c.registered_on',
      'c.registration_number',
      'c.channel_id',
    ])
    .$if(filter.kinds !== undefined && filter.kinds.length > 0, (query) =>
      query.where('c.kind', 'in', [...(filter.kinds ?? [])]),
    )
    .$if(filter.states !== undefined && filter.states.length > 0, (query) =>
      query.where('c.state', 'in', [...(filter.states ?? [])]),
    )
    .$if(filter.dealId !== undefined, (query) => query.where('c.deal_id', '=', filter.dealId ?? ''))
    .$if(filter.baseId !== undefined, (query) => query.where('c.base_id', '=', filter.baseId ?? ''))
    .$if(filter.ids !== undefined, (query) => query.where('c.id', 'in', [...(filter.ids ?? [])]))
    .$if(filter.from !== undefined, (query) => query.where('c.contract_on', '>=', filter.from ?? ''))
    .$if(filter.to !== undefined, (query) => query.where('c.contract_on', '<=', filter.to ?? ''))
    .$if(text !== '', (query) =>
      query.where((eb) =>
        eb.or([
          eb('c.search', 'like', `%${text.replace(/[%_]/g, '')}%`),
          ...(number === undefined
            ? []
            : [
                eb('c.number', '=', Number(number)),
                eb('u.number', '=', number),
                eb('c.application_number', 'like', `%${number}%`),
                eb('c.registration_number', 'like', `%${number}%`),
              ]),
        ]),
      ),
    )
    .orderBy('c.contract_on', 'desc')
    .orderBy('c.id', 'desc')
    .limit(filter.limit)
    .execute()
  const [clocks, waiting] = [await clocksOf(db, rows, today(now)), await waitingOf(db)]
  return rows.map(({ number: own, channel_id: _, ...row }) => {
    const clock = clocks.get(row.id)
    return {
      ...row,
      number: contractName(row.kind, own),
      user_name: row.user_name ?? '',
      waiting: waiting.get(row.id) ?? 0,
      day: clock?.day ?? null,
      days: clock?.of ?? null,
      due_on: clock?.dueOn ?? null,
      is_late: clock?.isLate ?? false,
    }
  })
}

async function clocksOf(db: Db, rows: readonly { id: Id; state: string; channel_id: Id | null }[], on: Day) {
  const open = rows.filter(({ state }) => (AT_THE_OFFICE as readonly string[]).includes(state))
  if (open.length === 0) return new Map<Id, NonNullable<ReturnType<typeof registrationClock>>>()
  const channels = await db.selectFrom('registration_channel').select(['id', 'days', 'is_working_days']).execute()
  const steps = await db
    .selectFrom('registration_step')
    .select(['contract_id', 'step', 'step_on', 'until_on'])
    .where(
      'contract_id',
      'in',
      open.slice(0, 5_000).map(({ id }) => id),
    )
    .orderBy('step_on')
    .orderBy('at')
    .execute()
  const byContract = Map.groupBy(steps, ({ contract_id }) => contract_id)
  return new Map(
    open.flatMap(({ id, channel_id }) => {
      const channel = channels.find((each) => each.id === channel_id)
      const timeline = (byContract.get(id) ?? []).map(({ step, step_on, until_on }): TimelineStep => ({
        step,
        on: step_on,
        until: until_on,
      }))
      const clock =
        channel &&
        registrationClock(timeline, { days: channel.days, isWorkingDays: channel.is_working_days }, on, RUSSIA)
      return clock ? [[id, clock] as const] : []
    }),
  )
}

async function waitingOf(db: Db): Promise<Map<Id, number>> {
  const rows = await db
    .selectFrom('contract_approval')
    .select(({ fn }) => ['contract_id', fn.countAll<number>().as('count')])
    .where('state', '=', 'waiting')
    .groupBy('contract_id')
    .execute()
  return new Map(rows.map(({ contract_id, count }) => [contract_id, Number(count)]))
}

export const card: QueryBody<Calls['card']> = async (db, { contractId }, context) => {
  const [row] = await contractRows(db, { ids: [contractId], limit: 1 }, context)
  const own = await db
    .selectFrom('contract')
    .select([
      'state_note',
      'template_key',
      'template_version',
      'base_id',
      'is_registered_kind',
      'user_id',
      'docx_sha256',
      'pdf_sha256',
      'revision',
      'pins_json',
    ])
    .where('id', '=', contractId)
    .executeTakeFirst()
  if (!row || !own) return null
  const [base] = own.base_id === null ? [] : await contractRows(db, { ids: [own.base_id], limit: 1 }, context)
  const body = await db.selectFrom('contract_body').select('id').where('id', '=', contractId).executeTakeFirst()
  return {
    row,
    state_note: own.state_note,
    template: own.template_key,
    template_version: own.template_version,
    base: base ?? null,
    based: await contractRows(db, { baseId: contractId, limit: 200 }, context),
    is_registered_kind: own.is_registered_kind,
    is_mine: own.user_id === context.actor.userId,
    has_body: body !== undefined,
    docx_sha256: own.docx_sha256,
    pdf_sha256: own.pdf_sha256,
    revision: own.revision,
    events: await eventsOf(db, contractId),
    steps: await stepsOf(db, contractId),
    approvals: await approvalsOf(db, contractId),
    papers: await paperRows(db, today(context.now), { contractId }),
    prints: await printRows(db, { contractId, limit: 200 }),
    pins: own.pins_json.map(({ slot, title, clause, version, standing }) => ({
      slot,
      title,
      clause,
      version,
      standing,
    })),
  }
}

async function eventsOf(db: Db, contractId: Id) {
  const rows = await db
    .selectFrom('contract_event as e')
    .leftJoin('app_user as a', 'a.id', 'e.user_id')
    .select(['e.id', 'e.kind', 'e.facts_json', 'e.note', 'e.at', 'a.name as user_name'])
    .where('e.contract_id', '=', contractId)
    .orderBy('e.at', 'desc')
    .orderBy('e.id')
    .limit(500)
    .execute()
  return rows.map(({ facts_json, ...row }) => ({ ...row, facts: facts_json }))
}

function stepsOf(db: Db, contractId: Id) {
  return db
    .selectFrom('registration_step as s')
    .leftJoin('registration_channel as c', 'c.id', 's.channel_id')
    .leftJoin('suspend_reason as r', 'r.id', 's.reason_id')
    .leftJoin('app_user as a', 'a.id', 's.user_id')
    .select([
      's.id',
      's.step',
      's.step_on',
      'c.name as channel',
      's.application_number',
      'r.name as reason',
      's.until_on',
      's.registration_number',
      's.note',
      'a.name as user_name',
    ])
    .where('s.contract_id', '=', contractId)
    .orderBy('s.step_on')
    .orderBy('s.at')
    .execute()
}

async function approvalsOf(db: Db, contractId: Id) {
  const rows = await db
    .selectFrom('contract_approval as p')
    .leftJoin('app_user as a', 'a.id', 'p.asked_by_id')
    .leftJoin('app_user as d', 'd.id', 'p.decided_by_id')
    .select([
      'p.id',
      'p.slot',
      'p.kind',
      'p.state',
      'p.asked_by_id',
      'a.name as asked_by',
      'p.asked_at',
      'd.name as decided_by',
      'p.decided_at',
      'p.note',
    ])
    .where('p.contract_id', '=', contractId)
    .where('p.state', '<>', 'dropped')
    .orderBy('p.asked_at')
    .execute()
  return rows.map((row) => ({ ...row, asked_by: row.asked_by ?? '' }))
}
